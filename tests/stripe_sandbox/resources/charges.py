"""Charges: what one attempt to take money left on record."""

from typing import Any

from .. import cards
from ..errors import missing
from ..expand import included
from ..ids import new_id, random_letters
from ..listing import page, whole
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata, payment_methods

PATH = "/v1/charges"


def new(world: World, intent: Row, method: Row) -> Row:
    behaviour = payment_methods.behaviour(method)
    charge = world.store.add(
        {
            "id": new_id("ch_3"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": 0,
            "amount_refunded": 0,
            "application": None,
            "application_fee": None,
            "application_fee_amount": None,
            "balance_transaction": None,
            "billing_details": method["billing_details"],
            "calculated_statement_descriptor": "ZHUREK SANDBOX",
            "captured": False,
            "created": world.now(),
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "fraud_details": {},
            "livemode": False,
            "metadata": dict(intent["metadata"]),
            "on_behalf_of": None,
            "outcome": None,
            "paid": False,
            "payment_intent": intent["id"],
            "payment_method": method["id"],
            "payment_method_details": _details(intent, method),
            "radar_options": {},
            "receipt_email": None,
            "receipt_number": None,
            "receipt_url": None,
            "refunded": False,
            "review": None,
            "shipping": intent["shipping"],
            "source": None,
            "source_transfer": None,
            "statement_descriptor": intent["statement_descriptor"],
            "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
            "status": "pending",
            "transfer_data": None,
            "transfer_group": intent["transfer_group"],
            "_refund": behaviour.refund,
            "_available_at_once": behaviour.available_at_once,
        }
    )
    intent["latest_charge"] = charge["id"]
    return charge


def _details(intent: Row, method: Row) -> dict[str, Any]:
    kind = method["type"]
    if kind != "card":
        kept = ("bank_code", "branch_code", "country", "fingerprint", "last4")
        return {"type": kind, kind: {name: method[kind][name] for name in kept} | {"mandate": None}}
    card = method["card"]
    same = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
    )
    return {
        "type": "card",
        "card": {name: card[name] for name in same}
        | {
            "amount_authorized": intent["amount"],
            "authorization_code": "123456",
            "installments": None,
            "mandate": None,
            "network": card["brand"],
            "network_token": {"used": False},
            "network_transaction_id": random_letters(15),
            "overcapture": {
                "maximum_amount_capturable": intent["amount"],
                "status": "unavailable",
            },
            "regulated_status": "unregulated",
            "three_d_secure": _three_d_secure() if intent["_authenticated"] else None,
            "wallet": None,
        },
    }


def _three_d_secure() -> dict[str, Any]:
    return {
        "authentication_flow": "challenge",
        "result": "authenticated",
        "version": "2.2.0",
        "electronic_commerce_indicator": "05",
        "exemption_indicator": None,
        "result_reason": None,
        "transaction_id": "sandbox",
    }


def outcome(behaviour: cards.Behaviour | None) -> dict[str, Any]:
    declined = behaviour is not None
    return {
        "advice_code": "try_again_later" if declined else None,
        "network_advice_code": None,
        "network_decline_code": "05" if declined else None,
        "network_status": "declined_by_network" if declined else "approved_by_network",
        "reason": behaviour.decline_code if behaviour else None,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": "The bank did not return any further details with this decline."
        if declined
        else "Payment complete.",
        "type": "issuer_declined" if declined else "authorized",
    }


@route("GET", PATH, "ChargeListParams")
def list_charges(call: Call) -> Row:
    return page(call, "charge", PATH, equal=("customer", "payment_intent", "transfer_group"))


@route("GET", PATH + "/{id}", "ChargeRetrieveParams")
def retrieve(call: Call) -> Row:
    charge = call.world.store.find(call.args["id"], "charge")
    if charge is None:
        raise missing("charge", call.args["id"])
    return charge


@route("POST", PATH + "/{id}", "ChargeUpdateParams")
def update(call: Call) -> Row:
    charge = retrieve(call)
    for name in ("description", "receipt_email", "customer", "transfer_group"):
        if name in call.params:
            charge[name] = call.params[name]
    charge["metadata"] = metadata.merged(charge["metadata"], call.params.get("metadata"))
    call.world.emit("charge.updated", charge)
    return charge


@included("charge", "refunds")
def refunds_of(world: World, charge: Row) -> Row:
    rows = [r for r in world.store.newest_first("refund") if r["charge"] == charge["id"]]
    return whole(f"{PATH}/{charge['id']}/refunds", rows)
