"""What screening finds in a story keeps it off the site, until a moderator lets it stay."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.rich_text import RichText

from audit.models import AuditEntry
from campaigns.models import StoryPage
from edge.refused import MayNotBeLive
from tests.campaigns.ways import page_form
from tests.factories import wishes as make
from tests.factories.staff import make_officer
from tests.factories.stories import AGREED, make_stories, publish
from users import roles
from wishes import lifecycle
from wishes.dossiers.models import Hit
from wishes.moderation import texts
from wishes.stories import allowing, words

pytestmark = pytest.mark.django_db

PHONE = "8 701 123 45 67"


def russian(wish):
    return make_stories(wish)[1]


def refused(story):
    with translation.override("en"), pytest.raises(MayNotBeLive) as refusal:
        story.save_revision().publish()
    return " ".join(refusal.value.messages)


def allow(story, found, moderator):
    return allowing.allow(story, found.finding.rule, found.finding.excerpt, moderator, "x")


def test_what_the_site_makes_itself_passes_in_each_language(wish):
    for story in make_stories(wish):
        assert words.open_findings(story, wish.application) == []
        publish(story)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": f"Звоните {PHONE}"},
        {"lead": "Пишите на mama@example.kz"},
        {"picture_alt": "ИИН 999999000303"},
        {"seo_title": "Айгерим Байтерекова"},
        {"search_description": "ученица школы №5"},
        {"slug": "aigerim-baiterekova"},
        {"body": [("quote", {"text": "Балалар үйі, «сиротка»", "who": ""})]},
        {"body": [("paragraph", RichText(f"<p>Мама: <b>{PHONE}</b></p>"))]},
        {"body": [("paragraph", RichText('<p><a href="https://t.me/aigul_b">Хат</a></p>'))]},
        {"body": [("heading", "Айгерим"), ("heading", "улица Абая, дом 7")]},
        {"body": [("steps", [{"title": "Қадам", "text": "ЖСН 999999000303"}] * 2)]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_nothing_of_a_child_is_told_in_any_part(wish, changes):
    story = russian(wish)
    for name, value in changes.items():
        setattr(story, name, value)
    assert "“" in refused(story)


def test_each_language_is_screened_by_all_rules(wish):
    for story in make_stories(wish):
        story.lead = f"Қоңырау шалыңыз: {PHONE}"
        assert PHONE in refused(story)


def test_what_only_the_dossier_knows_is_found(wish):
    story = russian(wish)
    story.lead = "Айгерим рада."
    assert "Айгерим" in refused(story)


def test_the_press_reads_it_beside_its_part(client, wish):
    story = russian(wish)
    story.body = [("quote", {"text": "Рада.", "who": ""}), ("quote", {"text": PHONE, "who": ""})]
    story.save_revision()
    client.force_login(make_officer(roles.PRESS))
    answer = page_form(story, client)
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors["body"].as_data()
    assert list(error.block_errors) == [1]
    assert PHONE in error.block_errors[1].message


def test_a_moderator_lets_it_stay_with_a_reason(client, wish):
    story = russian(wish)
    story.lead = "Подарил Серик Оразбаев."
    story.save_revision()
    assert refused(story)
    client.force_login(make.make_moderator())
    page = client.get(reverse("wish_story", args=[wish.code]))
    assert "Оразбаев" in page.text
    (found,) = words.open_findings(story, wish.application)
    url = reverse("wish_story_allow", args=[wish.code, story.pk])
    said = {"rule": found.finding.rule, "excerpt": found.finding.excerpt}
    client.post(url, said | {"note": ""})
    assert refused(story)
    client.post(url, said | {"note": "the giver, who agreed"})
    publish(story)
    assert StoryPage.objects.get(pk=story.pk).live
    entry = AuditEntry.objects.get(action="wish.allow_hit")
    assert "Оразбаев" not in str(entry.facts)
    assert "agreed" not in str(entry.facts)


def test_what_may_stay_in_the_wish_may_stay_in_its_story(site):
    wish = make.tell_wish(
        scope=AGREED, why="Хочу играть, как Серик Оразбаев, во дворе после школы."
    )
    for hit in Hit.objects.open():
        hit.state, hit.note, hit.resolved_by = "allowed", "x", make.make_moderator()
        hit.save()
    for _step in range(2):
        make.decisions.decide(wish, make.make_moderator(), make.decisions.APPROVE, {})
    staff = make.make_moderator()
    wish = lifecycle.receive(lifecycle.claim(wish), staff)
    wish = lifecycle.fulfil(lifecycle.deliver(wish, staff), staff)
    story = russian(wish)
    assert "Серик Оразбаев" in str(story.body)
    publish(story)


def test_words_of_the_wish_screened_anew_leave_what_is_allowed_in_its_story(wish):
    story = russian(wish)
    story.lead = "Подарил Серик Оразбаев."
    (found,) = words.open_findings(story, wish.application)
    moderator = make.make_moderator()
    assert allow(story, found, moderator)
    assert not allow(story, found, moderator)
    texts.rescreen(make.latest(wish), wish.application)
    assert words.open_findings(story, wish.application) == []


def test_taken_down_nothing_is_remembered_of_it(wish):
    story = russian(wish)
    story.lead = "Подарил Серик Оразбаев."
    (found,) = words.open_findings(story, wish.application)
    allow(story, found, make.make_moderator())
    lifecycle.withdraw(wish)
    assert not Hit.objects.filter(field__startswith="told_").exists()


def test_only_moderators_let_it_stay(client, wish):
    story = russian(wish)
    client.force_login(make_officer(roles.PRESS))
    url = reverse("wish_story_allow", args=[wish.code, story.pk])
    assert client.post(url, {"note": "abc"}).status_code in (302, 403)
    assert not Hit.objects.filter(field__startswith="told_").exists()


def test_a_story_of_no_wish_is_screened_for_what_belongs_into_none(site):
    story = site.add(StoryPage, "ru", live=False, lead=f"Звоните {PHONE}")
    assert PHONE in refused(story)
    story.lead = "Подарил Серик Оразбаев, см. https://example.kz"
    story.save_revision().publish()
