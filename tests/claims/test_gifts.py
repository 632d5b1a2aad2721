"""At the hub: a gift is received, the family told, handed over by two people, the wish true."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from outbox.mail import deliver_due
from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.staff import make_officer
from users import roles
from wishes import lifecycle
from wishes.claims import gifts, thanks
from wishes.claims import links as claim_links
from wishes.claims.errors import MovedOn, MustNotBeSaid, NotSeen, SamePerson
from wishes.claims.models import Ended, HandOver, Thanks
from wishes.dossiers import links
from wishes.models import CatalogueEntry

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def donors_page(claim):
    return claim_links.path_of(claim)


def letter_to(address, template):
    return Mail.objects.get(to=address, key__startswith=f"{template}:")


def test_from_the_hub_to_the_child():
    keeper, other = given.make_keeper(), given.make_keeper()
    claim = gifts.receive(given.active_claim(), keeper)
    assert claim.wish.state == "received"
    assert letter_to(given.DONOR, "claim_received")

    gifts.tell_guardian(claim, keeper)
    told = letter_to("guardian@example.kz", "wish_gift_has_come")
    assert claim.hub.address_ru in told.body
    assert "Асель" not in told.body
    assert given.DONOR not in told.body

    hand_over = gifts.prepare_hand_over(claim, given.paper(), keeper)
    with pytest.raises(SamePerson):
        gifts.confirm_hand_over(claim, keeper)
    gifts.read_paper(hand_over, other)
    claim = gifts.confirm_hand_over(claim, other)
    claim.wish.refresh_from_db()
    assert (claim.state, claim.wish.state) == ("handed_over", "delivered")

    gifts.fulfil(claim, keeper)
    claim.wish.refresh_from_db()
    assert claim.wish.state == "fulfilled"
    assert CatalogueEntry.objects.get().status == "fulfilled"
    assert letter_to(given.DONOR, "claim_came_true")
    steps = set(
        AuditEntry.objects.filter(action__startswith="claim.").values_list("action", flat=True)
    )
    assert {"claim.receive", "claim.confirm_hand_over", "claim.fulfil"} <= steps


def test_the_database_refuses_one_person_for_both_steps():
    claim = given.received_claim()
    keeper = given.make_keeper()
    hand_over = gifts.prepare_hand_over(claim, given.paper(), keeper)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=hand_over.pk).update(
            confirmed_by=keeper, confirmed_at=hand_over.prepared_at
        )


def test_nothing_is_handed_over_without_a_paper():
    with pytest.raises(MovedOn):
        gifts.confirm_hand_over(given.received_claim(), given.make_keeper())


def test_the_second_person_opens_the_paper_that_stands_before_vouching_for_it():
    claim, first, second = given.received_claim(), given.make_keeper(), given.make_keeper()
    hand_over = gifts.prepare_hand_over(claim, given.paper(), first)
    gifts.read_paper(hand_over, given.make_keeper())
    with pytest.raises(NotSeen):
        gifts.confirm_hand_over(claim, second)
    gifts.read_paper(hand_over, second)
    hand_over = gifts.prepare_hand_over(claim, given.paper(), first)
    with pytest.raises(NotSeen):
        gifts.confirm_hand_over(claim, second)
    gifts.read_paper(hand_over, second)
    assert gifts.confirm_hand_over(claim, second).state == "handed_over"


def test_a_look_at_the_older_paper_while_the_newer_is_being_kept_is_none_at_the_newer():
    claim, first, second = given.received_claim(), given.make_keeper(), given.make_keeper()
    gifts.prepare_hand_over(claim, given.paper(), first)
    as_shown = HandOver.objects.get(claim=claim)
    # Prepared in a transaction that began before the look and is over after it.
    gifts.prepare_hand_over(claim, given.paper(), first)
    gifts.read_paper(as_shown, second)
    with pytest.raises(NotSeen):
        gifts.confirm_hand_over(claim, second)


def test_a_newer_paper_takes_the_place_of_the_older(django_capture_on_commit_callbacks):
    claim, keeper = given.received_claim(), given.make_keeper()
    first = gifts.prepare_hand_over(claim, given.paper(), keeper).paper.name
    with django_capture_on_commit_callbacks(execute=True):
        second = gifts.prepare_hand_over(claim, given.paper(), keeper).paper
    assert second.name != first
    assert not second.storage.exists(first)
    assert second.storage.exists(second.name)


@pytest.mark.parametrize("because", [Ended.NEVER_CAME, Ended.WRONG])
def test_a_wish_whose_gift_never_came_or_was_wrong_waits_again(because):
    claim = gifts.give_back(given.received_claim(), because, given.make_keeper())
    claim.wish.refresh_from_db()
    assert (claim.state, claim.wish.state) == ("released", "published")
    assert letter_to(given.DONOR, "claim_given_back")
    assert given.active_claim(claim.wish, donor_email="next@example.org")


def test_a_wish_withdrawn_while_its_gift_is_at_the_hub():
    claim = given.received_claim()
    lifecycle.withdraw(claim.wish)
    claim.refresh_from_db()
    assert claim.ended_because == "wish_gone"
    assert claim.shown_code in letter_to(given.DONOR, "claim_wish_gone").body


def test_a_gift_once_handed_over_stays_so_whatever_becomes_of_the_wish():
    claim = given.handed_over_claim()
    lifecycle.withdraw(claim.wish)
    claim.refresh_from_db()
    assert claim.state == "fulfilled"
    assert not Mail.objects.filter(key__startswith="claim_wish_gone").exists()


def test_the_lifecycle_alone_ends_the_claim_as_well():
    claim = given.active_claim()
    lifecycle.release(claim.wish)
    claim.refresh_from_db()
    assert claim.ended_because == "wish_gone"


def test_the_childs_words_are_sent_when_a_moderator_who_did_not_write_them_approves():
    claim, author = given.fulfilled_claim(), make.make_moderator()
    words = thanks.write(claim, "Рахмет! Мяч очень хороший.", "ru", author)
    with pytest.raises(SamePerson):
        thanks.approve(claim, words.text, author)
    with pytest.raises(PermissionError):
        thanks.approve(claim, words.text, given.make_keeper())
    with pytest.raises(MovedOn):
        thanks.approve(claim, "Другие слова", make.make_moderator())
    assert not Mail.objects.filter(key__startswith="claim_thanks").exists()
    thanks.approve(claim, words.text, make.make_moderator())
    assert words.text in letter_to(given.DONOR, "claim_thanks").body
    with pytest.raises(MovedOn):
        thanks.write(claim, "Ещё раз спасибо.", "ru", author)


def test_the_family_writes_the_childs_words_by_its_private_link(client):
    claim = given.fulfilled_claim()
    asked = letter_to("guardian@example.kz", "wish_came_true").body
    assert "Асель" not in asked
    link = re.search(r"/ru/wishes/follow/\S+/thanks/", asked)[0]
    follow = links.path_of(claim.wish.application)
    assert f'href="{link}"' in client.get(follow).content.decode()
    assert "no-store" in client.get(link)["Cache-Control"]
    told = client.post(link, {"text": "Мой телефон 8 701 555 44 33"}, **SAME_ORIGIN)
    assert told.status_code == 422
    assert client.post(link, {"text": "Рахмет за мяч!"}, **SAME_ORIGIN).status_code == 303
    words = Thanks.objects.get()
    assert (words.author, words.approved_at) == (None, None)
    thanks.approve(claim, words.text, make.make_moderator())
    assert words.text in letter_to(given.DONOR, "claim_thanks").body
    assert client.post(link, {"text": "Ещё раз рахмет!"}, **SAME_ORIGIN).status_code == 409
    assert words.text in client.get(link).content.decode()


def test_before_the_gift_is_with_the_child_there_is_nobody_to_thank(client):
    follow = links.path_of(given.received_claim().wish.application)
    assert "thanks/" not in client.get(follow).content.decode()
    assert client.get(follow + "thanks/").status_code == 404


@pytest.mark.parametrize("is_approved", [False, True])
def test_once_the_wish_is_taken_back_nobody_reads_the_childs_words_any_more(client, is_approved):
    claim, moderator = given.fulfilled_claim(), make.make_moderator()
    words = thanks.write(claim, "Рахмет! Мяч очень хороший.", "ru", given.make_keeper())
    if is_approved:
        thanks.approve(claim, words.text, moderator)
        assert words.text in client.get(donors_page(claim)).content.decode()
    lifecycle.withdraw(claim.wish)
    with pytest.raises(MovedOn):
        thanks.approve(claim, words.text, moderator)
    with pytest.raises(MovedOn):
        thanks.write(claim, "Ещё раз спасибо.", "ru", moderator)
    assert not Mail.objects.filter(key__startswith="claim_thanks").exists()
    family = links.path_of(claim.wish.application) + "thanks/"
    assert client.get(family).status_code == 404
    assert words.text not in client.get(donors_page(claim)).content.decode()
    client.force_login(make_officer(roles.MODERATORS))
    for path in ("/admin/claims/", f"/admin/claims/gifts/{claim.code}/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Мяч очень хороший" not in page.content.decode()
        assert f"{claim.code}/#words" not in page.content.decode()


def test_words_that_wait_to_be_sent_are_kept_back_once_the_wish_is_taken_back():
    claim = given.fulfilled_claim()
    words = thanks.write(claim, "Рахмет! Мяч хороший.", "ru", given.make_keeper())
    thanks.approve(claim, words.text, make.make_moderator())
    lifecycle.withdraw(claim.wish)
    waiting = Mail.objects.filter(to=given.DONOR)
    assert not waiting.filter(body__contains="Мяч хороший").exists()
    for letter in waiting:
        assert "Футбольный мяч" not in letter.subject + letter.body, letter.key
    # That it came true is told all the same.
    assert claim.wish.code in letter_to(given.DONOR, "claim_came_true").body


@pytest.mark.parametrize("leave", [lifecycle.withdraw, lifecycle.pause, lifecycle.expire])
def test_no_letter_that_waits_quotes_a_wish_that_left_the_site(leave):
    claim = given.active_claim()
    other = given.active_claim(donor_email="other@example.org")
    leave(claim.wish)
    told = Mail.objects.filter(to=given.DONOR)
    assert {letter.key.split(":")[0] for letter in told} == {"claim_wish_gone"}
    assert "Футбольный мяч" in letter_to(other.donor_email, "claim_promised").body


def test_a_consent_that_runs_out_keeps_them_back_too():
    given.handed_over_claim()
    with given.later(days=400):
        lifecycle.apply_consents()
    for letter in Mail.objects.filter(to=given.DONOR):
        assert "Футбольный мяч" not in letter.subject + letter.body, letter.key
    assert letter_to(given.DONOR, "claim_came_true")


def test_nobody_elses_letters_are_looked_at():
    given.active_claim()
    mine = given.active_claim()
    with CaptureQueriesContext(connection) as asked:
        lifecycle.withdraw(mine.wish)
    by_prefix = [one["sql"] for one in asked if "LIKE" in one["sql"] and "claim" in one["sql"]]
    assert by_prefix
    assert all(f":{mine.pk}:" in sql for sql in by_prefix)


def test_what_has_left_stays_as_a_fact():
    claim = given.active_claim()
    deliver_due()
    lifecycle.withdraw(claim.wish)
    assert letter_to(given.DONOR, "claim_promised").sent_at


@pytest.mark.parametrize(
    "text", ["Звоните +7 701 555 44 33", "Меня зовут Байтерекова", "Учусь в школе № 5"]
)
def test_words_that_tell_who_the_child_is_are_refused(text):
    claim = given.fulfilled_claim()
    for author in (None, make.make_moderator()):
        with pytest.raises(MustNotBeSaid):
            thanks.write(claim, text, "ru", author)
    # The rules may have been others when it was written.
    words = Thanks.objects.create(claim=claim, text=text, language="ru")
    with pytest.raises(MustNotBeSaid):
        thanks.approve(claim, words.text, make.make_moderator())


def test_the_database_refuses_words_approved_by_their_author():
    claim, author = given.fulfilled_claim(), make.make_moderator()
    words = thanks.write(claim, "Рахмет! Мяч очень хороший.", "ru", author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Thanks.objects.filter(pk=words.pk).update(approved_by=author, approved_at=words.written_at)


def test_a_hub_that_has_gifts_is_not_deleted():
    with pytest.raises(ProtectedError):
        given.active_claim().hub.delete()
