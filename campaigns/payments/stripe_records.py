"""What the site reads of Stripe's objects: small frozen records, and how they are read.

A missing or misshapen part raises here (`AttributeError`, `KeyError`, `TypeError`, `ValueError`)
and is named by the gateway; nothing is guessed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One line of Stripe's own books. Sums are in the smallest unit of `currency`."""

    id: str
    type: str
    amount: int
    fee: int
    currency: str
    created: datetime
    # What it is to an accountant: a dispute's line is only an "adjustment" by its type.
    category: str = ""
    source_id: str = ""
    # Of a charge: its payment, and the gift and the attempt that it names in its metadata.
    intent_id: str = ""
    donation_id: str = ""
    attempt: str = ""


@dataclass(frozen=True, slots=True)
class PaidCharge:
    id: str
    amount_tiyn: int
    currency: str
    created: datetime
    # None while Stripe has not yet worked out its fee.
    balance: BalanceLine | None
    # What Stripe has given back of it.
    returned_tiyn: int = 0

    @property
    def is_returned(self) -> bool:
        """All of it went back to the donor."""
        return self.returned_tiyn >= self.amount_tiyn


@dataclass(frozen=True, slots=True)
class Intent:
    id: str
    status: str
    amount_tiyn: int
    currency: str
    livemode: bool
    donation_id: str
    # The bank's last refusal; "" when there was none.
    decline_code: str
    charge: PaidCharge | None


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    id: str
    url: str
    status: str
    payment_status: str
    amount_tiyn: int
    currency: str
    livemode: bool
    reference: str
    donation_id: str
    attempt: str
    intent: Intent | None

    @property
    def paid_charge(self) -> PaidCharge | None:
        """The money, once Stripe has it; None while it is only promised."""
        return self.intent.charge if self.intent and self.payment_status == "paid" else None


def read_session(answer: Any) -> CheckoutSession:
    """Raises `ValueError` for a session that is paid, but by nothing that we can see."""
    if answer.payment_status == "paid" and not answer.payment_intent:
        raise ValueError("paid without a payment")
    metadata = answer.metadata or {}
    return CheckoutSession(
        id=answer.id,
        url=answer.url or "",
        status=answer.status,
        payment_status=answer.payment_status,
        amount_tiyn=answer.amount_total,
        currency=answer.currency.upper(),
        livemode=answer.livemode,
        reference=answer.client_reference_id or "",
        donation_id=text_of(metadata, "donation"),
        attempt=text_of(metadata, "attempt"),
        intent=_intent(answer.payment_intent) if answer.payment_intent else None,
    )


def _intent(answer: Any) -> Intent:
    refusal = answer.last_payment_error
    charge = answer.latest_charge
    return Intent(
        id=answer.id,
        status=answer.status,
        amount_tiyn=answer.amount,
        currency=answer.currency.upper(),
        livemode=answer.livemode,
        donation_id=text_of(answer.metadata or {}, "donation"),
        decline_code=(refusal.code or "declined") if refusal else "",
        charge=read_charge(charge) if charge and charge.paid and charge.captured else None,
    )


def read_charge(answer: Any) -> PaidCharge:
    return PaidCharge(
        id=answer.id,
        amount_tiyn=answer.amount_captured,
        currency=answer.currency.upper(),
        created=moment(answer.created),
        balance=read_line(answer.balance_transaction) if answer.balance_transaction else None,
        returned_tiyn=answer.amount_refunded,
    )


def read_line(answer: Any) -> BalanceLine:
    source = answer.source
    # Expanded in lists, a bare number below a charge.
    is_whole = source is not None and not isinstance(source, str)
    metadata = _metadata_of(source) if is_whole else {}
    intent = getattr(source, "payment_intent", None) if is_whole else None
    return BalanceLine(
        id=answer.id,
        type=answer.type,
        amount=answer.amount,
        fee=answer.fee,
        currency=answer.currency.upper(),
        created=moment(answer.created),
        category=answer.reporting_category,
        source_id=number_of(source) if source else "",
        intent_id=number_of(intent) if intent else "",
        donation_id=text_of(metadata, "donation"),
        attempt=text_of(metadata, "attempt"),
    )


def _metadata_of(source: Any) -> Any:
    return getattr(source, "metadata", None) or {}


def number_of(expandable: Any) -> str:
    """The id of what Stripe gives either whole or by its id alone."""
    return expandable if isinstance(expandable, str) else expandable.id


def text_of(metadata: Any, name: str) -> str:
    """What `metadata` says under `name`; "" where it says nothing."""
    return str(metadata[name]) if name in metadata else ""


def moment(seconds: int) -> datetime:
    """A time of Stripe's, which counts seconds."""
    return datetime.fromtimestamp(seconds, tz=UTC)
