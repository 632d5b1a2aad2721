"""Is what Stripe shows the very thing that the donor agreed to?

Each names what differs, with both values; "" when all is as agreed. No personal data in it.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings

from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.payments.monthly_records import (
    CardSession,
    Invoice,
    InvoicePayment,
    MonthlySession,
    Subscription,
)

Pair = tuple[str, object, object]


def start_difference(gift: MonthlyGift, start: Instruction, session: MonthlySession) -> str:
    return _first(_start_pairs(gift, start, session))


def subscription_difference(gift: MonthlyGift, subscription: Subscription) -> str:
    return _first(_subscription_pairs(gift, subscription))


def card_difference(gift: MonthlyGift, card: Instruction, session: CardSession) -> str:
    return _first(
        (
            ("session", card.session_id or session.id, session.id),
            ("monthly gift", str(gift.pk), session.monthly_id),
            ("instruction", str(card.n), session.instruction),
            ("customer", gift.customer_id, session.customer_id),
            ("livemode", settings.STRIPE_LIVEMODE, session.livemode),
        )
    )


def invoice_difference(
    gift: MonthlyGift, terms: Instruction | None, invoice: Invoice, payment: InvoicePayment | None
) -> str:
    """`terms` are those that the invoice's price stands for; None where it stands for none."""
    return _first(_invoice_pairs(gift, terms, invoice)) or _first(
        _payment_pairs(gift, invoice, payment) if invoice.status == "paid" else ()
    )


def _first(pairs: Iterable[Pair]) -> str:
    for name, ours, theirs in pairs:
        if ours != theirs:
            return f"{name}: {ours} ≠ {theirs}"[:200]
    return ""


def _start_pairs(gift: MonthlyGift, start: Instruction, session: MonthlySession) -> Iterator[Pair]:
    yield "session", start.session_id or session.id, session.id
    yield "reference", str(gift.pk), session.reference
    yield "monthly gift", str(gift.pk), session.monthly_id
    yield "instruction", str(start.n), session.instruction
    yield "amount", start.amount_tiyn, session.amount_tiyn
    yield "currency", gift.currency, session.currency
    yield "livemode", settings.STRIPE_LIVEMODE, session.livemode
    if session.subscription:
        yield "amount each month", start.amount_tiyn, session.subscription.amount_tiyn
        yield from _subscription_pairs(gift, session.subscription)


def _subscription_pairs(gift: MonthlyGift, subscription: Subscription) -> Iterator[Pair]:
    yield "subscription", gift.subscription_id or subscription.id, subscription.id
    yield "customer", gift.customer_id or subscription.customer_id, subscription.customer_id
    yield "gift of the subscription", str(gift.pk), subscription.monthly_id
    yield "currency of the subscription", gift.currency, subscription.currency
    yield "livemode of the subscription", settings.STRIPE_LIVEMODE, subscription.livemode
    yield "interval", "month", subscription.interval


def _invoice_pairs(
    gift: MonthlyGift, terms: Instruction | None, invoice: Invoice
) -> Iterator[Pair]:
    yield "subscription", gift.subscription_id, invoice.subscription_id
    yield "customer", gift.customer_id, invoice.customer_id
    yield "monthly gift", str(gift.pk), invoice.monthly_id
    yield "currency", gift.currency, invoice.currency
    yield "livemode", settings.STRIPE_LIVEMODE, invoice.livemode
    yield "lines", 1, len(invoice.price_ids)
    yield "price", terms.price_id if terms else "agreed", invoice.price_ids[0]
    yield "amount", terms.amount_tiyn if terms else None, invoice.amount_due_tiyn


def _payment_pairs(
    gift: MonthlyGift, invoice: Invoice, payment: InvoicePayment | None
) -> Iterator[Pair]:
    yield "amount paid", invoice.amount_due_tiyn, invoice.amount_paid_tiyn
    yield "payments", 1, len(invoice.intent_ids)
    yield "payment", True, payment is not None
    if payment is None:
        return
    yield "amount of the payment", invoice.amount_due_tiyn, payment.amount_tiyn
    yield "currency of the payment", gift.currency, payment.currency
    yield "customer of the payment", gift.customer_id, payment.customer_id
    yield "livemode of the payment", settings.STRIPE_LIVEMODE, payment.livemode
    if payment.charge:
        yield "amount of the charge", invoice.amount_due_tiyn, payment.charge.amount_tiyn
        yield "currency of the charge", gift.currency, payment.charge.currency
