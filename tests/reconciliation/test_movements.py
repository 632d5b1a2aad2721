"""Refunds, disputes and payouts without a message: found in Stripe's books, or asked about."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command

from campaigns.funds.models import Entry, Fund
from campaigns.payments.models import Dispute, Payout, Refund
from campaigns.payments.reversals.states import DisputeStatus, PayoutStatus, RefundState
from campaigns.payments.states import DonationState
from campaigns.reconciliation import balance
from campaigns.reconciliation.models import Scope
from campaigns.reconciliation.report import compare_books
from campaigns.reconciliation.stale_reversals import UNDER_WAY, stale_reversals

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(donor):
    donation = donor.give()
    donor.pay(donation)
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    return donation


def charge_of(donor, donation):
    return donor.attempt(donation).intent_id


@contextmanager
def later_by(donor, days):
    """So many days go by, at Stripe and here."""
    donor.sandbox.advance(days * 86400)
    to = datetime.fromtimestamp(donor.sandbox.now(), UTC)
    with time_machine.travel(to, tick=True):
        yield


def assert_settled(donor, raised):
    """Nothing differs, by day or by night, and the fund has what Stripe has."""
    assert compare_books().differences == []
    assert compare_books(Scope.NIGHTLY).differences == []
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn == raised
    assert balance.clearing() == balance.gateway_books.balance_totals()
    call_command("check_ledger")


def test_a_refund_is_entered_from_stripes_books(donor, paid):
    donor.sandbox.refund(charge_of(donor, paid), amount=1_000_00)
    report = compare_books()
    assert (report.healed, report.differences) == (1, [])
    assert_settled(donor, 4_000_00)


def test_a_refund_that_came_back_is_too(donor, paid):
    refund = donor.sandbox.refund(charge_of(donor, paid))
    compare_books()
    donor.sandbox.fail_refund(refund["id"])
    compare_books()
    assert Refund.objects.get().state == RefundState.FAILED
    assert_settled(donor, 5_000_00)


def test_a_refund_after_one_that_came_back_unheard_is_entered_at_once(donor, paid):
    """Stripe's lines are read newest first: there seems to be no room for the second one."""
    first = donor.sandbox.refund(charge_of(donor, paid))
    compare_books()
    donor.sandbox.fail_refund(first["id"])
    donor.sandbox.refund(charge_of(donor, paid))
    assert compare_books().differences == []
    assert_settled(donor, 0)


def test_a_dispute_is_entered_with_its_fee(donor, paid):
    donor.sandbox.dispute(charge_of(donor, paid))
    compare_books()
    assert_settled(donor, 0)


def test_a_dispute_that_was_won_is_entered(donor, paid):
    dispute = donor.sandbox.dispute(charge_of(donor, paid))
    donor.sandbox.close_dispute(dispute["id"], won=True)
    compare_books()
    assert_settled(donor, 5_000_00)


def test_a_dispute_that_was_lost_is_asked_about(donor, paid):
    """A loss moves nothing at Stripe."""
    dispute = donor.sandbox.dispute(charge_of(donor, paid))
    compare_books()
    donor.sandbox.close_dispute(dispute["id"], won=False)
    stale_reversals()
    assert Dispute.objects.get().status == DisputeStatus.LOST
    assert Entry.objects.filter(kind="dispute_lost").count() == 1
    assert_settled(donor, 0)


def test_a_payout_is_entered_and_asked_about_until_it_arrives(donor, paid):
    with later_by(donor, days=8):
        donor.sandbox.payout()
        compare_books()
        assert Payout.objects.get().status in UNDER_WAY
        assert Entry.objects.filter(kind="payout").count() == 1
        assert_settled(donor, 5_000_00)
    with later_by(donor, days=8):
        stale_reversals()
        assert Payout.objects.get().status == PayoutStatus.PAID


def test_after_days_without_a_look_none_of_them_is_left_out(donor, paid):
    assert compare_books().differences == []
    donor.sandbox.refund(charge_of(donor, paid), amount=1_000_00)
    with later_by(donor, days=5):
        report = compare_books()
        assert (report.healed, report.differences) == (1, [])


def test_a_silent_stripe_does_not_hold_up_the_clock(donor, paid):
    other = donor.give(amount="700")
    donor.pay(other)
    donor.deliver_all()
    for donation in (paid, other):
        donor.sandbox.dispute(charge_of(donor, donation))
    compare_books()
    assert Dispute.objects.open().count() == 2
    donor.sandbox.fault("status", status=503)
    before = len(donor.sandbox.requests())
    assert stale_reversals() == 0
    assert len(donor.sandbox.requests()) == before + 1
