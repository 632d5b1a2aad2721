"""Beside the gift's own way: whoever comes meanwhile waits until what was looked at is written."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from campaigns.donors import erasure, requests
from campaigns.donors.models.request import Asked
from campaigns.funds.deciding.hand_over import hand_over
from campaigns.funds.models import FundKind
from campaigns.funds.models.apartment import Source
from campaigns.payments.giving import wall, wish_parts
from campaigns.payments.models import Donation, Words
from campaigns.payments.states import DonationState
from tests.factories.homes import make_apartment
from tests.factories.money import make_fund, make_gift
from tests.money.rivals import rival_before

PRICE = 300_000_00


@pytest.fixture
def rival(world, monkeypatch):
    """That `act` waits for whom it meets just before `owner.name` is called by `first`."""

    def meets(owner, name, act, first):
        with rival_before(monkeypatch, owner, name, act) as rival:
            first()
        assert (rival.came_first, rival.errors) == (False, [])

    return meets


def test_two_who_decide_about_words_decide_one_after_another(world, rival):
    words = Words.objects.create(donation=make_gift(world.fund), message="x", is_public=True)
    yes, no = (
        lambda by=by, shown=shown: wall.decide(words, by, may_be_shown=shown)
        for by, shown in zip(world.officers, (True, False), strict=True)
    )
    rival(timezone, "now", no, yes)


def test_two_who_hand_keys_over_write_one_after_another(world, rival):
    home = make_apartment(source=Source.SPONSOR)
    today = timezone.localdate()

    def on(day):
        return lambda: hand_over(home, day, world.officers[0])

    rival(timezone, "localdate", on(today - timedelta(days=1)), on(today))


@pytest.fixture
def wish(world):
    make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    return open_wish(PRICE)


def open_wish(price):
    return wish_parts.open_fund("W-1", "Велосипед", "Велосипед", "A bicycle", price_tiyn=price)


def test_a_wish_whose_price_is_changed_twice_at_once_has_one_of_them(wish, rival):
    # Each language's name is made between the look and the write.
    rival(wish_parts, "_", lambda: open_wish(2 * PRICE), lambda: open_wish(3 * PRICE))


def test_a_wish_that_two_give_up_at_once_is_closed_once(wish, rival):
    def give_up():
        wish_parts.give_up("W-1")

    rival(timezone, "localdate", give_up, give_up)


def test_two_who_forget_a_donor_at_once_do_it_one_after_another(world, rival):
    gift = make_gift(world.fund, donor_email="forget@example.org")
    Donation.objects.filter(pk=gift.pk).update(state=DonationState.EXPIRED)

    def forget():
        with transaction.atomic():
            erasure.erase("forget@example.org")

    rival(erasure, "hindrances", forget, forget)


def test_a_name_is_put_right_on_no_gift_that_is_forgotten_meanwhile(world, rival):
    gift = make_gift(world.fund, donor_email="right@example.org")
    Donation.objects.filter(pk=gift.pk).update(state=DonationState.EXPIRED)
    asked = requests.keep("right@example.org", Asked.CORRECTION, "Айгүл", "kk")

    def forget():
        with transaction.atomic():
            erasure.erase("right@example.org")

    def correct():
        requests.correct(asked, world.officers[0], "Айгүл Серікқызы")

    rival(requests, "_put_right", forget, correct)
    gift.refresh_from_db()
    assert (gift.donor_name, gift.donor_email) == ("", "")
