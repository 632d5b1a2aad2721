"""Refunds, disputes and payouts as the site reads them: frozen records, like `stripe_records`.

A missing or misshapen part raises here (`AttributeError`, `KeyError`, `TypeError`, `ValueError`)
and is named by the gateway; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from campaigns.payments.stripe_records import (
    BalanceLine,
    moment,
    number_of,
    read_line,
    text_of,
)


@dataclass(frozen=True, slots=True)
class ChargeRef:
    """A charge, as far as is needed to find the gift that it paid."""

    id: str
    intent_id: str = ""
    donation_id: str = ""
    attempt: str = ""


@dataclass(frozen=True, slots=True)
class StripeRefund:
    id: str
    # None for a refund of what was no charge, which is never ours.
    charge: ChargeRef | None
    amount_tiyn: int
    currency: str
    status: str
    # Our own numbers, in what we sent along; "" where it was not made by us.
    refund_id: str
    failure_code: str
    created: datetime
    # None while Stripe's balance has not moved, and while it has not moved back.
    taken: BalanceLine | None
    returned: BalanceLine | None


@dataclass(frozen=True, slots=True)
class StripeDispute:
    id: str
    charge: ChargeRef
    amount_tiyn: int
    currency: str
    status: str
    reason: str
    created: datetime
    evidence_due: datetime | None
    taken: BalanceLine | None
    returned: BalanceLine | None
    # In the smallest unit of `fee_currency`; less what Stripe gave back of it.
    fee: int
    fee_currency: str


@dataclass(frozen=True, slots=True)
class StripePayout:
    id: str
    amount: int
    currency: str
    status: str
    is_automatic: bool
    arrives_on: date
    created: datetime
    failure_code: str
    taken: BalanceLine | None
    returned: BalanceLine | None


def read_refund(answer: Any) -> StripeRefund:
    return StripeRefund(
        id=answer.id,
        charge=_charge_ref(answer.charge, answer.payment_intent) if answer.charge else None,
        amount_tiyn=answer.amount,
        currency=answer.currency.upper(),
        status=answer.status,
        refund_id=text_of(answer.metadata or {}, "refund"),
        failure_code=getattr(answer, "failure_reason", None) or "",
        created=moment(answer.created),
        taken=_line(answer.balance_transaction),
        returned=_line(getattr(answer, "failure_balance_transaction", None)),
    )


def read_dispute(answer: Any) -> StripeDispute:
    lines = [read_line(one) for one in answer.balance_transactions]
    taken = next((line for line in lines if line.amount < 0), None)
    due = answer.evidence_details.due_by
    return StripeDispute(
        id=answer.id,
        charge=_charge_ref(answer.charge, answer.payment_intent),
        amount_tiyn=answer.amount,
        currency=answer.currency.upper(),
        status=answer.status,
        reason=answer.reason or "",
        created=moment(answer.created),
        evidence_due=moment(due) if due else None,
        taken=taken,
        returned=next((line for line in lines if line.amount > 0), None),
        fee=sum(line.fee for line in lines),
        fee_currency=(taken.currency if taken else answer.currency).upper(),
    )


def read_payout(answer: Any) -> StripePayout:
    return StripePayout(
        id=answer.id,
        amount=answer.amount,
        currency=answer.currency.upper(),
        status=answer.status,
        is_automatic=answer.automatic,
        arrives_on=timezone.localdate(moment(answer.arrival_date)),
        created=moment(answer.created),
        failure_code=answer.failure_code or "",
        taken=_line(answer.balance_transaction),
        returned=_line(answer.failure_balance_transaction),
    )


def _line(answer: Any) -> BalanceLine | None:
    return read_line(answer) if answer else None


def _charge_ref(charge: Any, intent: Any) -> ChargeRef:
    """Expanded, a charge also tells the numbers that we gave to its payment."""
    metadata = {} if isinstance(charge, str) else charge.metadata or {}
    return ChargeRef(
        id=number_of(charge),
        intent_id=number_of(intent) if intent else "",
        donation_id=text_of(metadata, "donation"),
        attempt=text_of(metadata, "attempt"),
    )
