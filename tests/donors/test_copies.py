"""A donor takes along all that is kept about the address, promised gifts too, and nobody else's."""

import json

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from campaigns.donors import copies
from campaigns.payments.models import Words
from tests.factories.bank import make_cash
from tests.factories.claims import active_claim
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from wishes.claims import links as claim_links

pytestmark = pytest.mark.django_db

ADDRESS = "canary.aigul@example.org"


@pytest.fixture
def gift():
    gift = settled_gift(donor_email=ADDRESS, donor_name="Canary Айгүл")
    Words.objects.create(donation=gift, message="Canary words")
    make_cash(make_officer(), donor_email=ADDRESS, donor_name="Canary in cash")
    settled_gift(donor_email="other@example.org", donor_name="Somebody else")
    return gift


def test_it_holds_every_kind_and_no_key(gift):
    claim = active_claim(donor_email=ADDRESS.upper(), donor_name="Canary of a wish")
    text = copies.copy_of(ADDRESS)
    held = json.loads(text)
    assert held["gifts"][0]["donor_name"] == "Canary Айгүл"
    assert held["gifts"][0]["amount_tiyn"] == gift.amount_tiyn
    assert held["words"][0]["message"] == "Canary words"
    assert held["cash"][0]["donor_name"] == "Canary in cash"
    assert held["promised_gifts"][0]["wish"] == claim.wish.code
    assert held["promised_gifts"][0]["donor_name"] == "Canary of a wish"
    assert "Somebody else" not in text
    for key in (gift.token, claim_links.LINKS.token_of(claim)):
        assert key not in text


def test_whoever_has_no_visit_gets_none(client, gift):
    answer = client.get(reverse("donors:copy"))
    assert answer.status_code == 303
    assert not AuditEntry.objects.filter(action="donor.copy").exists()


def test_the_page_hands_it_out_to_its_visitor_alone(client, gift, mailoutbox):
    from campaigns.donors import links
    from outbox.models import Mail

    links.ask(ADDRESS, "kk")
    token = Mail.objects.latest("pk").body.split("/my-gifts/link/")[1].split("/")[0]
    client.post(reverse("donors:link", args=[token]), headers={"Sec-Fetch-Site": "same-origin"})
    url = reverse("donors:copy")
    assert url in client.get(reverse("donors:gifts")).text
    answer = client.get(url)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert "no-store" in answer.headers["Cache-Control"]
    assert json.loads(answer.content)["e-mail"] == ADDRESS
    assert AuditEntry.objects.get(action="donor.copy").facts == {}
