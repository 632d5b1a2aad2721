"""How long a gift waits when Stripe's messages do not come: bounds, on the virtual clock."""

import random

import pytest

from campaigns.payments.messages import inbox
from campaigns.payments.states import DonationState
from tests.money.sizes import SEED

DONORS = 30


def give_and_pay(world, donors):
    """Donors who pay one a minute, and do not come back to the site."""
    for _donor in range(donors):
        gift = world.give()
        world.sandbox.pay(gift.attempts.get().session_id)
        yield gift


def longest_wait(world, fate_of, *, minutes):
    """Minutes from payment to *paid*, at worst; None where a gift is never settled."""
    donors, waiting, waits = give_and_pay(world, DONORS), {}, []
    for minute in world.live(minutes):
        gift = next(donors, None)
        if gift is not None:
            waiting[gift.pk] = minute
            world.bag.collect()
            for message in list(world.bag.waiting):
                if fate_of(message) == "lost":
                    world.bag.lose(message)
                else:
                    assert world.bag.deliver(message).status_code == 200
        settled = world.fund.donations.filter(pk__in=waiting, state=DonationState.PAID)
        waits += [minute - waiting.pop(pk) for pk in settled.values_list("pk", flat=True)]
    return max(waits) if not waiting else None


def test_with_a_tenth_of_the_messages_lost_for_ever_all_is_settled_in_a_quarter_of_an_hour(world):
    chance = random.Random(SEED)
    wait = longest_wait(
        world, lambda message: "lost" if chance.random() < 0.1 else "kept", minutes=DONORS + 16
    )
    assert world.bag.lost > 5
    assert wait is not None
    assert wait <= 15
    world.assert_books()


def test_with_all_messages_lost_for_ever_all_is_settled_within_an_hour(world):
    wait = longest_wait(world, lambda message: "lost", minutes=DONORS + 60)
    assert wait is not None
    assert wait <= 60
    world.assert_books()


def test_without_reconciliation_a_lost_message_would_be_a_lost_gift(world, monkeypatch):
    monkeypatch.setattr("tests.money.world.books_steps", list)
    assert longest_wait(world, lambda message: "lost", minutes=DONORS + 60) is None
    with pytest.raises(AssertionError):
        world.assert_books()


def test_messages_that_come_are_settled_at_once(world):
    """The bounds above are those of the bad days."""
    for gift in give_and_pay(world, 3):
        world.bag.deliver_all()
        inbox.work_off()
        gift.refresh_from_db()
        assert gift.state == DonationState.PAID
