"""One attempt to take money on a payment intent, and what it leaves behind.

Order of events as Stripe's: the charge's own, then the intent's; the balance transaction follows
with `charge.updated` (https://docs.stripe.com/payments/payment-intents/asynchronous-capture), so
the charge inside `charge.succeeded` does not have it yet.
"""

from typing import Any

from .. import cards
from ..errors import CardError
from ..store import Row, public
from ..world import World, job
from . import balance, charges, disputes, payment_methods


def attempt(world: World, intent: Row, method: Row, off_session: bool = False) -> Row:
    """Charge the card. CardError, with the failed charge kept, when the bank declines."""
    behaviour = payment_methods.behaviour(method)
    if off_session and behaviour.each_time:
        behaviour = cards.Behaviour("authentication_required", "authentication_required")
    declined = behaviour.decline and (off_session or not behaviour.saved_only)
    charge = charges.new(world, intent, method)
    if declined:
        raise _decline(world, intent, charge, method, behaviour)
    capture = intent["capture_method"] != "manual"
    charge.update(status="succeeded", paid=True, captured=capture, outcome=charges.outcome(None))
    if intent["receipt_email"]:
        charge["receipt_email"] = intent["receipt_email"]
    world.emit("charge.succeeded", charge)
    if not capture:
        intent.update(
            status="requires_capture", amount_capturable=intent["amount"], next_action=None
        )
        world.emit("payment_intent.amount_capturable_updated", intent)
        return charge
    _take(world, intent, charge, charge["amount"])
    if behaviour.dispute:
        world.at_the_end("open_dispute", charge["id"])
    return charge


def capture(world: World, intent: Row, amount: int) -> None:
    charge = world.store.get(intent["latest_charge"])
    charge["captured"] = True
    world.emit("charge.captured", charge)
    _take(world, intent, charge, amount)


def start_delayed(world: World, intent: Row, method: Row) -> Row:
    """A debit under way: known to be good or bad only later, see `finish_delayed`."""
    charge = charges.new(world, intent, method)
    charge.update(status="pending", captured=True, outcome=charges.outcome(None))
    intent.update(status="processing", payment_method=method["id"], next_action=None)
    world.emit("charge.pending", charge)
    world.emit("payment_intent.processing", intent)
    return charge


def finish_delayed(world: World, intent: Row, succeeds: bool) -> None:
    charge = world.store.get(intent["latest_charge"])
    method = world.store.get(intent["payment_method"])
    if succeeds:
        charge.update(status="succeeded", paid=True)
        world.emit("charge.succeeded", charge)
        _take(world, intent, charge, charge["amount"])
        return
    refused = cards.Behaviour("payment_method_provider_decline", "insufficient_funds")
    _decline(world, intent, charge, method, refused)


def _take(world: World, intent: Row, charge: Row, amount: int) -> None:
    charge["amount_captured"] = amount
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0, next_action=None)
    world.emit("payment_intent.succeeded", intent)
    wait = world.settings["balance_delay"]
    if wait:
        world.schedule(world.now() + wait, "book_charge", charge["id"])
    else:
        world.at_the_end("book_charge", charge["id"])


@job("book_charge")
def book_charge(world: World, charge_id: str) -> None:
    charge = world.store.get(charge_id)
    _book(world, charge)
    world.emit("charge.updated", charge, {"balance_transaction": None})


def _book(world: World, charge: Row) -> None:
    amount, currency, rate = balance.settled(world, charge["amount_captured"], charge["currency"])
    wait = 0 if charge["_available_at_once"] else world.settings["available_after"]
    row = balance.record(
        world,
        "charge" if charge["payment_method_details"]["type"] == "card" else "payment",
        "charge",
        charge,
        amount,
        currency=currency,
        fee=balance.fee_on(world, amount),
        rate=rate,
        description=charge["description"],
        available_on=world.now() + wait,
    )
    charge["balance_transaction"] = row["id"]


@job("open_dispute")
def open_dispute(world: World, charge_id: str) -> None:
    charge = world.store.get(charge_id)
    behaviour = payment_methods.behaviour(world.store.get(charge["payment_method"]))
    disputes.open_on(world, charge, behaviour.dispute or "general", inquiry=behaviour.inquiry)


def _decline(
    world: World, intent: Row, charge: Row, method: Row, behaviour: cards.Behaviour
) -> CardError:
    code = behaviour.decline or "card_declined"
    told = cards.DECLINED.get(behaviour.decline_code or "") or cards.DECLINED["card_declined"]
    charge.update(
        status="failed", failure_code=code, failure_message=told, outcome=charges.outcome(behaviour)
    )
    error = {
        "advice_code": "try_again_later",
        "charge": charge["id"],
        "code": code,
        "decline_code": behaviour.decline_code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": told,
        "payment_method": public(method),
        "type": "card_error",
    }
    refuse(intent, error)
    world.emit("charge.failed", charge)
    world.emit("payment_intent.payment_failed", intent)
    return CardError(
        told,
        code=code,
        decline_code=behaviour.decline_code,
        charge=charge["id"],
        payment_intent=public(intent),
        payment_method=public(method),
    )


def refuse(intent: Row, error: dict[str, Any]) -> None:
    intent.update(
        status="requires_payment_method",
        last_payment_error=error,
        payment_method=None,
        next_action=None,
    )
