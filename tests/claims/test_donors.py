"""Promised gifts on the donor's own page; and a donor who is forgotten is found nowhere."""

import pytest

from campaigns.donors import erasure
from campaigns.donors.gifts import gave_anything
from outbox.mail import deliver_due
from tests.donors.test_erasure import files_that_know, tables_that_know
from tests.factories import claims as given
from tests.factories import wishes as make
from wishes.claims import clock, ending, keeping, links, making, pausing
from wishes.claims.donors import promised
from wishes.claims.errors import MovedOn
from wishes.claims.models import Claim, ClaimPause

pytestmark = pytest.mark.django_db
ADDRESS = "Canary.Aigul@example.org"
WHO = {"donor_email": ADDRESS, "donor_name": "Canary Айгүл"}


def test_a_promise_alone_opens_the_donors_page():
    assert not gave_anything(ADDRESS)
    claim = given.active_claim(**WHO)
    assert gave_anything(ADDRESS.upper())
    part = promised(ADDRESS)
    assert [row.path for row in part.rows] == [links.path_of(claim)]
    assert promised("other@example.org") is None


def test_what_nobody_confirmed_is_on_no_page():
    given.waiting_claim(**WHO)
    assert not gave_anything(ADDRESS)


def test_a_promise_under_way_hinders_forgetting():
    claim = given.active_claim(**WHO)
    with pytest.raises(erasure.Hindered):
        erasure.erase(ADDRESS)
    keeping.give_up(claim)
    assert not erasure.hindrances(ADDRESS)


def test_who_was_forgotten_is_found_nowhere(client):
    claim = given.fulfilled_claim(**WHO)
    link = links.path_of(claim)
    ending.pause(ADDRESS)
    deliver_due()
    erasure.erase(ADDRESS)
    # The letters' own addresses go when the last answer has left: see campaigns.donors.
    assert tables_that_know("canary") <= {"outbox_mail"}
    assert not files_that_know("canary")
    assert client.get(link).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "fulfilled"


def never_brought():
    with given.later(days=-20):
        claim = given.active_claim(**WHO)
    clock.keep_time()
    claim.refresh_from_db()
    assert claim.ended_because == "not_brought"
    return claim


def test_to_be_forgotten_is_no_way_around_a_pause():
    for _ in range(2):
        never_brought()
    assert making.refusal_of(ADDRESS) == making.Refusal.PAUSED
    erasure.erase(ADDRESS)
    assert making.refusal_of("canary.aigul+again@example.org") == making.Refusal.PAUSED
    assert making.refusal_of("other@example.org") is None
    assert ClaimPause.objects.get().email == ""


def test_to_be_forgotten_in_between_is_none_either():
    never_brought()
    erasure.erase(ADDRESS)
    never_brought()
    assert making.refusal_of(ADDRESS) == making.Refusal.PAUSED


def test_why_a_pause_was_lifted_is_forgotten_and_the_donor_begins_anew():
    for _ in range(2):
        never_brought()
    pausing.lift(ClaimPause.objects.get(), "Айгүл была в больнице", make.make_moderator())
    erasure.erase(ADDRESS)
    assert "больнице" not in ClaimPause.objects.get().reason
    assert making.refusal_of(ADDRESS) is None
    never_brought()
    assert making.refusal_of(ADDRESS) is None


def test_of_other_claims_no_digest_stays():
    keeping.give_up(given.active_claim(**WHO))
    erasure.erase(ADDRESS)
    assert Claim.objects.get().mailbox == ""


def test_a_promise_that_a_stranger_made_hinders_nobody_from_being_forgotten():
    claim = given.waiting_claim(**WHO)
    erasure.erase(ADDRESS)
    with pytest.raises(MovedOn):
        making.confirm(claim)


def test_while_the_key_of_the_site_is_changed_a_pause_stays(settings):
    ending.pause(ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert making.refusal_of(ADDRESS) == making.Refusal.PAUSED
