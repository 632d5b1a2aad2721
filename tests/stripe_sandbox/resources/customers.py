"""Customers."""

from typing import Any

from ..errors import StripeError, missing
from ..ids import new_id, random_letters
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata
from .emails import check_email

PATH = "/v1/customers"
PLAIN = ("description", "email", "name", "phone", "address", "shipping", "tax_exempt")


def make(world: World, given: dict[str, Any]) -> Row:
    customer = world.store.add(
        {
            "id": new_id("cus", 14),
            "object": "customer",
            "address": given.get("address") or None,
            "balance": given.get("balance", 0),
            "created": world.now(),
            "currency": None,
            "customer_account": None,
            "default_source": None,
            "delinquent": False,
            "description": given.get("description"),
            "discount": None,
            "email": check_email(given.get("email"), "email"),
            "invoice_prefix": given.get("invoice_prefix") or random_letters(8).upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "livemode": False,
            "metadata": metadata.merged({}, given.get("metadata")),
            "name": given.get("name"),
            "next_invoice_sequence": 1,
            "phone": given.get("phone"),
            "preferred_locales": given.get("preferred_locales") or [],
            "shipping": given.get("shipping") or None,
            "tax_exempt": given.get("tax_exempt") or "none",
            "test_clock": _test_clock(world, given.get("test_clock")),
        }
    )
    world.emit("customer.created", customer)
    return customer


def _test_clock(world: World, id: str | None) -> str | None:
    if id and world.store.find(id, "test_helpers.test_clock") is None:
        raise missing("test clock", id, "test_clock", status=400)
    return id


def named(world: World, id: str, param: str = "customer") -> Row:
    customer = world.store.find(id, "customer")
    if customer is None or customer.get("deleted"):
        raise missing("customer", id, param, status=400)
    return customer


@route("POST", PATH, "CustomerCreateParams")
def create(call: Call) -> Row:
    if "source" in call.params:
        raise StripeError("The sandbox knows payment methods, not sources.", param="source")
    return make(call.world, call.params)


@route("GET", PATH, "CustomerListParams")
def list_customers(call: Call) -> Row:
    return page(
        call,
        "customer",
        PATH,
        lambda row: not row.get("deleted"),
        equal=("email", "test_clock"),
    )


@route("GET", PATH + "/{id}", "CustomerRetrieveParams")
def retrieve(call: Call) -> Row:
    customer = call.world.store.find(call.args["id"], "customer")
    if customer is None:
        raise missing("customer", call.args["id"])
    return customer


@route("POST", PATH + "/{id}", "CustomerUpdateParams")
def update(call: Call) -> Row:
    customer = named(call.world, call.args["id"], "id")
    params = call.params
    if params.get("email"):
        check_email(params["email"], "email")
    before = {name: customer[name] for name in PLAIN if name in params}
    for name in before:
        customer[name] = params[name] or None
    settings = params.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        default = settings["default_payment_method"] or None
        customer["invoice_settings"]["default_payment_method"] = default
    customer["metadata"] = metadata.merged(customer["metadata"], params.get("metadata"))
    call.world.emit("customer.updated", customer, before)
    return customer


@route("DELETE", PATH + "/{id}", "CustomerDeleteParams")
def delete(call: Call) -> Row:
    customer = named(call.world, call.args["id"], "id")
    call.world.emit("customer.deleted", customer)
    kept = {"id": customer["id"], "object": "customer", "deleted": True}
    created = customer["created"]
    customer.clear()
    customer.update(kept, _created=created)
    return kept
