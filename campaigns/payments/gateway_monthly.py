"""What is asked of Stripe about monthly gifts. The same rules as in `gateway`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.payments.gateway import ask, locale_of, readable
from campaigns.payments.monthly_records import (
    CardSession,
    Invoice,
    InvoiceHead,
    InvoicePayment,
    MonthlySession,
    Subscription,
    number_of,
    read_card_session,
    read_invoice,
    read_invoice_head,
    read_invoice_payment,
    read_monthly_session,
    read_subscription,
)


@dataclass(frozen=True, slots=True)
class MonthlyOrder:
    """A gift every month, as it is asked of Stripe. Holds all that may leave the site."""

    idempotency_key: str
    monthly_id: str
    instruction: int
    amount_tiyn: int
    currency: str
    fund_name: str
    donor_email: str
    language: str
    success_url: str
    cancel_url: str
    # What the page says below the name; "" for nothing. Two lines would be two subscribed things.
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardOrder:
    """A page on which a donor leaves another card; nothing is paid there."""

    idempotency_key: str
    monthly_id: str
    instruction: int
    customer_id: str
    currency: str
    language: str
    success_url: str
    cancel_url: str


def open_monthly(order: MonthlyOrder) -> MonthlySession:
    """Open a pay page on which a monthly gift begins. Raises `GatewayError`."""
    metadata = {"monthly": order.monthly_id, "instruction": str(order.instruction)}
    product = {"name": order.fund_name}
    if order.note:
        product["description"] = order.note
    params = {
        "mode": "subscription",
        "client_reference_id": order.monthly_id,
        "customer_email": order.donor_email,
        "metadata": metadata,
        # Every invoice then names the gift that it belongs to.
        "subscription_data": {"metadata": {"monthly": order.monthly_id}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": order.amount_tiyn,
                    "product_data": product,
                    "recurring": {"interval": "month"},
                },
            }
        ],
        "adaptive_pricing": {"enabled": False},
        "locale": locale_of(order.language),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expand": ["subscription"],
    }
    options = {"idempotency_key": order.idempotency_key}
    answer = ask(lambda v1: v1.checkout.sessions.create(params, options))
    return readable(read_monthly_session, answer)


def fetch_monthly_session(session_id: str, *, seconds: float | None = None) -> MonthlySession:
    params = {"expand": ["subscription"]}
    answer = ask(lambda v1: v1.checkout.sessions.retrieve(session_id, params), seconds)
    return readable(read_monthly_session, answer)


def open_card_page(order: CardOrder) -> CardSession:
    """Open a page on which the donor leaves a card for `customer_id`. Raises `GatewayError`."""
    metadata = {"monthly": order.monthly_id, "instruction": str(order.instruction)}
    params = {
        "mode": "setup",
        "currency": order.currency.lower(),
        "customer": order.customer_id,
        "metadata": metadata,
        "setup_intent_data": {"metadata": metadata},
        "locale": locale_of(order.language),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expand": ["setup_intent"],
    }
    options = {"idempotency_key": order.idempotency_key}
    answer = ask(lambda v1: v1.checkout.sessions.create(params, options))
    return readable(read_card_session, answer)


def fetch_card_session(session_id: str, *, seconds: float | None = None) -> CardSession:
    params = {"expand": ["setup_intent"]}
    answer = ask(lambda v1: v1.checkout.sessions.retrieve(session_id, params), seconds)
    return readable(read_card_session, answer)


def fetch_subscription(subscription_id: str, *, seconds: float | None = None) -> Subscription:
    answer = ask(lambda v1: v1.subscriptions.retrieve(subscription_id), seconds)
    return readable(read_subscription, answer)


def use_card(subscription_id: str, payment_method: str, key: str) -> Subscription:
    """Take this card for the payments to come."""
    params = {"default_payment_method": payment_method}
    options = {"idempotency_key": key}
    answer = ask(lambda v1: v1.subscriptions.update(subscription_id, params, options))
    return readable(read_subscription, answer)


def change_amount(subscription: Subscription, amount_tiyn: int, key: str) -> Subscription:
    """Another sum, from the next payment on; nothing is taken or given back for this month."""
    price = {
        "currency": subscription.currency.lower(),
        "product": subscription.product_id,
        "recurring": {"interval": "month"},
        "unit_amount": amount_tiyn,
    }
    params = {
        "items": [{"id": subscription.item_id, "price_data": price}],
        "proration_behavior": "none",
    }
    options = {"idempotency_key": key}
    answer = ask(lambda v1: v1.subscriptions.update(subscription.id, params, options))
    return readable(read_subscription, answer)


def cancel_subscription(subscription_id: str, key: str) -> Subscription:
    """End it now. `GatewayRefused` with `resource_missing` where it had ended before."""
    options = {"idempotency_key": key}
    answer = ask(lambda v1: v1.subscriptions.cancel(subscription_id, {}, options))
    return readable(read_subscription, answer)


def pay_invoice(invoice_id: str, key: str) -> None:
    """Try again now what is open. `GatewayRefused` where the bank refuses again."""
    options = {"idempotency_key": key}
    ask(lambda v1: v1.invoices.pay(invoice_id, {}, options))


def fetch_invoice(invoice_id: str) -> Invoice:
    params = {"expand": ["payments"]}
    return readable(read_invoice, ask(lambda v1: v1.invoices.retrieve(invoice_id, params)))


def fetch_invoice_payment(intent_id: str) -> InvoicePayment:
    """A call of its own: Stripe opens no more than four levels of an invoice in one."""
    params = {"expand": ["latest_charge.balance_transaction"]}
    answer = ask(lambda v1: v1.payment_intents.retrieve(intent_id, params))
    return readable(read_invoice_payment, answer)


def invoice_paid_by(intent_id: str) -> str:
    """The invoice that a payment was for; "" for a payment of no invoice."""
    params = {"payment": {"type": "payment_intent", "payment_intent": intent_id}, "limit": 1}
    page = ask(lambda v1: v1.invoice_payments.list(params))
    return readable(lambda found: number_of(found.data[0].invoice) if found.data else "", page)


def invoices_since(since: datetime) -> Iterator[InvoiceHead]:
    """Every invoice made since then, newest first, page by page."""
    return _invoices({"created": {"gte": int(since.timestamp())}})


def invoices_of(subscription_id: str) -> Iterator[InvoiceHead]:
    """Every invoice of one monthly gift, newest first."""
    return _invoices({"subscription": subscription_id})


def _invoices(which: dict[str, Any]) -> Iterator[InvoiceHead]:
    params: dict[str, Any] = which | {"limit": 100}
    while True:
        page = ask(lambda v1, params=params: v1.invoices.list(params))  # type: ignore[misc]
        for item in page.data:
            yield readable(read_invoice_head, item)
        if not page.has_more or not page.data:
            return
        params = params | {"starting_after": page.data[-1].id}
