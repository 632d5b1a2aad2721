"""A donor is led to a receipt only where there is one; elsewhere the page says why not."""

import pytest
from django.urls import reverse
from django.utils import translation

from campaigns.donors import links
from campaigns.payments.models import Donation
from campaigns.receipts import changes, issuing
from campaigns.receipts.standing import Paper, paper_of
from outbox.models import Mail
from tests.factories.homes import make_person
from tests.factories.money import make_gift
from tests.factories.settled import (
    dispute,
    give_back,
    lose_dispute,
    refund_comes_back,
    settled_gift,
    win_dispute,
)
from tests.payments.donor import BROWSER

pytestmark = pytest.mark.django_db

ADDRESS = "aigul@example.org"
WHOLE = 5_000_00


def issued(gift):
    issuing.receipt_of(gift)


def taken_back(gift):
    changes.take_back(issuing.receipt_of(gift), make_person(), "twice for one gift")


def issued_again(gift):
    taken_back(gift)
    changes.issue_again(gift.receipts.get(), make_person(), "it was right")


def returned(gift):
    issued(gift)
    give_back(gift, WHOLE)


def partly_returned(gift):
    issued(gift)
    give_back(gift, 1_00)


def back_again(gift):
    returned(gift)
    issuing.bring_up_to_date()
    refund_comes_back(gift, WHOLE)


def disputed(gift):
    issued(gift)
    dispute(gift)


def disputed_at_once(gift):
    dispute(gift)


def won(gift):
    disputed_at_once(gift)
    win_dispute(gift)


def lost(gift):
    disputed(gift)
    lose_dispute(gift)


WAYS = {
    "owed": (lambda gift: None, Paper.THERE),
    "issued": (issued, Paper.THERE),
    "issued again": (issued_again, Paper.THERE),
    "partly returned": (partly_returned, Paper.THERE),
    "back again": (back_again, Paper.THERE),
    "disputed": (disputed, Paper.THERE),
    "won": (won, Paper.THERE),
    "disputed at once": (disputed_at_once, Paper.AT_THE_BANK),
    "taken back": (taken_back, Paper.TAKEN_BACK),
    "returned": (returned, Paper.GONE_BACK),
    "lost": (lost, Paper.GONE_BACK),
}
WHY = {
    Paper.AT_THE_BANK: "waits until your bank has looked",
    Paper.TAKEN_BACK: "There was a mistake in the receipt",
    Paper.GONE_BACK: "so this gift has no receipt",
}


def file_of(gift):
    with translation.override("en"):
        return reverse("receipts:pdf", args=[gift.token])


@pytest.fixture
def own_page(client):
    """What the donor of ADDRESS finds behind the link by e-mail; a function, to be called anew."""
    make_gift(donor_email=ADDRESS)
    links.ask(ADDRESS, "en")
    token = Mail.objects.latest("pk").body.split("/my-gifts/link/")[1].split("/")[0]
    client.post(f"/en/my-gifts/link/{token}/", headers=BROWSER)
    return lambda: client.get("/en/my-gifts/open/").content.decode()


@pytest.mark.parametrize(("way", "paper"), WAYS.values(), ids=WAYS.keys())
def test_the_pages_say_what_the_link_will_give(client, way, paper):
    gift = settled_gift(donor_email=ADDRESS)
    way(gift)
    gift = Donation.objects.get(pk=gift.pk)
    assert paper_of(gift) == paper
    shown = client.get(gift.get_absolute_url("en")).content.decode()
    if paper == Paper.THERE and gift.state in ("paid", "partly_refunded"):
        assert file_of(gift) in shown
    if paper == Paper.TAKEN_BACK:
        assert WHY[paper] in shown
        assert file_of(gift) not in shown
    assert client.get(file_of(gift)).status_code == (200 if paper == Paper.THERE else 404)


@pytest.mark.parametrize(("way", "paper"), WAYS.values(), ids=WAYS.keys())
def test_the_list_links_to_what_is_there_and_says_why_there_is_nothing(own_page, way, paper):
    gift = settled_gift(donor_email=ADDRESS)
    way(gift)
    shown = own_page()
    assert (file_of(gift) in shown) == (paper == Paper.THERE)
    assert [why for why in WHY if WHY[why] in shown] == [why for why in WHY if why == paper]


def test_however_many_gifts_the_list_takes_few_queries(own_page, django_assert_max_num_queries):
    for way, _paper in WAYS.values():
        way(settled_gift(donor_email=ADDRESS))
    with django_assert_max_num_queries(8):
        own_page()


def test_what_is_not_paid_has_none():
    assert paper_of(make_gift()) == Paper.NOT_PAID
