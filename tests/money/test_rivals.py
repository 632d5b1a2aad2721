"""A second connection acts between check and write; each with a control, the lock taken away."""

import pytest

from audit.models import AuditEntry
from campaigns.funds.ledger import AlreadyPosted
from campaigns.funds.models import Entry
from campaigns.payments import settlement
from campaigns.payments.models import Attempt, Payout, Refund, RefundReason
from campaigns.payments.reversals import payouts, refunds
from campaigns.payments.reversals.refunds import AlreadyDecided, requests
from tests.money.rivals import rival_before
from users.models import User


@pytest.fixture
def paid(world):
    gift = world.give()
    world.sandbox.pay(gift.attempts.get().session_id)
    return gift


def settle(gift):
    return lambda: settlement.settle(gift.attempts.select_related("donation").get())


def unlocked_attempt(attempt_id):
    attempt = Attempt.objects.select_related("donation").get(pk=attempt_id)
    return attempt.donation, attempt


def test_a_rival_who_settles_meanwhile_waits_and_finds_it_done(world, paid, monkeypatch):
    with rival_before(monkeypatch, settlement, "enter_charge", settle(paid)) as rival:
        settle(paid)()
    assert (rival.came_first, rival.errors) == (False, [])
    world.assert_books()


def test_without_the_lock_the_rival_is_first_and_only_the_constraint_holds(
    world, paid, monkeypatch
):
    monkeypatch.setattr(settlement, "lock_attempt", unlocked_attempt)
    with (
        rival_before(monkeypatch, settlement, "enter_charge", settle(paid)) as rival,
        pytest.raises(AlreadyPosted),
    ):
        settle(paid)()
    assert (rival.came_first, rival.errors) == (True, [])
    world.assert_books()


@pytest.fixture
def asked(world, paid):
    settle(paid)()
    return refunds.request(paid, 1_000_00, RefundReason.OTHER, world.officers[0])


def approvals():
    return AuditEntry.objects.filter(action="refund.approved").count()


def third_person():
    return User.objects.get_or_create(username="third", email="third@example.org")[0]


def approve(refund, by):
    return lambda: refunds.approve(Refund.objects.get(pk=refund.pk), by)


def test_a_rival_who_approves_meanwhile_is_told_that_it_is_decided(world, asked, monkeypatch):
    rivals = approve(asked, third_person())
    with rival_before(monkeypatch, requests, "_decide", rivals) as rival:
        approve(asked, world.officers[1])()
    assert rival.came_first is False
    assert [type(error) for error in rival.errors] == [AlreadyDecided]
    assert approvals() == 1


def test_without_the_lock_both_would_have_approved(world, asked, monkeypatch):
    def look(refund_id):
        refund = Refund.objects.select_related("donation").get(pk=refund_id)
        return refund.donation, refund

    monkeypatch.setattr(requests, "lock_refund", look)
    rivals = approve(asked, third_person())
    with rival_before(monkeypatch, requests, "_decide", rivals) as rival:
        approve(asked, world.officers[1])()
    assert (rival.came_first, rival.errors) == (True, [])
    assert approvals() == 2


@pytest.fixture
def payout(world, paid):
    settle(paid)()
    world.clock.advance(days=3)
    made = world.sandbox.payout()
    # Heard of before, so that the rivals do not wait for the row itself.
    now = world.clock.now()
    known = {"amount": made["amount"], "currency": "KZT", "status": "pending"}
    Payout.objects.create(stripe_id=made["id"], made_at=now, arrives_on=now.date(), **known)
    return made["id"]


def entries(payout):
    return Entry.objects.filter(external_id=payout).count()


def test_a_rival_who_enters_the_payout_meanwhile_waits(world, payout, monkeypatch):
    def rivals():
        return payouts.settle_payout(payout)

    with rival_before(monkeypatch, payouts, "_enter", rivals) as rival:
        payouts.settle_payout(payout)
    assert (rival.came_first, rival.errors) == (False, [])
    assert entries(payout) == 1
    world.assert_books()


def test_without_the_lock_a_payout_is_held_by_its_constraint_alone(world, payout, monkeypatch):
    monkeypatch.setattr(
        payouts, "lock_payout", lambda number: Payout.objects.filter(stripe_id=number).first()
    )

    def rivals():
        return payouts.settle_payout(payout)

    with (
        rival_before(monkeypatch, payouts, "_enter", rivals) as rival,
        pytest.raises(AlreadyPosted),
    ):
        payouts.settle_payout(payout)
    assert (rival.came_first, rival.errors) == (True, [])
    assert entries(payout) == 1
