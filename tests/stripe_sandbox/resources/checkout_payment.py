"""Paying a Checkout Session: what happens when the donor presses the button."""

from typing import Any

from ..cards import Card
from ..errors import StripeError
from ..store import Row
from ..world import World, job
from . import (
    charging,
    customers,
    payment_intents,
    payment_methods,
    renewals,
    setup_intents,
    subscriptions,
    test_clocks,
)
from .checkout import customer_details


def pay_by_card(
    world: World, session: Row, card: Card, email: str, name: str | None, challenge_url: str = ""
) -> Row:
    """Try this card. The session completes, or waits for the holder's confirmation
    (`requires_action` of the intent given back), or stays open with a CardError."""
    with test_clocks.time_of(world, world.store.find(session["customer"])):
        details = payment_methods.billing(email, name)
        method = payment_methods.from_card(world, card, details)
        intent = _prepare(world, session, email, name)
        payment_intents.confirm(world, intent, method, challenge_url=challenge_url)
        if intent["status"] in ("succeeded", "requires_capture"):
            _complete(world, session, intent)
    return intent


def answer_challenge(world: World, session: Row, passed: bool) -> Row:
    intent = world.store.get(session["_intent"])
    if intent["status"] != "requires_action":
        raise StripeError("This payment does not wait for a confirmation.")
    with test_clocks.time_of(world, world.store.find(session["customer"])):
        payment_intents.authenticate(world, intent, passed)
        if intent["status"] in ("succeeded", "requires_capture"):
            _complete(world, session, intent)
    return intent


def save_card(world: World, session: Row, card: Card, email: str, name: str | None) -> Row:
    """Keep this card for the session's customer. The session completes, or stays open with a
    CardError."""
    _demand_open(session)
    customer = world.store.get(session["customer"])
    with test_clocks.time_of(world, customer):
        method = payment_methods.from_card(world, card, payment_methods.billing(email, name))
        intent = world.store.get(session["setup_intent"])
        setup_intents.confirm(world, intent, method)
        session["customer_details"] = customer_details(email, name)
        session.update(status="complete", url=None)
        world.emit("checkout.session.completed", session)
    return intent


def pay_delayed(
    world: World, session: Row, email: str, name: str | None, succeeds: bool, after: int | None
) -> Row:
    """A bank debit: the session completes unpaid, the outcome comes `after` seconds later."""
    method = payment_methods.delayed(world, payment_methods.billing(email, name), succeeds)
    intent = _prepare(world, session, email, name)
    charging.start_delayed(world, intent, method)
    _complete(world, session, intent)
    wait = world.settings["delayed_after"] if after is None else after
    world.schedule(world.now() + wait, "settle_delayed", session["id"])
    return intent


@job("settle_delayed")
def settle_delayed(world: World, session_id: str) -> None:
    session = world.store.get(session_id)
    intent = world.store.get(session["_intent"])
    if intent["status"] != "processing":
        return
    succeeds = world.store.get(intent["payment_method"])["_succeeds"]
    charging.finish_delayed(world, intent, succeeds)
    if succeeds:
        session["payment_status"] = "paid"
        world.emit("checkout.session.async_payment_succeeded", session)
    else:
        world.emit("checkout.session.async_payment_failed", session)


def _demand_open(session: Row) -> None:
    if session["status"] != "open":
        raise StripeError(f"This Checkout Session is {session['status']}.")


def _prepare(world: World, session: Row, email: str, name: str | None) -> Row:
    _demand_open(session)
    session["customer_details"] = customer_details(email, name)
    _ensure_customer(world, session, email, name)
    if session["_intent"]:
        return world.store.get(session["_intent"])
    intent = _new_intent(world, session)
    session["_intent"] = intent["id"]
    if session["mode"] == "payment":
        session["payment_intent"] = intent["id"]
    return intent


def _ensure_customer(world: World, session: Row, email: str, name: str | None) -> None:
    if session["customer"] is None and session["customer_creation"] == "always":
        session["customer"] = customers.make(world, {"email": email, "name": name})["id"]


def _new_intent(world: World, session: Row) -> Row:
    given: dict[str, Any] = dict(session["_intent_data"])
    given["customer"] = session["customer"]
    intent = payment_intents.make(world, session["amount_total"], session["currency"], given)
    intent["_session"] = session["id"]
    return intent


def _complete(world: World, session: Row, intent: Row) -> None:
    paid = intent["status"] == "succeeded"
    session.update(status="complete", url=None, payment_status="paid" if paid else "unpaid")
    if session["mode"] == "subscription":
        _subscribe(world, session, intent)
    world.emit("checkout.session.completed", session)


def _subscribe(world: World, session: Row, intent: Row) -> None:
    """The donor has paid the first period: the subscription begins with that invoice paid."""
    customer = world.store.get(session["customer"])
    method = world.store.get(intent["payment_method"])
    bought = [(world.store.get(i["price"]), i["quantity"]) for i in session["_line_items"]]
    repeating = [each for each in bought if each[0]["type"] == "recurring"]
    once = [(price, quantity, None) for price, quantity in bought if price["type"] == "one_time"]
    subscription = subscriptions.make(
        world, customer, repeating, method, session["_subscription_data"]
    )
    lines = renewals.lines_of(subscription) + once
    invoice = renewals.paid_by_checkout(world, subscription, lines, intent)
    session.update(subscription=subscription["id"], invoice=invoice["id"])
