"""What to do about a message from Stripe, by its type. A type that is in no table needs nothing."""

from collections.abc import Callable, Iterator

from django.utils.module_loading import import_string

from campaigns.payments.messages.origins import attempt_named
from campaigns.payments.models import Attempt, WebhookEvent
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.payouts import settle_payout
from campaigns.payments.reversals.refunds import settle_refund, settle_refunds_of
from campaigns.payments.settlement import settle


def settle_session(event: WebhookEvent) -> None:
    """Something happened to a pay page."""
    attempt = _attempt_of(event, session_id=event.object_id)
    if attempt is not None:
        settle(attempt, session_id=event.object_id)


def settle_intent(event: WebhookEvent) -> None:
    """Something happened to a payment; its page tells what that means."""
    attempt = _attempt_of(event, session_id=None)
    if attempt is not None:
        settle(attempt)


def settle_money_given_back(event: WebhookEvent) -> None:
    """Something happened to a refund."""
    settle_refund(event.object_id)


def settle_charges_refunds(event: WebhookEvent) -> None:
    """Something of a charge was given back: the message does not say by which refund."""
    settle_refunds_of(event.object_id)


def settle_contested_money(event: WebhookEvent) -> None:
    """Something happened to a dispute."""
    settle_dispute(event.object_id)


def settle_money_paid_out(event: WebhookEvent) -> None:
    """Something happened to a payout."""
    settle_payout(event.object_id)


Handler = Callable[[WebhookEvent], None]

# Each looks whether the message is about something of its own, and else does nothing.
HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": settle_session,
    "checkout.session.async_payment_succeeded": settle_session,
    "checkout.session.async_payment_failed": settle_session,
    "checkout.session.expired": settle_session,
    "payment_intent.succeeded": settle_intent,
    "payment_intent.payment_failed": settle_intent,
    "refund.created": settle_money_given_back,
    "refund.updated": settle_money_given_back,
    "refund.failed": settle_money_given_back,
    "charge.refund.updated": settle_money_given_back,
    "charge.refunded": settle_charges_refunds,
    "charge.dispute.created": settle_contested_money,
    "charge.dispute.updated": settle_contested_money,
    "charge.dispute.funds_withdrawn": settle_contested_money,
    "charge.dispute.funds_reinstated": settle_contested_money,
    "charge.dispute.closed": settle_contested_money,
    "payout.created": settle_money_paid_out,
    "payout.updated": settle_money_paid_out,
    "payout.paid": settle_money_paid_out,
    "payout.failed": settle_money_paid_out,
    "payout.canceled": settle_money_paid_out,
}

# The tables of what is built on payments, by name: payments themselves know nothing of it.
FURTHER_TABLES = ("campaigns.monthly.handlers.HANDLERS",)


def handlers_of(kind: str) -> Iterator[Handler]:
    """All who want to know of messages of this type, in the order in which they are told."""
    for table in (HANDLERS, *map(import_string, FURTHER_TABLES)):
        if kind in table:
            yield table[kind]


def _attempt_of(event: WebhookEvent, session_id: str | None) -> Attempt | None:
    """The attempt behind a message; None for a payment that is not ours.

    The rows are committed before Stripe is called, so a message never comes before them.
    """
    if session_id:
        known = Attempt.objects.select_related("donation").filter(session_id=session_id).first()
        if known is not None:
            return known
    return attempt_named(event.refs.get("donation", ""), event.refs.get("attempt", ""))
