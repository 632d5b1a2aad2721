"""What the site reads of Stripe about monthly gifts: see `stripe_records` for the rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.payments.stripe_records import PaidCharge, moment, read_charge, text_of


@dataclass(frozen=True, slots=True)
class Subscription:
    id: str
    # active, past_due, canceled, …
    status: str
    livemode: bool
    monthly_id: str
    customer_id: str
    item_id: str
    price_id: str
    product_id: str
    amount_tiyn: int
    currency: str
    # month, or what somebody made of it.
    interval: str
    # When the next payment is taken; None once none will be.
    renews_at: datetime | None
    ended_at: datetime | None
    # payment_failed, cancellation_requested, …; "" while it runs.
    ended_because: str


@dataclass(frozen=True, slots=True)
class MonthlySession:
    """A pay page on which a monthly gift begins."""

    id: str
    url: str
    status: str
    amount_tiyn: int
    currency: str
    livemode: bool
    reference: str
    monthly_id: str
    instruction: str
    invoice_id: str
    subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class CardSession:
    """A page on which a card is left for later payments."""

    id: str
    url: str
    status: str
    livemode: bool
    monthly_id: str
    instruction: str
    customer_id: str
    # The card that was left there; "" as long as none was.
    payment_method: str


@dataclass(frozen=True, slots=True)
class InvoicePayment:
    """The payment of an invoice, as far as it got."""

    intent_id: str
    amount_tiyn: int
    currency: str
    livemode: bool
    customer_id: str
    charge: PaidCharge | None


@dataclass(frozen=True, slots=True)
class InvoiceHead:
    """An invoice as lists show it."""

    id: str
    status: str
    monthly_id: str
    subscription_id: str


@dataclass(frozen=True, slots=True)
class Invoice:
    id: str
    # draft, open, paid, void, uncollectible
    status: str
    amount_due_tiyn: int
    amount_paid_tiyn: int
    currency: str
    livemode: bool
    monthly_id: str
    subscription_id: str
    customer_id: str
    # Of its lines: a monthly gift has one.
    price_ids: tuple[str, ...]
    period_start: datetime
    period_end: datetime
    attempts: int
    next_try_at: datetime | None
    # The payments that brought money: one, for a gift that is paid.
    intent_ids: tuple[str, ...]


def read_subscription(answer: Any) -> Subscription:
    """Raises `ValueError` for one of several items: it is none of ours."""
    (item,) = answer["items"].data
    leaves = answer.cancel_at_period_end or answer.cancel_at or answer.ended_at
    return Subscription(
        id=answer.id,
        status=answer.status,
        livemode=answer.livemode,
        monthly_id=text_of(answer.metadata or {}, "monthly"),
        customer_id=number_of(answer.customer),
        item_id=item.id,
        price_id=item.price.id,
        product_id=number_of(item.price.product),
        amount_tiyn=item.price.unit_amount * item.quantity,
        currency=answer.currency.upper(),
        interval=_interval(item.price.recurring),
        renews_at=None if leaves else moment(item.current_period_end),
        ended_at=moment(answer.ended_at) if answer.ended_at else None,
        ended_because=(answer.cancellation_details.reason or "")
        if answer.cancellation_details
        else "",
    )


def _interval(recurring: Any) -> str:
    count = recurring.interval_count
    return recurring.interval if count == 1 else f"{count} {recurring.interval}"


def read_monthly_session(answer: Any) -> MonthlySession:
    """Raises `ValueError` for a session of another mode, or one done without a subscription."""
    if answer.mode != "subscription":
        raise ValueError(answer.mode)
    if answer.status == "complete" and not answer.subscription:
        raise ValueError("complete without a subscription")
    metadata = answer.metadata or {}
    return MonthlySession(
        id=answer.id,
        url=answer.url or "",
        status=answer.status,
        amount_tiyn=answer.amount_total,
        currency=answer.currency.upper(),
        livemode=answer.livemode,
        reference=answer.client_reference_id or "",
        monthly_id=text_of(metadata, "monthly"),
        instruction=text_of(metadata, "instruction"),
        invoice_id=number_of(answer.invoice),
        subscription=read_subscription(answer.subscription) if answer.subscription else None,
    )


def read_card_session(answer: Any) -> CardSession:
    """Raises `ValueError` for a session of another mode, or one done without a card."""
    if answer.mode != "setup":
        raise ValueError(answer.mode)
    left = answer.setup_intent if answer.status == "complete" else None
    if answer.status == "complete" and (left is None or left.status != "succeeded"):
        raise ValueError("complete without a card")
    metadata = answer.metadata or {}
    return CardSession(
        id=answer.id,
        url=answer.url or "",
        status=answer.status,
        livemode=answer.livemode,
        monthly_id=text_of(metadata, "monthly"),
        instruction=text_of(metadata, "instruction"),
        customer_id=number_of(answer.customer),
        payment_method=number_of(left.payment_method) if left else "",
    )


def read_invoice_head(answer: Any) -> InvoiceHead:
    source = _source(answer)
    return InvoiceHead(
        id=answer.id,
        status=answer.status,
        monthly_id=text_of(source.metadata or {}, "monthly") if source else "",
        subscription_id=number_of(source.subscription) if source else "",
    )


def read_invoice(answer: Any) -> Invoice:
    """Raises `ValueError` for an invoice without lines."""
    head = read_invoice_head(answer)
    lines = answer.lines.data
    period = lines[0].period if lines else None
    if period is None:
        raise ValueError("no lines")
    return Invoice(
        id=answer.id,
        status=answer.status,
        amount_due_tiyn=answer.amount_due,
        amount_paid_tiyn=answer.amount_paid,
        currency=answer.currency.upper(),
        livemode=answer.livemode,
        monthly_id=head.monthly_id,
        subscription_id=head.subscription_id,
        customer_id=number_of(answer.customer),
        price_ids=tuple(number_of(line.pricing.price_details.price) for line in lines),
        period_start=moment(period.start),
        period_end=moment(period.end),
        attempts=answer.attempt_count,
        next_try_at=moment(answer.next_payment_attempt) if answer.next_payment_attempt else None,
        intent_ids=tuple(
            number_of(one.payment.payment_intent)
            for one in answer.payments.data
            if one.status == "paid"
        ),
    )


def _source(answer: Any) -> Any:
    """What an invoice says of its subscription; None for one that has none."""
    return answer.parent.subscription_details if answer.parent else None


def read_invoice_payment(answer: Any) -> InvoicePayment:
    charge = answer.latest_charge
    return InvoicePayment(
        intent_id=answer.id,
        amount_tiyn=answer.amount,
        currency=answer.currency.upper(),
        livemode=answer.livemode,
        customer_id=number_of(answer.customer),
        charge=read_charge(charge) if charge and charge.paid and charge.captured else None,
    )


def number_of(reference: Any) -> str:
    """The number of another object, whether it was opened up or not; "" for none."""
    if not reference:
        return ""
    return reference if isinstance(reference, str) else reference.id
