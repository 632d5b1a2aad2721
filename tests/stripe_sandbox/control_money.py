"""What tests let donors, banks and the dashboard do, without a browser."""

from collections.abc import Callable
from typing import Any

from . import cards
from .errors import StripeError, missing
from .resources import checkout_payment, disputes, payment_methods, payouts, refunds, renewals
from .store import Row, public
from .world import World

MONEY: dict[str, Callable[..., dict[str, Any]]] = {}


def order(name: str) -> Callable[[Callable[..., Row]], Callable[..., Row]]:
    """The answer is the object as the API would show it."""

    def register(function: Callable[..., Row]) -> Callable[..., Row]:
        def act(world: World, **given: Any) -> Row:
            return public(function(world, **given))

        MONEY[name] = act
        return function

    return register


@order("pay")
def pay(
    world: World,
    session: str,
    card: str = "4242424242424242",
    email: str = "donor@example.com",
    name: str = "Test Donor",
    method: str = "card",
    confirm: bool = True,
    after: int | None = None,
) -> Row:
    """Pay a Checkout Session, or save a card on one of mode `setup`; `method` may be `later` or
    `never` for a debit decided `after` seconds. `confirm` is the holder's answer if the bank asks.
    A declined card is a 402."""
    row = _find(world, session, "checkout.session")
    email = row["customer_email"] or email
    if method != "card":
        checkout_payment.pay_delayed(world, row, email, name, method == "later", after)
        return row
    number = cards.TOKENS.get(card, card).replace(" ", "")
    if row["mode"] == "setup":
        checkout_payment.save_card(world, row, cards.by_number(number), email, name)
        return row
    intent = checkout_payment.pay_by_card(world, row, cards.by_number(number), email, name)
    if intent["status"] == "requires_action":
        checkout_payment.answer_challenge(world, row, passed=confirm)
    return row


@order("settle")
def settle(world: World, session: str) -> Row:
    """Let a delayed payment be decided now."""
    row = _find(world, session, "checkout.session")
    checkout_payment.settle_delayed(world, row["id"])
    return row


@order("dispute")
def dispute(
    world: World,
    charge: str,
    reason: str = "fraudulent",
    amount: int | None = None,
    inquiry: bool = False,
) -> Row:
    return disputes.open_on(world, _charge(world, charge), reason, amount, inquiry)


@order("dispute/close")
def close_dispute(world: World, dispute: str, won: bool) -> Row:
    return disputes.decide(world, _find(world, dispute, "dispute"), won)


@order("refund")
def refund(world: World, charge: str, amount: int | None = None, reason: str | None = None) -> Row:
    """A refund made by hand in Stripe's dashboard."""
    return refunds.make(world, _charge(world, charge), amount, reason)


@order("refund/fail")
def fail_refund(world: World, refund: str, reason: str = "expired_or_canceled_card") -> Row:
    row = _find(world, refund, "refund")
    if row["status"] == "failed":
        raise StripeError("This refund has failed already.")
    return refunds.fail(world, row, reason)


@order("payout")
def payout(world: World, amount: int | None = None, paid: bool = False) -> Row:
    """An automatic payout of all that is available, or of `amount`; `paid` if it has arrived."""
    row = payouts.automatic(world, amount)
    if paid:
        payouts.arrive(world, row["id"])
    return row


@order("payout/fail")
def fail_payout(world: World, payout: str) -> Row:
    return payouts.fail(world, _find(world, payout, "payout"))


@order("renew")
def renew(world: World, subscription: str) -> Row:
    return renewals.renew_now(world, _find(world, subscription, "subscription"))


@order("subscription/card")
def change_card(world: World, subscription: str, card: str) -> Row:
    """What later renewals are charged on: 4000000000000341 makes them fail."""
    row = _find(world, subscription, "subscription")
    number = cards.TOKENS.get(card, card).replace(" ", "")
    method = payment_methods.from_card(world, cards.by_number(number), payment_methods.billing())
    method["customer"] = row["customer"]
    row["default_payment_method"] = method["id"]
    return row


def _find(world: World, id: str, kind: str) -> Row:
    row = world.store.find(id, kind)
    if row is None:
        raise missing(kind, id)
    return row


def _charge(world: World, id: str) -> Row:
    """A charge, named by its own id or by that of its payment intent or session."""
    row = world.store.find(id)
    if row and row["object"] == "checkout.session":
        row = world.store.find(row["_intent"])
    if row and row["object"] == "payment_intent":
        row = world.store.find(row["latest_charge"])
    if row is None or row["object"] != "charge":
        raise missing("charge", id)
    return row
