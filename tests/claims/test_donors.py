"""Promised gifts on the donor's own page; and a donor who is forgotten is found nowhere."""

import pytest

from campaigns.donors import erasure
from campaigns.donors.gifts import gave_anything
from outbox.mail import deliver_due
from tests.donors.test_erasure import files_that_know, tables_that_know
from tests.factories import claims as given
from wishes.claims import keeping, links
from wishes.claims.donors import promised
from wishes.claims.models import ClaimPause

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
    ClaimPause.objects.create(email=ADDRESS)
    deliver_due()
    erasure.erase(ADDRESS)
    # The letters' own addresses go when the last answer has left: see campaigns.donors.
    assert tables_that_know("canary") <= {"outbox_mail"}
    assert not files_that_know("canary")
    assert client.get(link).status_code == 404
    claim.refresh_from_db()
    assert claim.state == "fulfilled"
