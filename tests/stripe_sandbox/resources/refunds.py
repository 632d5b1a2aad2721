"""Refunds: the gross goes back, Stripe keeps its fee."""

from typing import Any

from ..errors import StripeError, missing
from ..ids import new_id, random_letters
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World, job
from . import balance, metadata
from .amounts import shown

PATH = "/v1/refunds"
# A refund that is not through at once is decided after this many seconds.
DECIDED_AFTER = 60


def make(world: World, charge: Row, amount: int | None, reason: str | None, **more: Any) -> Row:
    """Refund all that is left, or a part; StripeError when the charge cannot give it."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    _check(charge, amount, left)
    amount = left if amount is None else amount
    refund = world.store.add(_shape(world, charge, amount, reason, more))
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    refund["balance_transaction"] = _book(world, refund, "refund", "refund", -amount)["id"]
    if charge["_refund"]:
        refund["status"] = "pending"
        world.schedule(world.now() + DECIDED_AFTER, "decide_refund", refund["id"])
    else:
        _give_reference(refund)
    world.emit("refund.created", refund)
    world.emit("charge.refunded", charge, {"amount_refunded": charge["amount_refunded"] - amount})
    return refund


def _check(charge: Row, amount: int | None, left: int) -> None:
    if charge["status"] != "succeeded" or not charge["captured"]:
        raise StripeError(
            f"Charge {charge['id']} has not succeeded, so it cannot be refunded.",
            code="charge_not_refundable",
        )
    if charge["disputed"]:
        raise StripeError(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left <= 0:
        raise StripeError(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount is not None and amount < 1:
        raise StripeError(
            "Invalid positive integer", code="parameter_invalid_integer", param="amount"
        )
    if amount is not None and amount > left:
        currency = charge["currency"]
        raise StripeError(
            f"Refund amount ({shown(amount, currency)}) is greater than unrefunded amount on "
            f"charge ({shown(left, currency)})",
            param="amount",
        )


def _shape(world: World, charge: Row, amount: int, reason: str | None, more: dict[str, Any]) -> Row:
    kind = charge["payment_method_details"]["type"]
    details: dict[str, Any] = {"type": kind}
    if kind == "card":
        details["card"] = {"reference_status": "pending", "type": "refund"} | {
            "reference_type": "acquirer_reference_number"
        }
    return {
        "id": new_id("re_3"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "customer": charge["customer"],
        "destination_details": details,
        "metadata": metadata.merged({}, more.get("metadata")),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
        "_outcome": charge["_refund"],
    }


def _give_reference(refund: Row) -> None:
    card = refund["destination_details"].get("card")
    if card:
        card.update(reference_status="available", reference=random_letters(15).upper())


def _book(world: World, refund: Row, type: str, category: str, amount: int) -> Row:
    settled, currency, rate = balance.settled(world, amount, refund["currency"])
    told = "REFUND FOR CHARGE" if amount < 0 else "REFUND FAILURE"
    return balance.record(
        world, type, category, refund, settled, currency=currency, rate=rate, description=told
    )


@job("decide_refund")
def decide(world: World, refund_id: str) -> None:
    refund = world.store.get(refund_id)
    if refund["status"] != "pending":
        return
    if refund["_outcome"] == "succeeded":
        refund["status"] = "succeeded"
        _give_reference(refund)
        world.emit("refund.updated", refund, {"status": "pending"})
        return
    fail(world, refund)


def fail(world: World, refund: Row, reason: str = "expired_or_canceled_card") -> Row:
    """The bank sent it back: the money is the account's again."""
    _return_money(world, refund)
    before = refund["status"]
    refund.update(status="failed", failure_reason=reason)
    world.emit("refund.updated", refund, {"status": before})
    world.emit("refund.failed", refund)
    return refund


def _return_money(world: World, refund: Row) -> None:
    charge = world.store.get(refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    row = _book(world, refund, "refund_failure", "refund_failure", refund["amount"])
    refund["failure_balance_transaction"] = row["id"]


@route("POST", PATH, "RefundCreateParams")
def create(call: Call) -> Row:
    params = call.params
    charge = _charge_of(call.world, params)
    return make(
        call.world,
        charge,
        params.get("amount"),
        params.get("reason"),
        metadata=params.get("metadata"),
    )


def _charge_of(world: World, params: dict[str, Any]) -> Row:
    if "charge" in params:
        charge = world.store.find(params["charge"], "charge")
        if charge is None:
            raise missing("charge", params["charge"], "charge")
        return charge
    if "payment_intent" not in params:
        raise StripeError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
    intent = world.store.find(params["payment_intent"], "payment_intent")
    if intent is None:
        raise missing("payment_intent", params["payment_intent"], "payment_intent")
    if intent["latest_charge"] is None or intent["status"] != "succeeded":
        raise StripeError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return world.store.get(intent["latest_charge"])


@route("GET", PATH, "RefundListParams")
def list_refunds(call: Call) -> Row:
    return page(call, "refund", PATH, equal=("charge", "payment_intent"))


@route("GET", PATH + "/{id}", "RefundRetrieveParams")
def retrieve(call: Call) -> Row:
    refund = call.world.store.find(call.args["id"], "refund")
    if refund is None:
        raise missing("refund", call.args["id"])
    return refund


@route("POST", PATH + "/{id}", "RefundUpdateParams")
def update(call: Call) -> Row:
    refund = retrieve(call)
    refund["metadata"] = metadata.merged(refund["metadata"], call.params.get("metadata"))
    call.world.emit("refund.updated", refund)
    return refund


@route("POST", PATH + "/{id}/cancel", "RefundCancelParams")
def cancel(call: Call) -> Row:
    refund = retrieve(call)
    if refund["status"] != "requires_action":
        raise StripeError("Only refunds that wait for the customer can be canceled.")
    return refund
