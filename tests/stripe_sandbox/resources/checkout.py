"""Checkout Sessions: making them, looking at them, letting them go."""

import re
from typing import Any
from urllib.parse import urlsplit

from ..clock import DAY
from ..errors import StripeError, missing
from ..expand import included
from ..ids import new_id
from ..listing import cut, page, whole
from ..routing import Call, route
from ..store import Row
from ..world import World, job
from . import amounts, customers, line_items, metadata, payment_intents, setup_intents
from .checkout_rules import check_session
from .emails import check_email

PATH = "/v1/checkout/sessions"
SHORTEST = 30 * 60
LONGEST = DAY


@route("POST", PATH, "checkout.SessionCreateParams")
def create(call: Call) -> Row:
    params, world = call.params, call.world
    check_session(params)
    _check_urls(params)
    check_email(params.get("customer_email"), "customer_email")
    customer = customers.named(world, params["customer"]) if "customer" in params else None
    if params["mode"] == "setup":
        return _add(world, _shape(call, [], params["currency"], 0, customer) | _saving(call))
    items = line_items.make(world, params)
    currency = items[0]["currency"]
    total = sum(item["amount_total"] for item in items)
    amounts.check_amount(
        world, total, currency, "line_items", "The Checkout Session's total amount due"
    )
    return _add(world, _shape(call, items, currency, total, customer))


def _add(world: World, shape: Row) -> Row:
    session = world.store.add(shape)
    world.schedule(session["expires_at"], "expire_session", session["id"])
    return session


def _saving(call: Call) -> dict[str, Any]:
    """What is different where a card is kept and nothing is paid."""
    given = call.params.get("setup_intent_data") or {}
    intent = setup_intents.make(call.world, call.params["customer"], given)
    nothing = ("amount_subtotal", "amount_total", "customer_creation", "total_details")
    return {
        **dict.fromkeys(nothing),
        "payment_status": "no_payment_required",
        "setup_intent": intent["id"],
    }


def _check_urls(params: dict[str, Any]) -> None:
    for name in ("success_url", "cancel_url"):
        if name not in params:
            if name == "success_url":
                raise StripeError(
                    "Missing required param: success_url.", code="parameter_missing", param=name
                )
            continue
        parts = urlsplit(re.sub(r"{CHECKOUT_SESSION_ID}", "id", params[name]))
        if parts.scheme not in ("http", "https") or not parts.hostname or " " in params[name]:
            raise StripeError("Not a valid URL", code="url_invalid", param=name)


def _expiry(world: World, params: dict[str, Any]) -> int:
    now = world.now()
    expires_at = params.get("expires_at", now + DAY)
    # A second's grace, since the caller's clock and ours were not read at the same moment.
    if expires_at < now + SHORTEST - 1:
        raise StripeError(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if expires_at > now + LONGEST + 1:
        raise StripeError(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return int(expires_at)


def _shape(call: Call, items: list[Row], currency: str, total: int, customer: Row | None) -> Row:
    params, world = call.params, call.world
    id = new_id("cs_test", 58)
    paying = params["mode"] == "payment"
    email = params.get("customer_email")
    return {
        "id": id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": None,
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": world.now(),
        "currency": currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": _custom_text(params.get("custom_text") or {}),
        "customer": customer["id"] if customer else None,
        "customer_account": None,
        "customer_creation": params.get("customer_creation", "if_required") if paying else "always",
        "customer_details": _prefilled(email or (customer["email"] if customer else None)),
        "customer_email": email,
        "discounts": [],
        "expires_at": _expiry(world, params),
        "invoice": None,
        "invoice_creation": _no_invoice() if paying else None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": metadata.merged({}, params.get("metadata")),
        "mode": params["mode"],
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required" if paying else "always",
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{call.base_url}/c/pay/{id}",
        "wallet_options": None,
        "_intent": None,
        "_line_items": items,
        "_intent_data": params.get("payment_intent_data") or {},
        "_subscription_data": params.get("subscription_data") or {},
        "_delayed": "sepa_debit" in (params.get("allowed_payment_method_types") or ()),
    }


def _custom_text(given: dict[str, Any]) -> dict[str, Any]:
    names = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    return {name: given.get(name) or None for name in names}


def _prefilled(email: str | None) -> dict[str, Any] | None:
    if not email:
        return None
    return customer_details(email, None)


def customer_details(email: str | None, name: str | None) -> dict[str, Any]:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _no_invoice() -> dict[str, Any]:
    data = ("account_tax_ids", "custom_fields", "description", "footer", "issuer")
    empty = dict.fromkeys(data) | {"metadata": {}, "rendering_options": None}
    return {"enabled": False, "invoice_data": empty}


@route("GET", PATH, "checkout.SessionListParams")
def list_sessions(call: Call) -> Row:
    wanted = call.params.get("customer_details") or {}

    def fits(row: Row) -> bool:
        details = row["customer_details"] or {}
        return not wanted or details.get("email") == wanted.get("email")

    equal = ("customer", "payment_intent", "subscription", "status")
    return page(call, "checkout.session", PATH, fits, equal=equal)


@route("GET", PATH + "/{id}", "checkout.SessionRetrieveParams")
def retrieve(call: Call) -> Row:
    session = call.world.store.find(call.args["id"], "checkout.session")
    if session is None:
        raise missing("checkout.session", call.args["id"], "session")
    return session


@route("POST", PATH + "/{id}", "checkout.SessionUpdateParams")
def update(call: Call) -> Row:
    session = retrieve(call)
    session["metadata"] = metadata.merged(session["metadata"], call.params.get("metadata"))
    return session


@route("POST", PATH + "/{id}/expire", "checkout.SessionExpireParams")
def expire(call: Call) -> Row:
    session = retrieve(call)
    if session["status"] != "open":
        raise StripeError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}."
        )
    _let_go(call.world, session)
    return session


@job("expire_session")
def expire_by_clock(world: World, id: str) -> None:
    session = world.store.get(id)
    if session["status"] == "open":
        _let_go(world, session)


def _let_go(world: World, session: Row) -> None:
    session.update(status="expired", url=None)
    intent = world.store.find(session["_intent"])
    if intent and intent["status"] in payment_intents.CANCELABLE:
        payment_intents.cancel_intent(world, intent, "expired")
    if session["setup_intent"]:
        setup_intents.cancel(world, world.store.get(session["setup_intent"]))
    world.emit("checkout.session.expired", session)


@route("GET", PATH + "/{id}/line_items", "checkout.SessionListLineItemsParams")
def list_line_items(call: Call) -> Row:
    session = retrieve(call)
    return cut(call, _items(call.world, session), "item", f"{PATH}/{session['id']}/line_items")


@included("checkout.session", "line_items")
def line_items_of(world: World, session: Row) -> Row:
    return whole(f"{PATH}/{session['id']}/line_items", _items(world, session))


def _items(world: World, session: Row) -> list[Row]:
    """The kept items, each with its price whole, as the API shows them."""
    return [item | {"price": world.store.get(item["price"])} for item in session["_line_items"]]
