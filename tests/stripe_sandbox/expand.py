"""`expand[]`: ids replaced by the objects they name, at any depth, `data.*` in lists included.

https://docs.stripe.com/expand. EXPANDABLE is held against the library's annotations by a test.
"""

from collections.abc import Callable
from typing import Any

from .errors import StripeError
from .store import Row, public
from .world import World

DEEPEST = 4

EXPANDABLE: dict[str, set[str]] = {
    "balance_transaction": {"source"},
    "charge": {"balance_transaction", "customer", "payment_intent", "failure_balance_transaction"},
    "checkout.session": {"customer", "invoice", "payment_intent", "setup_intent", "subscription"},
    "customer": {"test_clock", "invoice_settings.default_payment_method"},
    "dispute": {"charge", "payment_intent"},
    "invoice": {
        "customer",
        "default_payment_method",
        "parent.subscription_details.subscription",
        "test_clock",
    },
    "invoice_payment": {"invoice", "payment.charge", "payment.payment_intent"},
    "line_item": {"subscription", "pricing.price_details.price"},
    "payment_intent": {"customer", "latest_charge", "payment_method"},
    "payment_method": {"customer"},
    "payout": {"balance_transaction", "failure_balance_transaction"},
    "plan": {"product"},
    "price": {"product"},
    "product": {"default_price"},
    "refund": {
        "balance_transaction",
        "charge",
        "customer",
        "failure_balance_transaction",
        "payment_intent",
        "payment_method",
    },
    "setup_intent": {"customer", "payment_method"},
    "subscription": {"customer", "default_payment_method", "latest_invoice", "test_clock"},
}

# Parts that Stripe leaves out unless asked for.
INCLUDED: dict[tuple[str, str], Callable[[World, Row], Any]] = {}


def included(kind: str, name: str) -> Callable[..., Any]:
    def register(function: Callable[[World, Row], Any]) -> Callable[[World, Row], Any]:
        INCLUDED[kind, name] = function
        return function

    return register


def apply(world: World, answer: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """A public copy of the answer with these paths opened up; StripeError for a wrong one."""
    opened = public(answer)
    for index, path in enumerate(paths):
        parts = path.split(".")
        if len(parts) > DEEPEST:
            raise StripeError(
                f"You cannot expand more than {DEEPEST} levels of a property: {path}.",
                param=f"expand[{index}]",
            )
        _walk(world, opened, parts, path)
    return opened


def _walk(
    world: World, node: Any, parts: list[str], path: str, kind: str = "", at: str = ""
) -> None:
    if node is None or not parts:
        return
    if isinstance(node, list):
        for item in node:
            _walk(world, item, parts, path, kind, at)
        return
    if not isinstance(node, dict):
        raise _refused(path)
    if "object" in node:
        kind, at = node["object"], ""
    name, rest = parts[0], parts[1:]
    place = f"{at}.{name}" if at else name
    _open(world, node, name, kind, place, path, last=not rest)
    _walk(world, node.get(name), rest, path, kind, place)


def _open(
    world: World, node: dict[str, Any], name: str, kind: str, place: str, path: str, last: bool
) -> None:
    """Replace the id in `node[name]`, or add the part that is only given when asked for."""
    if (kind, name) in INCLUDED:
        if name not in node:
            node[name] = public(INCLUDED[kind, name](world, world.store.get(node["id"])))
        return
    if place in EXPANDABLE.get(kind, ()):
        # A part that an object does not have may be asked for all the same.
        if isinstance(node.get(name), str):
            found = world.store.look(node[name])
            node[name] = public(found) if found else node[name]
        return
    if last or name not in node:
        raise _refused(path)


def _refused(path: str) -> StripeError:
    return StripeError(
        f"This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' "
        "instead if you are listing objects.",
        param="expand",
    )
