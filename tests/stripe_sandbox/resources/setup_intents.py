"""Setup intents: a card kept for later, with nothing charged on it now.

Made by Checkout Sessions of mode `setup` alone. A card that is asked for confirmation when it pays
is not asked here.
"""

from typing import Any

from ..errors import CardError, StripeError, missing
from ..ids import new_id, random_letters
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import metadata, payment_methods

PATH = "/v1/setup_intents"
CANCELABLE = {"requires_payment_method", "requires_confirmation", "requires_action"}
EMPTY = (
    "application",
    "automatic_payment_methods",
    "cancellation_reason",
    "customer_account",
    "excluded_payment_method_types",
    "flow_directions",
    "last_setup_error",
    "latest_attempt",
    "mandate",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "single_use_mandate",
)


def make(world: World, customer: str | None, given: dict[str, Any]) -> Row:
    id = new_id("seti_1")
    intent = world.store.add(
        {
            "id": id,
            "object": "setup_intent",
            **dict.fromkeys(EMPTY),
            "client_secret": f"{id}_secret_{random_letters(25)}",
            "created": world.now(),
            "customer": customer,
            "description": given.get("description"),
            "livemode": False,
            "metadata": metadata.merged({}, given.get("metadata")),
            "payment_method_options": {
                "card": {
                    "mandate_options": None,
                    "network": None,
                    "request_three_d_secure": "automatic",
                }
            },
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
            "usage": "off_session",
        }
    )
    world.emit("setup_intent.created", intent)
    return intent


def confirm(world: World, intent: Row, method: Row) -> None:
    """Keep the card with its customer. CardError for one that the bank would not have."""
    behaviour = payment_methods.behaviour(method)
    if behaviour.decline and not behaviour.saved_only:
        world.emit("setup_intent.setup_failed", intent)
        raise CardError(
            "Your card was declined.",
            code=behaviour.decline,
            decline_code=behaviour.decline_code,
        )
    method["customer"] = intent["customer"]
    intent.update(status="succeeded", payment_method=method["id"])
    world.emit("payment_method.attached", method)
    world.emit("setup_intent.succeeded", intent)


def cancel(world: World, intent: Row) -> None:
    if intent["status"] not in CANCELABLE:
        raise StripeError(f"This SetupIntent is {intent['status']}.")
    intent.update(status="canceled", cancellation_reason="abandoned")
    world.emit("setup_intent.canceled", intent)


@route("GET", PATH + "/{id}", "SetupIntentRetrieveParams")
def retrieve(call: Call) -> Row:
    intent = call.world.store.find(call.args["id"], "setup_intent")
    if intent is None:
        raise missing("setupintent", call.args["id"], "intent")
    return intent
