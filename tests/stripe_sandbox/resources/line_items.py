"""Line items of a Checkout Session."""

from typing import Any

from ..errors import StripeError, missing
from ..ids import new_id
from ..store import Row
from ..world import World
from . import metadata, prices

LARGEST_QUANTITY = 999_999


def make(world: World, params: dict[str, Any]) -> list[Row]:
    """The items with their sums, all in one currency; `price` holds an id."""
    given = params.get("line_items")
    if not given:
        raise StripeError(
            "Missing required param: line_items.", code="parameter_missing", param="line_items"
        )
    items = [_item(world, one, f"line_items[{index}]") for index, one in enumerate(given)]
    if len({item["currency"] for item in items}) > 1:
        raise StripeError("All line items must have the same currency.", param="line_items")
    _check_mode(world, items, params["mode"])
    return items


def _item(world: World, given: dict[str, Any], param: str) -> Row:
    if ("price" in given) == ("price_data" in given):
        raise StripeError(
            f"You must specify exactly one of {param}[price] and {param}[price_data].",
            code="parameters_exclusive" if "price" in given else "parameter_missing",
            param=param,
        )
    quantity = given.get("quantity")
    if quantity is None:
        name = f"{param}[quantity]"
        raise StripeError(
            f"Quantity is required. Add `quantity` to `{param}`",
            code="parameter_missing",
            param=name,
        )
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise StripeError(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param=f"{param}[quantity]",
        )
    price = _price(world, given, param)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("li_1"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": world.store.get(price["product"])["name"],
        "metadata": metadata.merged({}, given.get("metadata")),
        "price": price["id"],
        "quantity": quantity,
    }


def _price(world: World, given: dict[str, Any], param: str) -> Row:
    if "price_data" in given:
        return prices.make(world, given["price_data"], f"{param}[price_data]", inline=True)
    price = world.store.find(given["price"], "price")
    if price is None:
        raise missing("price", given["price"], f"{param}[price]", status=400)
    if not price["active"]:
        raise StripeError(
            f"The price specified is inactive: {price['id']}.", param=f"{param}[price]"
        )
    return price


def _check_mode(world: World, items: list[Row], mode: str) -> None:
    repeating = [world.store.get(item["price"])["type"] == "recurring" for item in items]
    if mode == "payment" and any(repeating):
        raise StripeError(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices."
        )
    if mode == "subscription" and not any(repeating):
        raise StripeError(
            "You must provide at least one recurring price in `subscription` mode when using "
            "prices."
        )
