"""Payouts: money that leaves the account for the bank."""

from ..errors import StripeError, missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World, job
from . import balance, metadata
from .amounts import check_currency

PATH = "/v1/payouts"


def automatic(world: World, amount: int | None = None) -> Row:
    """Stripe's own daily payout. Its movements can be listed by `payout`."""
    currency = world.settings["settlement_currency"]
    payout = _make(world, _available(world, currency) if amount is None else amount, currency)
    payout.update(automatic=True, reconciliation_status="completed")
    for seen in list(world.store.newest_first("balance_transaction")):
        row = world.store.get(seen["id"])
        mine = row["currency"] == currency and row["available_on"] <= world.now()
        if mine and row["_payout"] is None and row["type"] != "payout":
            row["_payout"] = payout["id"]
    return payout


def _available(world: World, currency: str) -> int:
    return balance.totals(world).get(currency, {}).get("available", 0)


def _make(world: World, amount: int, currency: str) -> Row:
    if amount <= 0 or amount > _available(world, currency):
        raise StripeError(
            "You have insufficient funds in your Stripe account for this transfer.",
            code="balance_insufficient",
            param="amount",
        )
    arrival = world.now() + world.settings["payout_after"]
    payout = world.store.add(
        {
            "id": new_id("po_1"),
            "object": "payout",
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": arrival,
            "automatic": False,
            "balance_transaction": None,
            "created": world.now(),
            "currency": currency,
            "description": "STRIPE PAYOUT",
            "destination": None,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "livemode": False,
            "metadata": {},
            "method": "standard",
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": None,
            "status": "pending",
            "trace_id": None,
            "type": "bank_account",
        }
    )
    payout["balance_transaction"] = balance.record(
        world, "payout", "payout", payout, -amount, currency=currency, description="STRIPE PAYOUT"
    )["id"]
    world.emit("payout.created", payout)
    world.schedule(arrival, "payout_arrives", payout["id"])
    return payout


@job("payout_arrives")
def arrive(world: World, payout_id: str) -> None:
    payout = world.store.get(payout_id)
    if payout["status"] in ("pending", "in_transit"):
        payout["status"] = "paid"
        world.emit("payout.paid", payout)
        if payout["automatic"]:
            world.emit("payout.reconciliation_completed", payout)


def fail(world: World, payout: Row) -> Row:
    """The bank sent it back, which may happen after `paid` too."""
    if payout["status"] in ("failed", "canceled"):
        raise StripeError("This payout has failed already.")
    payout.update(
        status="failed",
        failure_code="account_closed",
        failure_message="The bank account has been closed",
        failure_balance_transaction=_return(world, payout, "payout_failure"),
    )
    world.emit("payout.failed", payout)
    return payout


def _return(world: World, payout: Row, type: str) -> str:
    row = balance.record(
        world, type, "payout_failure", payout, payout["amount"], currency=payout["currency"]
    )
    return str(row["id"])


@route("POST", PATH, "PayoutCreateParams")
def create(call: Call) -> Row:
    params = call.params
    currency = check_currency(params["currency"])
    payout = _make(call.world, params["amount"], currency)
    payout["description"] = params.get("description")
    payout["statement_descriptor"] = params.get("statement_descriptor")
    payout["metadata"] = metadata.merged({}, params.get("metadata"))
    return payout


@route("GET", PATH, "PayoutListParams")
def list_payouts(call: Call) -> Row:
    return page(call, "payout", PATH, equal=("status", "destination", "arrival_date"))


@route("GET", PATH + "/{id}", "PayoutRetrieveParams")
def retrieve(call: Call) -> Row:
    payout = call.world.store.find(call.args["id"], "payout")
    if payout is None:
        raise missing("payout", call.args["id"])
    return payout


@route("POST", PATH + "/{id}/cancel", "PayoutCancelParams")
def cancel(call: Call) -> Row:
    payout = retrieve(call)
    if payout["status"] != "pending":
        raise StripeError("Payouts can only be canceled while they are pending.")
    payout["status"] = "canceled"
    payout["failure_balance_transaction"] = _return(call.world, payout, "payout_cancel")
    call.world.emit("payout.canceled", payout)
    return payout
