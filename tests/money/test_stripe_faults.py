"""Stripe in trouble, at each call that matters: afterwards its books and ours are the same."""

import pytest

from campaigns.payments import gateway
from campaigns.payments.messages import inbox
from campaigns.payments.reversals import refunds
from campaigns.payments.states import DonationState
from tests.money.ways import RefundsWay
from tests.payments.donor import BROWSER

# What goes wrong: before the effect, after it, and with the error kept under the key.
FAULTS = {
    "no connection": {"kind": "drop"},
    "no answer after the effect": {"kind": "drop-after-effect"},
    "time-out after the effect": {"kind": "hang-after-effect", "seconds": 0.6},
    "too many requests": {"kind": "status", "status": 429},
    "error inside": {"kind": "status", "status": 500, "kept": True},
    "error on the way back": {"kind": "error-after-effect", "status": 500},
    "error kept after the effect": {"kind": "error-after-effect", "status": 500, "kept": True},
    "expired key": {"kind": "status", "status": 401},
}
faults = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
lateness = pytest.mark.parametrize("hours", [0, 25], ids=["at once", "after a day"])


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(gateway, "ANSWER_SECONDS", 0.3)


@faults
@lateness
def test_at_the_pay_page_a_gift_is_paid_once(world, fault, hours, monkeypatch):
    """`after a day` Stripe has forgotten the key of the first call."""
    world.sandbox.fault(path="/v1/checkout/sessions", method="POST", **fault)
    gift = world.give()
    world.clock.advance(hours=hours)
    monkeypatch.undo()
    page = world.client.post(gift.get_absolute_url("en"), headers=BROWSER)["Location"]
    attempt = gift.attempts.latest("n")
    assert page == attempt.checkout_url
    world.sandbox.pay(attempt.session_id)
    world.bag.lose_all()
    world.cycle()
    gift.refresh_from_db()
    assert gift.state == DonationState.PAID
    assert len(world.stripe.charges(world.since)) == 1
    world.assert_books()


@faults
def test_at_each_question_a_gift_is_only_settled_later(world, fault):
    gift = world.give()
    world.sandbox.pay(gift.attempts.get().session_id)
    world.bag.deliver_all()
    world.sandbox.fault(path="/v1/checkout/sessions/*", method="GET", count=3, **fault)
    world.sandbox.fault(path="/v1/balance_transactions", method="GET", **fault)
    inbox.work_off()
    world.visit(gift)
    world.work()
    world.sandbox.clear_faults()
    world.cycle()
    gift.refresh_from_db()
    assert gift.state == DonationState.PAID
    world.assert_books()


@faults
@lateness
def test_at_a_refund_the_money_goes_back_once(world, fault, hours, monkeypatch):
    case = RefundsWay(world)
    case.prepare()
    case.decide()
    world.sandbox.fault(path="/v1/refunds", method="POST", **fault)
    refunds.send_due()
    monkeypatch.undo()
    world.clock.advance(hours=hours)
    world.bag.lose_all()
    world.cycle()
    case.assert_done()
    world.assert_books()
