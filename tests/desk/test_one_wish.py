"""One wish on the desk: words mended in place, what was found settled, guardians answered."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from audit.models import AuditEntry
from outbox.models import Mail
from tests.factories import wishes as make
from wishes.dossiers import links
from wishes.models import CatalogueEntry, Reason
from wishes.moderation import decisions
from wishes.moderation.models import Note, Reading

pytestmark = pytest.mark.django_db

WHY = "Мяч порвался. Звоните маме 8 701 123 45 67, а ещё 8 701 123 45 67."


def url_of(wish, name="review", *more):
    return reverse(f"wish_desk:{name}", args=[wish.code, *more])


def words_of(page, **changes):
    values = {
        name: getattr(page, name) or ""
        for name in ("title_kk", "title_ru", "title_en", "story_kk", "story_ru", "story_en",
                     "pseudonym", "size")
    }  # fmt: skip
    values |= {"category": page.category_id, "place": page.place_id, "price_tiyn": "12000"}
    return values | {"seen": page.fingerprint} | changes


# --- Words ----------------------------------------------------------------------------------


def test_what_was_found_stands_marked_with_its_reason_and_the_words_as_told(desk):
    wish = make.tell_wish(why=WHY)
    page = desk.get(url_of(wish)).text
    assert page.count('<mark class="desk__hit desk__hit--open">8 701 123 45 67</mark>') >= 1
    assert "elephone number" in page
    assert page.count("Звоните маме") >= 2, "the words shown, and those told"


def test_a_hit_is_taken_out_wherever_it_stands(desk, moderator):
    wish = make.tell_wish(why=WHY)
    hit = wish.application.hits.filter(rule="phone").first()
    desk.post(url_of(wish, "allow", hit.pk), {"action": "take-out"})
    page = make.latest(wish)
    assert page.story_ru == "Мяч порвался. Звоните маме, а ещё."
    assert not wish.application.hits.open().exists()
    assert "It is gone from the text" in desk.get(url_of(wish)).text
    assert AuditEntry.objects.get(action="wish.edit").facts == {"fields": ["story_ru"]}


def test_other_words_are_put_instead(desk):
    wish = make.tell_wish(why=WHY)
    hit = wish.application.hits.filter(rule="phone").first()
    desk.post(url_of(wish, "allow", hit.pk), {"action": "take-out", "instead": "нам"})
    assert make.latest(wish).story_ru == "Мяч порвался. Звоните маме нам, а ещё нам."


@pytest.mark.parametrize(
    ("field", "words", "instead"),
    [
        ("pseudonym", "", ""),
        ("pseudonym", "", "а" * 200),
        ("title_ru", "мяч", "а" * 200),
        ("story_ru", "а", "б" * 200),
    ],
)
def test_what_is_put_instead_fits_where_it_stands(desk, field, words, instead):
    wish = make.tell_wish(what="Футбольный мяч", why=WHY + " ах" * 8)
    before = make.latest(wish)
    sent = {"field": field, "words": words or before.pseudonym, "instead": instead}
    answer = desk.post(url_of(wish, "take_out"), sent)
    assert answer.status_code == 422
    assert list(answer.context["take_out"].errors) == ["instead"]
    assert make.latest(wish).fingerprint == before.fingerprint
    hit = wish.application.hits.first()
    wish.application.hits.update(field=field, start=0, end=1)
    taken_out = {"action": "take-out", "instead": "а" * 200}
    assert desk.post(url_of(wish, "allow", hit.pk), taken_out).status_code == 302


def test_words_are_taken_out_by_plain_fields(desk):
    wish = make.tell_wish(why="Хочу играть с Ромой из третьего подъезда каждый день.")
    url = url_of(wish, "take_out")
    desk.post(url, {"field": "story_ru", "words": "из третьего подъезда"})
    assert make.latest(wish).story_ru == "Хочу играть с Ромой каждый день."
    again = desk.post(url, {"field": "story_ru", "words": "из третьего подъезда"})
    assert again.status_code == 422
    assert "do not stand in that text" in again.text
    assert desk.post(url, {"field": "code", "words": "x"}).status_code == 422


def test_two_who_edit_do_not_undo_each_others_redaction(desk):
    wish = make.tell_wish(why=WHY)
    before = make.latest(wish)
    desk.post(url_of(wish, "take_out"), {"field": "story_ru", "words": "8 701 123 45 67"})
    late = desk.post(url_of(wish, "edit"), words_of(before, title_ru="Мяч для футбола"))
    assert late.status_code == 422
    assert "Мяч для футбола" in late.text
    assert "8 701" not in make.latest(wish).story_ru
    # Sent once more, now that both were seen.
    seen = make.latest(wish).fingerprint
    desk.post(url_of(wish, "edit"), words_of(make.latest(wish), title_ru="Мяч", seen=seen))
    assert make.latest(wish).title_ru == "Мяч"


def test_words_changed_at_the_last_reading_go_back_to_safeguarding_by_themselves(desk, moderator):
    wish = make.safeguarded_wish()
    desk.post(url_of(wish, "edit"), words_of(make.latest(wish), title_ru="Мяч"))
    assert make.latest(wish).current_workflow_task.name == "Safeguarding"
    desk.post(url_of(wish), {"action": "approve"})
    wish.refresh_from_db()
    assert wish.safeguarded_by == moderator
    assert not CatalogueEntry.objects.exists()


def test_words_that_were_not_on_the_screen_are_not_approved(desk):
    wish = make.tell_wish()
    seen = make.latest(wish).fingerprint
    desk.post(url_of(wish, "edit"), words_of(make.latest(wish), title_ru="Другое"))
    answer = desk.post(url_of(wish), {"action": "approve", "seen": seen}, follow=True)
    wish.refresh_from_db()
    assert wish.safeguarded_by is None
    assert "have just changed" in " ".join(map(str, answer.context["messages"]))


# --- Answers ----------------------------------------------------------------------------------


def test_reasons_are_offered_in_the_language_of_the_guardian(desk):
    wish = make.tell_wish(language="kk")
    page = desk.get(url_of(wish)).text
    for reason in Reason.objects.all():
        assert reason.text_kk in page


@pytest.mark.parametrize(("action", "kind"), [("changes", "changes"), ("reject", "reject")])
def test_the_guardian_gets_the_words_as_the_moderator_left_them(desk, action, kind):
    wish = make.tell_wish()
    reason = Reason.objects.filter(kind=kind).first()
    told = f"{reason.text_ru} Особенно про размер."
    desk.post(url_of(wish), {"action": action, "reason": reason.slug, f"text_{reason.slug}": told})
    letter = Mail.objects.exclude(key__startswith="wish_received").get()
    assert told in letter.body
    assert letter.body.count(reason.text_ru) == 1
    entry = AuditEntry.objects.get(action__in=["wish.ask_changes", "wish.reject"])
    assert "Особенно" not in str(entry.facts)


def test_the_letter_is_seen_before_it_is_sent_and_without_the_private_link(desk):
    wish = make.tell_wish()
    reason = Reason.objects.filter(kind="reject").first()
    answer = {"preview": "reject", "reason": reason.slug, f"text_{reason.slug}": "Очень жаль."}
    page = desk.post(url_of(wish), answer)
    assert page.status_code == 200
    assert "Спасибо, что рассказали" in page.text or "Очень жаль." in page.text
    assert links.token_of(wish.application) not in page.text
    wish.refresh_from_db()
    assert wish.state != "rejected"
    assert Mail.objects.filter(key__startswith="wish_rejected").count() == 0


def test_a_reason_of_the_other_list_is_none(desk):
    wish = make.tell_wish()
    reason = Reason.objects.filter(kind="changes").first()
    answer = desk.post(url_of(wish), {"action": "reject", "reason": reason.slug})
    assert answer.status_code == 422
    assert "Please choose a reason" in answer.text


def test_the_guardians_page_tells_the_words_that_were_sent(desk, client):
    wish = make.tell_wish()
    reason = Reason.objects.filter(kind="changes").first()
    told = {"action": "changes", "reason": reason.slug, f"text_{reason.slug}": "Какой размер?"}
    desk.post(url_of(wish), told)
    wish.refresh_from_db()
    page = client.get(links.path_of(wish.application)).text
    assert "Какой размер?" in page
    assert reason.text_ru not in page


# --- The way through --------------------------------------------------------------------------


def test_after_a_decision_the_next_wish_of_the_same_way_comes(desk, place):
    first = make.tell_wish(place=place("ulan"))
    make.tell_wish()
    second = make.tell_wish(place=place("ulan"))
    answer = desk.post(url_of(first) + "?district=ulan", {"action": "approve"})
    assert answer["Location"] == url_of(second) + "?district=ulan"
    last = desk.post(url_of(second) + "?district=ulan", {"action": "approve"})
    assert last["Location"] == reverse("wish_desk:queue") + "?district=ulan"


def test_next_and_previous_lead_through_what_can_be_read(desk, moderator):
    first, second = make.tell_wish(), make.tell_wish()
    make.safeguarded_wish(by=moderator)
    page = desk.get(url_of(first))
    assert page.context["next_url"] == url_of(second)
    assert not page.context["previous_url"]
    assert (page.context["around"].position, page.context["around"].total) == (1, 2)
    assert desk.get(url_of(second)).context["previous_url"] == url_of(first)


def test_somebody_else_at_the_same_wish_is_told_of(client, desk):
    wish, other = make.tell_wish(), make.make_moderator("botagoz")
    UserProfile.objects.create(user=other, preferred_language="en")
    desk.get(url_of(wish))
    client.force_login(other)
    assert "aigul opened this wish" in client.get(url_of(wish)).text


def test_a_note_is_kept_for_moderators_alone(desk, client):
    wish = make.tell_wish()
    desk.post(url_of(wish, "note"), {"text": "Мама просила позвонить вечером."})
    assert Note.objects.get().author.username == "aigul"
    assert "Мама просила" in desk.get(url_of(wish)).text
    assert "Мама просила" not in str(list(AuditEntry.objects.values_list("facts")))
    assert AuditEntry.objects.get(action="dossier.note").facts == {"wish": wish.code}
    assert "Мама просила" not in client.get(links.path_of(wish.application)).text
    desk.post(url_of(wish, "note"), {"text": "  "})
    assert Note.objects.count() == 1


def test_a_wish_without_its_page_is_not_at_the_desk(desk):
    url = reverse("wish_desk:review", args=["NOSUCH"])
    assert desk.get(url, follow=True).status_code == 404


def test_a_page_of_the_desk_costs_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    wish = make.tell_wish(why=WHY)
    make.tell_wish()
    desk.get(url_of(wish))
    with django_assert_max_num_queries(90) as few:
        desk.get(url_of(wish))
    for n in range(5):
        make.tell_wish(email=f"other{n}@example.kz", born_on=date(2015, 3, n + 1))
    with django_assert_max_num_queries(90) as many:
        desk.get(url_of(wish))
    assert len(many) == len(few)


def test_who_has_the_wish_decides_nothing_about_rights(desk, moderator):
    wish = make.tell_wish()
    Reading.objects.filter(wish=wish).update(reader=make.make_moderator())
    names = [name for name, *_ in decisions.available(make.latest(wish), moderator)]
    assert decisions.APPROVE in names
