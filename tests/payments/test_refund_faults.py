"""Stripe down, silent after it did the work, or saying no: money goes back once or not at all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments.models import Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from tests.payments.books import assert_books_are_stripes, fresh

pytestmark = pytest.mark.django_db
REFUNDS = "/v1/refunds"


FAULTS = [
    {"kind": "drop"},
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 500},
    {"kind": "drop-after-effect"},
    {"kind": "hang-after-effect", "seconds": 2},
    {"kind": "error-after-effect"},
    {"kind": "error-after-effect", "kept": True},
]


@pytest.mark.parametrize("fault", FAULTS, ids=[" ".join(map(str, f.values())) for f in FAULTS])
def test_a_refund_outlives_a_fault_and_is_made_once(donor, paid, approved, monkeypatch, fault):
    monkeypatch.setattr("campaigns.payments.gateway.ANSWER_SECONDS", 0.5)
    refund = approved(2_000_00)
    donor.sandbox.fault(path=REFUNDS, method="POST", **fault)
    refunds.send_due()
    assert fresh(refund).state == RefundState.APPROVED
    monkeypatch.undo()
    assert refunds.send_due() == 1
    assert fresh(refund).state == RefundState.SUCCEEDED
    assert donor.sandbox.books()["refunds"] == -2_000_00
    assert_books_are_stripes(donor)


def test_a_key_that_stripe_has_forgotten_is_used_no_more(donor, approved):
    """After a day the same key would give the money back once more."""
    refund = approved(2_000_00)
    donor.sandbox.fault("drop-after-effect", path=REFUNDS, method="POST")
    refunds.send_due()
    donor.sandbox.advance(25 * 3600)
    Refund.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert refunds.send_due() == 1
    assert donor.sandbox.books()["refunds"] == -2_000_00
    assert [one["idempotency_key"] for one in donor.refunds_asked_for()] == [f"ref:{refund.pk}:1"]


def test_a_message_may_come_before_the_answer(donor, paid, approved):
    refund = approved(2_000_00)
    donor.sandbox.fault("drop-after-effect", path=REFUNDS, method="POST")
    refunds.send_due()
    donor.deliver_all()
    assert (fresh(refund).state, fresh(refund).kind) == (
        RefundState.SUCCEEDED,
        RefundKind.REQUESTED_HERE,
    )
    assert refunds.send_due() == 0
    assert_books_are_stripes(donor)


def test_what_stripe_refuses_is_over_and_may_be_asked_for_anew(donor, paid, approved):
    refund = approved(2_000_00)
    donor.sandbox.dispute(donor.attempt(paid).intent_id)
    refunds.send_due()
    refund = fresh(refund)
    assert (refund.state, refund.error_code) == (RefundState.FAILED, "charge_disputed")
    assert not Entry.objects.filter(kind=Kind.REFUND).exists()
