"""Prices, also those made in passing from `price_data`, and the older plan that mirrors them."""

from decimal import Decimal
from typing import Any

from ..errors import StripeError, missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata, products
from .amounts import check_currency

PATH = "/v1/prices"


def make(world: World, given: dict[str, Any], param: str, inline: bool = False) -> Row:
    """A price; `param` is where the data stands in the call, for messages."""
    currency = check_currency(given["currency"], f"{param}[currency]" if param else "currency")
    recurring = given.get("recurring")
    return world.store.add(
        {
            "id": new_id("price_1"),
            "object": "price",
            "active": given.get("active", not inline),
            "billing_scheme": "per_unit",
            "created": world.now(),
            "currency": currency,
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": given.get("lookup_key"),
            "metadata": metadata.merged({}, given.get("metadata")),
            "nickname": given.get("nickname"),
            "product": _product(world, given, param),
            "recurring": _recurring(recurring) if recurring else None,
            "tax_behavior": given.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "recurring" if recurring else "one_time",
            **_amount(given, param),
        }
    )


def _amount(given: dict[str, Any], param: str) -> dict[str, Any]:
    name = f"{param}[unit_amount]" if param else "unit_amount"
    amount = given.get("unit_amount")
    if amount is None and "unit_amount_decimal" in given:
        exact = Decimal(given["unit_amount_decimal"])
        amount = int(exact) if exact == int(exact) else None
    if amount is None:
        raise StripeError(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if amount < 0:
        raise StripeError(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=name,
        )
    return {"unit_amount": amount, "unit_amount_decimal": str(amount)}


def _recurring(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "interval": given["interval"],
        "interval_count": given.get("interval_count", 1),
        "meter": None,
        "trial_period_days": None,
        "usage_type": given.get("usage_type", "licensed"),
    }


def _product(world: World, given: dict[str, Any], param: str) -> str:
    if "product_data" in given:
        return products.make(world, given["product_data"], active=False)["id"]
    name = f"{param}[product]" if param else "product"
    if "product" not in given:
        raise StripeError(
            f"You must specify either `product` or `product_data` when creating a price: {name}.",
            code="parameter_missing",
            param=name,
        )
    product = world.store.find(given["product"], "product")
    if product is None:
        raise missing("product", given["product"], name, status=400)
    return product["id"]


def plan_of(price: Row) -> Row:
    """A subscription item still carries the old plan beside its price."""
    recurring = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": False,
        "metadata": price["metadata"],
        "meter": None,
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": None,
        "transform_usage": None,
        "trial_period_days": None,
        "usage_type": recurring["usage_type"],
    }


@route("POST", PATH, "PriceCreateParams")
def create(call: Call) -> Row:
    price = make(call.world, call.params, "")
    call.world.emit("price.created", price)
    return price


@route("GET", PATH, "PriceListParams")
def list_prices(call: Call) -> Row:
    return page(call, "price", PATH, equal=("active", "currency", "product", "type"))


@route("GET", PATH + "/{id}", "PriceRetrieveParams")
def retrieve(call: Call) -> Row:
    price = call.world.store.find(call.args["id"], "price")
    if price is None:
        raise missing("price", call.args["id"])
    return price


@route("POST", PATH + "/{id}", "PriceUpdateParams")
def update(call: Call) -> Row:
    price = retrieve(call)
    for name in ("active", "nickname", "lookup_key"):
        if name in call.params:
            price[name] = call.params[name]
    price["metadata"] = metadata.merged(price["metadata"], call.params.get("metadata"))
    call.world.emit("price.updated", price)
    return price
