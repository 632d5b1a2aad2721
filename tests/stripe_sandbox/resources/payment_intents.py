"""Payment intents: https://docs.stripe.com/payments/paymentintents/lifecycle."""

from typing import Any

from ..errors import StripeError, missing
from ..ids import new_id, random_letters
from ..listing import page
from ..routing import Call, route
from ..store import Row, public
from ..world import World
from . import amounts, charging, customers, metadata, payment_methods
from .emails import check_email

PATH = "/v1/payment_intents"
CONFIRMABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
CANCELABLE = CONFIRMABLE | {"requires_capture", "processing"}
NOT_CONFIRMED = "The provided PaymentMethod has failed authentication. You can provide"
NOT_CONFIRMED += " payment_method_data or a new PaymentMethod to attempt to fulfill this"
NOT_CONFIRMED += " PaymentIntent again."


def make(world: World, amount: int, currency: str, given: dict[str, Any]) -> Row:
    id = new_id("pi_3")
    intent = world.store.add(
        {
            "id": id,
            "object": "payment_intent",
            "amount": amount,
            "amount_capturable": 0,
            "amount_details": {"tip": {}},
            "amount_received": 0,
            "application": None,
            "application_fee_amount": None,
            "automatic_payment_methods": None,
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": given.get("capture_method", "automatic_async"),
            "client_secret": f"{id}_secret_{random_letters(25)}",
            "confirmation_method": "automatic",
            "created": world.now(),
            "currency": currency,
            "customer": given.get("customer"),
            "customer_account": None,
            "description": given.get("description"),
            "excluded_payment_method_types": None,
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": metadata.merged({}, given.get("metadata")),
            "next_action": None,
            "on_behalf_of": None,
            "payment_method": None,
            "payment_method_configuration_details": None,
            "payment_method_options": {
                "card": {
                    "installments": None,
                    "mandate_options": None,
                    "network": None,
                    "request_three_d_secure": "automatic",
                }
            },
            "payment_method_types": ["card"],
            "processing": None,
            "receipt_email": given.get("receipt_email"),
            "review": None,
            "setup_future_usage": given.get("setup_future_usage"),
            "shipping": given.get("shipping"),
            "source": None,
            "statement_descriptor": given.get("statement_descriptor"),
            "statement_descriptor_suffix": given.get("statement_descriptor_suffix"),
            "status": "requires_payment_method",
            "transfer_data": None,
            "transfer_group": given.get("transfer_group"),
            "_authenticated": False,
        }
    )
    world.emit("payment_intent.created", intent)
    return intent


def confirm(
    world: World, intent: Row, method: Row, *, off_session: bool = False, challenge_url: str = ""
) -> None:
    """Try to pay; the intent then tells how far it came. CardError when the bank declines."""
    behaviour = payment_methods.behaviour(method)
    intent.update(payment_method=method["id"], last_payment_error=None, _authenticated=False)
    if behaviour.challenge and not off_session:
        url = challenge_url or f"/c/challenge/{intent['id']}"
        intent["status"] = "requires_action"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": intent.get("_return_url"), "url": url},
        }
        world.emit("payment_intent.requires_action", intent)
        return
    charging.attempt(world, intent, method, off_session)


def authenticate(world: World, intent: Row, passed: bool) -> None:
    """The holder's answer to the bank's question. CardError when the bank then declines."""
    method = world.store.get(intent["payment_method"])
    if passed:
        intent["_authenticated"] = True
        charging.attempt(world, intent, method)
        return
    charging.refuse(
        intent,
        {
            "code": "payment_intent_authentication_failure",
            "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
            "message": NOT_CONFIRMED,
            "payment_method": public(method),
            "type": "invalid_request_error",
        },
    )
    world.emit("payment_intent.payment_failed", intent)


def cancel_intent(world: World, intent: Row, reason: str | None) -> None:
    if intent["status"] not in CANCELABLE:
        raise _wrong_state(intent, "cancel")
    intent.update(
        status="canceled",
        canceled_at=world.now(),
        cancellation_reason=reason,
        amount_capturable=0,
        next_action=None,
    )
    world.emit("payment_intent.canceled", intent)


def _wrong_state(intent: Row, what: str) -> StripeError:
    return StripeError(
        f"You cannot {what} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=public(intent),
    )


@route("POST", PATH, "PaymentIntentCreateParams")
def create(call: Call) -> Row:
    params = call.params
    currency = amounts.check_currency(params["currency"])
    amounts.check_amount(call.world, params["amount"], currency, "amount")
    check_email(params.get("receipt_email"), "receipt_email")
    if "customer" in params:
        customers.named(call.world, params["customer"])
    intent = make(call.world, params["amount"], currency, params)
    if params.get("automatic_payment_methods", {}).get("enabled"):
        intent["automatic_payment_methods"] = {"allow_redirects": "always", "enabled": True}
    _use_method(call, intent)
    if params.get("confirm"):
        _confirm(call, intent)
    return intent


def _use_method(call: Call, intent: Row) -> None:
    if "payment_method" in call.params:
        method = payment_methods.named(call.world, call.params["payment_method"])
        intent.update(payment_method=method["id"], status="requires_confirmation")


def _confirm(call: Call, intent: Row) -> None:
    if not intent["payment_method"]:
        raise StripeError(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            code="payment_intent_unexpected_state",
            payment_intent=public(intent),
        )
    intent["_return_url"] = call.params.get("return_url")
    method = call.world.store.get(intent["payment_method"])
    off_session = bool(call.params.get("off_session"))
    url = f"{call.base_url}/c/challenge/{intent['id']}"
    confirm(call.world, intent, method, off_session=off_session, challenge_url=url)


@route("GET", PATH, "PaymentIntentListParams")
def list_intents(call: Call) -> Row:
    return page(call, "payment_intent", PATH, equal=("customer",))


@route("GET", PATH + "/{id}", "PaymentIntentRetrieveParams")
def retrieve(call: Call) -> Row:
    intent = call.world.store.find(call.args["id"], "payment_intent")
    if intent is None:
        raise missing("payment_intent", call.args["id"], "intent")
    return intent


@route("POST", PATH + "/{id}", "PaymentIntentUpdateParams")
def update(call: Call) -> Row:
    intent = retrieve(call)
    params = call.params
    if ("amount" in params or "currency" in params) and intent["status"] not in CONFIRMABLE:
        raise _wrong_state(intent, "change the amount of")
    if "amount" in params:
        amounts.check_amount(call.world, params["amount"], intent["currency"], "amount")
    for name in ("amount", "description", "receipt_email", "customer", "transfer_group"):
        if name in params:
            intent[name] = params[name] or None
    intent["metadata"] = metadata.merged(intent["metadata"], params.get("metadata"))
    _use_method(call, intent)
    return intent


@route("POST", PATH + "/{id}/confirm", "PaymentIntentConfirmParams")
def confirm_intent(call: Call) -> Row:
    intent = retrieve(call)
    if intent["status"] not in CONFIRMABLE:
        raise _wrong_state(intent, "confirm")
    _use_method(call, intent)
    _confirm(call, intent)
    return intent


@route("POST", PATH + "/{id}/capture", "PaymentIntentCaptureParams")
def capture(call: Call) -> Row:
    intent = retrieve(call)
    if intent["status"] != "requires_capture":
        raise _wrong_state(intent, "capture")
    most: int = intent["amount_capturable"]
    amount: int = call.params.get("amount_to_capture", most)
    if not 0 < amount <= most:
        raise StripeError(
            "The amount to capture must be no more than what may be captured.",
            code="amount_too_large",
            param="amount_to_capture",
        )
    charging.capture(call.world, intent, amount)
    return intent


@route("POST", PATH + "/{id}/cancel", "PaymentIntentCancelParams")
def cancel(call: Call) -> Row:
    intent = retrieve(call)
    if intent.get("_session"):
        raise StripeError(
            "You cannot cancel this PaymentIntent because it was created by a Checkout Session. "
            "Expire the Checkout Session instead.",
            code="payment_intent_unexpected_state",
            payment_intent=public(intent),
        )
    cancel_intent(call.world, intent, call.params.get("cancellation_reason"))
    return intent
