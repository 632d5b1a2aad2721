"""Objects held against the annotations of stripe-python's resource classes."""

import ast
import functools
import inspect
import sys
import types
import typing
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, ForwardRef, Literal, Union

import stripe
import stripe.checkout
import stripe.test_helpers
from stripe._invoice_line_item import InvoiceLineItem
from stripe._stripe_object import StripeObject, UntypedStripeObject

RESOURCES: dict[str, type] = {
    cls.OBJECT_NAME: cls
    for cls in (
        stripe.Balance,
        stripe.BalanceTransaction,
        stripe.Charge,
        stripe.Customer,
        stripe.Dispute,
        stripe.Event,
        stripe.Invoice,
        stripe.InvoicePayment,
        stripe.LineItem,
        stripe.PaymentIntent,
        stripe.PaymentMethod,
        stripe.Payout,
        stripe.Plan,
        stripe.Price,
        stripe.Product,
        stripe.Refund,
        stripe.SetupIntent,
        stripe.Subscription,
        stripe.SubscriptionItem,
        stripe.checkout.Session,
        stripe.test_helpers.TestClock,
        InvoiceLineItem,
    )
}


def faults_of(body: dict[str, Any]) -> list[str]:
    """Where the object differs from what the library says of it; empty when it does not."""
    return _object(RESOURCES[body["object"]], body, body["object"])


def hints(cls: type) -> dict[str, Any]:
    own = inspect.get_annotations(cls)
    return {name: hint for name, hint in own.items() if typing.get_origin(hint) is not ClassVar}


def expandable(cls: type, at: str = "") -> set[str]:
    """Dotted names of the fields that hold an id or the object itself."""
    found = set()
    for name, hint in hints(cls).items():
        for option in _options(hint):
            if _is_part(option):
                found |= expandable(option, f"{at}{name}.")
            if _is_reference(option) and str in _options(hint):
                found.add(at + name)
    return found


def _is_part(option: Any) -> bool:
    """A part of an object that is not an object of its own."""
    inside = inspect.isclass(option) and issubclass(option, StripeObject)
    return inside and "OBJECT_NAME" not in vars(option)


def _is_reference(option: Any) -> bool:
    named = inspect.isclass(option) and "OBJECT_NAME" in vars(option)
    return isinstance(option, ForwardRef | str) or named


def _object(cls: type, body: Any, path: str) -> list[str]:
    if not isinstance(body, dict):
        return [f"{path}: {body!r} is not an object"]
    known = hints(cls)
    if body.get("deleted"):
        known = {name: hint for name, hint in known.items() if name in body}
    faults = [f"{path}.{name}: the library does not know it" for name in body if name not in known]
    for name, hint in known.items():
        if name in body:
            faults += _value(cls, hint, body[name], f"{path}.{name}")
        elif type(None) not in _options(hint):
            faults.append(f"{path}.{name}: is missing")
    return faults


def _options(hint: Any) -> tuple[Any, ...]:
    """The members of a union, nested ones too."""
    if typing.get_origin(hint) not in (Union, types.UnionType):
        return (hint,)
    return tuple(each for option in typing.get_args(hint) for each in _options(option))


def _value(cls: type, hint: Any, value: Any, path: str) -> list[str]:
    options = _options(hint)
    if value is None:
        return [] if type(None) in options or hint is Any else [f"{path}: must not be null"]
    words = [w for o in options if typing.get_origin(o) is Literal for w in typing.get_args(o)]
    if words and isinstance(value, str):
        return [] if value in words else [f"{path}: {value!r} is not one of {words}"]
    tried = [_single(cls, option, value, path) for option in options if option is not type(None)]
    return min(tried, key=len)


def _single(cls: type, hint: Any, value: Any, path: str) -> list[str]:
    origin = typing.get_origin(hint)
    if hint is Any:
        return []
    if origin is Literal:
        return [] if value in typing.get_args(hint) else [f"{path}: {value!r}"]
    if origin is list:
        return _each(cls, typing.get_args(hint)[0], value, path)
    if origin is stripe.ListObject:
        rows = value.get("data") if isinstance(value, dict) else None
        return _each(cls, typing.get_args(hint)[0], rows, path)
    if origin is UntypedStripeObject or hint is UntypedStripeObject:
        return [] if isinstance(value, dict) else [f"{path}: {value!r} is not an object"]
    if isinstance(hint, ForwardRef | str):
        return _object(_named(cls, hint), value, path)
    if inspect.isclass(hint) and issubclass(hint, StripeObject):
        return _object(hint, value, path)
    return _scalar(hint, value, path)


def _each(cls: type, hint: Any, rows: Any, path: str) -> list[str]:
    if not isinstance(rows, list):
        return [f"{path}: {rows!r} is not a list"]
    return [
        fault
        for index, row in enumerate(rows)
        for fault in _value(cls, hint, row, f"{path}[{index}]")
    ]


def _scalar(hint: type, value: Any, path: str) -> list[str]:
    if hint is Decimal:
        try:
            fits = isinstance(value, str) and Decimal(value).is_finite()
        except InvalidOperation:
            fits = False
    elif hint is float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = type(value) is hint
    return [] if fits else [f"{path}: {value!r} is not of type {hint.__name__}"]


def _named(cls: type, reference: ForwardRef | str) -> type:
    name = reference.__forward_arg__ if isinstance(reference, ForwardRef) else reference
    return _imported(cls.__module__)[name]


@functools.cache
def _imported(module: str) -> dict[str, type]:
    """Names that a module imports for type checkers alone."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found: dict[str, type] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("stripe"):
            __import__(node.module)
            source = vars(sys.modules[node.module])
            found |= {n.asname or n.name: source[n.name] for n in node.names if n.name in source}
    return found
