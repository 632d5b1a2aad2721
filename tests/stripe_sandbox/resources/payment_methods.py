"""Payment methods: cards as Stripe keeps them, and the delayed kind as a bank debit."""

from dataclasses import asdict
from typing import Any

from .. import cards
from ..errors import CardError, StripeError, missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata

PATH = "/v1/payment_methods"
DELAYED = "sepa_debit"
INVALID = {
    "invalid_expiry_month": "Your card's expiration month is invalid.",
    "invalid_expiry_year": "Your card's expiration year is invalid.",
    "incorrect_number": "Your card number is incorrect.",
}


def billing(email: str | None = None, name: str | None = None) -> dict[str, Any]:
    empty = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
    return {"address": empty, "email": email, "name": name, "phone": None, "tax_id": None}


def from_card(world: World, card: cards.Card, details: dict[str, Any]) -> Row:
    facts = card.facts()
    method = _new(world, "card", details)
    method["card"] = facts | {
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "display_brand": facts["brand"],
        "generated_from": None,
        "networks": {"available": [facts["brand"]], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    method["_behaviour"] = asdict(card.behaviour())
    return method


def delayed(world: World, details: dict[str, Any], succeeds: bool) -> Row:
    """A debit whose outcome is known days later."""
    method = _new(world, DELAYED, details)
    method[DELAYED] = {
        "bank_code": "37040044",
        "branch_code": "0",
        "country": "DE",
        "fingerprint": "sandboxdebit0001",
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": "3000" if succeeds else "3018",
    }
    method["_behaviour"] = asdict(cards.OK)
    method["_succeeds"] = succeeds
    return method


def _new(world: World, type: str, details: dict[str, Any]) -> Row:
    return world.store.add(
        {
            "id": new_id("pm_1"),
            "object": "payment_method",
            "allow_redisplay": "unspecified",
            "billing_details": details,
            "created": world.now(),
            "customer": None,
            "customer_account": None,
            "livemode": False,
            "metadata": {},
            "type": type,
        }
    )


def named(world: World, id: str, param: str = "payment_method") -> Row:
    """The method an id or one of the test tokens (`pm_card_visa`) stands for."""
    if id in cards.TOKENS:
        return from_card(world, cards.by_number(cards.TOKENS[id]), billing())
    method = world.store.find(id, "payment_method")
    if method is None:
        raise missing("PaymentMethod", id, param, status=400)
    return method


def behaviour(method: Row) -> cards.Behaviour:
    return cards.Behaviour(**method["_behaviour"])


@route("POST", PATH, "PaymentMethodCreateParams")
def create(call: Call) -> Row:
    given = call.params.get("card")
    if call.params.get("type", "card") != "card" or not given or "number" not in given:
        raise StripeError("The sandbox makes payment methods of type card alone.", param="type")
    try:
        cards.check_expiry(given["exp_month"], given["exp_year"], call.world.now())
        cards.check_number(given["number"])
    except cards.CardInvalid as error:
        raise CardError(
            INVALID.get(error.code, INVALID["incorrect_number"]),
            code=error.code,
            param=_param(error.field),
        ) from error
    card = cards.Card(given["number"], given["exp_month"], given["exp_year"])
    details = billing() | (call.params.get("billing_details") or {})
    method = from_card(call.world, card, details)
    method["metadata"] = metadata.merged({}, call.params.get("metadata"))
    return method


def _param(field: str) -> str:
    return "number" if field == "number" else "exp_month"


@route("GET", PATH, "PaymentMethodListParams")
def list_methods(call: Call) -> Row:
    return page(call, "payment_method", PATH, equal=("customer", "type"))


@route("GET", PATH + "/{id}", "PaymentMethodRetrieveParams")
def retrieve(call: Call) -> Row:
    method = call.world.store.find(call.args["id"], "payment_method")
    if method is None:
        raise missing("PaymentMethod", call.args["id"])
    return method


@route("POST", PATH + "/{id}/attach", "PaymentMethodAttachParams")
def attach(call: Call) -> Row:
    customer = call.world.store.find(call.params.get("customer"), "customer")
    if customer is None:
        raise missing("customer", str(call.params.get("customer")), "customer", status=400)
    method = named(call.world, call.args["id"])
    method["customer"] = customer["id"]
    call.world.emit("payment_method.attached", method)
    return method


@route("POST", PATH + "/{id}/detach", "PaymentMethodDetachParams")
def detach(call: Call) -> Row:
    method = retrieve(call)
    method["customer"] = None
    call.world.emit("payment_method.detached", method)
    return method
