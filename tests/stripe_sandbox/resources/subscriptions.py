"""Subscriptions: what they are, and the calls on them. Their money is in `renewals`."""

from typing import Any

from ..errors import StripeError, missing
from ..expand import included
from ..ids import new_id
from ..listing import page, whole
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import customers, metadata, payment_methods, prices, renewals, test_clocks
from .intervals import later

PATH = "/v1/subscriptions"
ITEMS = "/v1/subscription_items"
# Nothing of these is played.
EMPTY = (
    "application",
    "application_fee_percent",
    "billing_cycle_anchor_config",
    "billing_thresholds",
    "cancel_at",
    "canceled_at",
    "customer_account",
    "days_until_due",
    "default_source",
    "ended_at",
    "latest_invoice",
    "next_pending_invoice_item_invoice",
    "on_behalf_of",
    "pause_collection",
    "pending_invoice_item_interval",
    "pending_setup_intent",
    "pending_update",
    "schedule",
    "transfer_data",
    "trial_end",
    "trial_start",
)
ENDED = {"canceled", "incomplete_expired"}


def make(
    world: World,
    customer: Row,
    ordered: list[tuple[Row, int]],
    method: Row,
    given: dict[str, Any],
) -> Row:
    """An active subscription from now on; `ordered` are recurring prices and quantities."""
    id = new_id("sub_1")
    start = world.now()
    end = later(start, ordered[0][0]["recurring"], 1)
    items = [_item(id, price, quantity, start, end) for price, quantity in ordered]
    method["customer"] = customer["id"]
    subscription = world.store.add(_shape(id, start, customer, items, method, given))
    world.schedule(end, "renew_subscription", id)
    return subscription


def _item(subscription: str, price: Row, quantity: int, start: int, end: int) -> Row:
    return {
        "id": new_id("si", 14),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": start,
        "current_period_end": end,
        "current_period_start": start,
        "discounts": [],
        "metadata": {},
        "plan": prices.plan_of(price),
        "price": price,
        "quantity": quantity,
        "subscription": subscription,
        "tax_rates": [],
    }


def _shape(
    id: str, start: int, customer: Row, items: list[Row], method: Row, given: dict[str, Any]
) -> Row:
    return {
        "id": id,
        "object": "subscription",
        **dict.fromkeys(EMPTY),
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": start,
        "billing_mode": {"flexible": None, "type": "classic"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": start,
        "currency": items[0]["price"]["currency"],
        "customer": customer["id"],
        "default_payment_method": method["id"],
        "default_tax_rates": [],
        "description": given.get("description"),
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": whole(f"{ITEMS}?subscription={id}", items),
        "livemode": False,
        "metadata": metadata.merged({}, given.get("metadata")),
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": start,
        "status": "active",
        "test_clock": customer["test_clock"],
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "_periods": 1,
    }


@route("POST", PATH, "SubscriptionCreateParams")
def create(call: Call) -> Row:
    params, world = call.params, call.world
    if "customer" not in params:
        raise StripeError(
            "Missing required param: customer.", code="parameter_missing", param="customer"
        )
    customer = customers.named(world, params["customer"])
    method = params.get("default_payment_method")
    method = method or customer["invoice_settings"]["default_payment_method"]
    if method is None:
        raise StripeError(
            "This customer has no attached payment source or default payment method. Please "
            "consider adding a default payment method.",
            code="resource_missing",
        )
    with test_clocks.time_of(world, customer):
        ordered = [
            _ordered(world, item, f"items[{index}]") for index, item in enumerate(params["items"])
        ]
        paid_by = payment_methods.named(world, method, "default_payment_method")
        subscription = make(world, customer, ordered, paid_by, params)
        renewals.bill_first(world, subscription)
    return subscription


def _ordered(world: World, item: dict[str, Any], param: str) -> tuple[Row, int]:
    if "price_data" in item:
        price = prices.make(world, item["price_data"], f"{param}[price_data]", inline=True)
    else:
        found = world.store.find(item.get("price"), "price")
        if found is None:
            raise missing("price", str(item.get("price")), f"{param}[price]", status=400)
        price = found
    if price["type"] != "recurring":
        raise StripeError(
            f"The price specified is set to `type=one_time` but this field only accepts prices "
            f"with `type=recurring`: {price['id']}.",
            param=f"{param}[price]",
        )
    return price, item.get("quantity", 1)


@route("GET", PATH, "SubscriptionListParams")
def list_subscriptions(call: Call) -> Row:
    status = call.params.get("status")

    def fits(row: Row) -> bool:
        if status in ("all", None):
            return status == "all" or row["status"] not in ENDED
        return row["status"] in ENDED if status == "ended" else row["status"] == status

    return page(call, "subscription", PATH, fits, equal=("customer", "test_clock"))


@route("GET", PATH + "/{id}", "SubscriptionRetrieveParams")
def retrieve(call: Call) -> Row:
    subscription = call.world.store.find(call.args["id"], "subscription")
    if subscription is None:
        raise missing("subscription", call.args["id"])
    return subscription


@route("POST", PATH + "/{id}", "SubscriptionUpdateParams")
def update(call: Call) -> Row:
    subscription, params = retrieve(call), call.params
    if subscription["status"] in ENDED:
        raise StripeError("A canceled subscription can only update its cancellation_details.")
    before = {name: subscription[name] for name in params if name in subscription}
    with test_clocks.time_of(call.world, call.world.store.get(subscription["customer"])):
        _change(call, subscription)
    before = {name: value for name, value in before.items() if subscription[name] != value}
    call.world.emit("customer.subscription.updated", subscription, before)
    return subscription


def _change(call: Call, subscription: Row) -> None:
    params = call.params
    for index, item in enumerate(params.get("items", [])):
        _change_price(call, subscription, item, f"items[{index}]")
    if "cancel_at_period_end" in params:
        leaving = params["cancel_at_period_end"]
        end = subscription["items"]["data"][0]["current_period_end"]
        subscription.update(
            cancel_at_period_end=leaving,
            cancel_at=end if leaving else None,
            canceled_at=call.world.now() if leaving else None,
        )
        reason = "cancellation_requested" if leaving else None
        subscription["cancellation_details"]["reason"] = reason
    if "default_payment_method" in params:
        method = payment_methods.named(call.world, params["default_payment_method"])
        subscription["default_payment_method"] = method["id"]
    if "pause_collection" in params:
        pause = params["pause_collection"]
        subscription["pause_collection"] = ({"resumes_at": None} | pause) if pause else None
    if "description" in params:
        subscription["description"] = params["description"] or None
    subscription["metadata"] = metadata.merged(subscription["metadata"], params.get("metadata"))


def _change_price(call: Call, subscription: Row, item: dict[str, Any], param: str) -> None:
    """Another price for what is subscribed to, from the next period on: no prorations."""
    if call.params.get("proration_behavior") != "none":
        raise StripeError("The sandbox plays no prorations.", param="proration_behavior")
    found = [one for one in subscription["items"]["data"] if one["id"] == item.get("id")]
    if not found or set(item) - {"id", "price", "price_data", "quantity"}:
        raise StripeError("The sandbox changes the price of an item that is there.", param=param)
    price, _ = _ordered(call.world, item, param)
    kept = found[0]["price"]["recurring"]
    if price["currency"] != subscription["currency"] or price["recurring"] != kept:
        raise StripeError(
            "If prices on the subscription are changed, currency and interval stay.", param=param
        )
    quantity = item.get("quantity", found[0]["quantity"])
    found[0].update(price=price, plan=prices.plan_of(price), quantity=quantity)


@route("DELETE", PATH + "/{id}", "SubscriptionCancelParams")
def cancel(call: Call) -> Row:
    subscription = retrieve(call)
    with test_clocks.time_of(call.world, call.world.store.get(subscription["customer"])):
        if subscription["status"] in ENDED:
            raise missing("subscription", subscription["id"])
        renewals.end(call.world, subscription, "cancellation_requested")
    details = call.params.get("cancellation_details") or {}
    subscription["cancellation_details"].update(details)
    return subscription


@route("GET", ITEMS, "SubscriptionItemListParams")
def list_items(call: Call) -> Row:
    subscription = call.world.store.find(call.params["subscription"], "subscription")
    if subscription is None:
        raise missing("subscription", call.params["subscription"], "subscription", status=400)
    return whole(ITEMS, subscription["items"]["data"])


@included("customer", "subscriptions")
def subscriptions_of(world: World, customer: Row) -> Row:
    rows = [
        row
        for row in world.store.newest_first("subscription")
        if row["customer"] == customer["id"] and row["status"] not in ENDED
    ]
    return whole(f"/v1/customers/{customer['id']}/subscriptions", rows)
