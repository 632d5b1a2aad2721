"""Rivals about a refund that we pay by the bank and that comes back, each with its control."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.bank import returns
from campaigns.bank.settlement import NotMatched
from campaigns.funds.ledger import AlreadyPosted
from campaigns.payments.models import Donation, Refund
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.states import DonationState
from tests.bank.test_returns import SUM, paid_back, sent_back, standing
from tests.bank.test_rivals import looked_at_together
from tests.factories.bank import make_paid_back
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def two_lines_for_one(refund):
    lines, by = [sent_back(refund), sent_back(refund)], make_user()
    return at_once(*[lambda pk=one.pk: returns.know_return(pk, refund.pk, by) for one in lines])


def test_two_lines_are_not_both_the_same_refund():
    refund = paid_back()
    errors = two_lines_for_one(refund)
    assert [type(error) for error in errors if error] == [NotMatched]
    assert standing(refund) == (DonationState.PAID, 0, SUM, 1)
    call_command("check_ledger")


def test_without_the_lock_of_the_gift_only_the_ledger_would_hold(monkeypatch):
    refund = paid_back()

    def unlocked(pk):
        found = Refund.objects.select_related("donation").get(pk=pk)
        return found.donation, found

    looked_at_together(monkeypatch, returns, "lock_refund", unlocked)
    errors = two_lines_for_one(refund)
    assert [type(error) for error in errors if error] == [AlreadyPosted]


def pay_out_at_once(refund):
    by, day = (make_user(), make_user()), timezone.now()
    paid = [
        lambda who=who: refunds.paid_out(refund, who, paid_at=day, reference="ПП-1") for who in by
    ]
    return at_once(*paid)


def approved():
    entry = make_paid_back(1_000_00)
    refund = refunds.request(
        Donation.objects.get(pk=entry.donation), 1_000_00, RefundReason.DONOR_ASKED, make_user()
    )
    return refunds.approve(refund, make_user())


def test_two_who_enter_one_refund_give_it_back_once():
    refund = approved()
    errors = pay_out_at_once(refund)
    assert [type(error).__name__ for error in errors if error] == ["AlreadyDecided"]
    assert standing(refund)[1] == 2_000_00
    call_command("check_ledger")


def test_without_their_lock_only_the_ledger_would_hold_them(monkeypatch):
    refund = approved()

    def unlocked(pk):
        found = Refund.objects.select_related("donation").get(pk=pk)
        return found.donation, found

    looked_at_together(monkeypatch, refunds, "lock_refund", unlocked)
    errors = pay_out_at_once(refund)
    assert [type(error) for error in errors if error] == [AlreadyPosted]
