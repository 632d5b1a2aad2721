"""Parameters held against stripe-python's own types.

The library's `stripe.params` TypedDicts are generated from Stripe's specification, so they are the
contract: a name they do not know, or a value that does not fit, gets Stripe's 400. Nothing is
written down here twice. An enumeration is typed there as `Union[Literal[...], str]` so that old
libraries stand new values; Stripe itself refuses values it does not know, and so do we.
"""

import functools
import re
import types
import typing
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Union

import stripe.params
import stripe.params.checkout
import stripe.params.test_helpers
from stripe import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from .errors import ParameterError

# Names that the library's annotations use but import only for type checkers.
UNIMPORTED = {"StripeContext": object, "Mapping": Mapping}
OPTIONS = frozenset(RequestOptions.__annotations__)
LONGEST_TEXT = 5000
INTEGER = re.compile(r"-?\d{1,18}")


def find_type(name: str) -> type:
    """`checkout.SessionCreateParams` and the like, by its name under `stripe.params`."""
    return functools.reduce(getattr, name.split("."), stripe.params)  # type: ignore[return-value]


def check(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The values in their own types, or ParameterError naming the parameter as Stripe does."""
    return _object(find_type(name), given, "")


@functools.cache
def fields(cls: type) -> tuple[dict[str, Any], frozenset[str]]:
    hints = typing.get_type_hints(cls, localns=UNIMPORTED)
    own = {name: hint for name, hint in hints.items() if name not in OPTIONS}
    return own, frozenset(cls.__required_keys__) & frozenset(own)  # type: ignore[attr-defined]


def _object(cls: type, given: Any, path: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ParameterError("Invalid object", param=path)
    known, required = fields(cls)
    for name in given:
        if name not in known:
            raise ParameterError(
                f"Received unknown parameter: {_inside(path, name)}",
                code="parameter_unknown",
                param=_inside(path, name),
            )
    for name in required:
        if name not in given:
            raise ParameterError(
                f"Missing required param: {_inside(path, name)}.",
                code="parameter_missing",
                param=_inside(path, name),
            )
    return {name: _value(known[name], item, _inside(path, name)) for name, item in given.items()}


def _inside(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(hint: Any, given: Any, path: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        return _one_of(typing.get_args(hint), given, path)
    if is_typeddict(hint):
        return _object(hint, given, path)
    if origin in (list, tuple):
        return _list(typing.get_args(hint)[0], given, path)
    if origin in (dict, UntypedStripeObject):
        return _mapping(typing.get_args(hint)[-1], given, path)
    if hint is Any or hint is object:
        return given
    if isinstance(given, dict):
        raise ParameterError(f"Invalid {_word(hint)}: expected a single value", param=path)
    if origin is Literal:
        return _literal(typing.get_args(hint), given, path)
    return _scalar(hint, given, path)


def _one_of(options: tuple[Any, ...], given: Any, path: str) -> Any:
    literals = [w for o in options if typing.get_origin(o) is Literal for w in typing.get_args(o)]
    if given == "" and "" in literals:
        return ""
    words = [word for word in literals if word != ""]
    if given in words:
        return given
    others = [o for o in options if typing.get_origin(o) is not Literal]
    if words and str in others:
        others.remove(str)
    nested = [o for o in others if not _is_scalar(o)]
    plain = [o for o in others if _is_scalar(o)]
    fitting = nested if isinstance(given, dict) and nested else plain or nested
    refusal: ParameterError | None = None
    for option in fitting:
        try:
            return _value(option, given, path)
        except ParameterError as error:
            refusal = refusal or error
    if words and not (refusal and isinstance(given, dict)):
        return _literal(tuple(words), given, path)
    raise refusal or ParameterError("Invalid value", param=path)


def _is_scalar(hint: Any) -> bool:
    return hint in (str, int, float, bool, Decimal)


def _list(item: Any, given: Any, path: str) -> list[Any]:
    if not isinstance(given, dict) or not all(key.isdigit() for key in given):
        raise ParameterError("Invalid array", param=path)
    ordered = sorted(given, key=int)
    return [_value(item, given[key], f"{path}[{key}]") for key in ordered]


def _mapping(item: Any, given: Any, path: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ParameterError("Invalid hash", param=path)
    result = {}
    for key, value in given.items():
        # An empty value takes the key away; only the resource knows what was there.
        free = item is str and value == ""
        result[key] = "" if free else _value(item, value, f"{path}[{key}]")
    return result


def _literal(words: tuple[Any, ...], given: Any, path: str) -> Any:
    for word in words:
        if given == word or (not isinstance(word, str) and str(given) == str(word).lower()):
            return word
    listed = [str(word) for word in words if word != ""]
    name = path.rpartition("[")[2].rstrip("]")
    *front, last = listed
    choice = f"{', '.join(front)}, or {last}" if len(front) > 1 else " or ".join(listed)
    raise ParameterError(f"Invalid {name}: must be one of {choice}", param=path)


def _scalar(hint: Any, given: str, path: str) -> Any:
    if given == "" and hint is not str:
        raise _empty(path)
    if hint is bool:
        if given not in ("true", "false"):
            raise ParameterError(f"Invalid boolean: {given}", param=path)
        return given == "true"
    if hint is int:
        if not INTEGER.fullmatch(given) or not given.isascii():
            raise ParameterError(
                f"Invalid integer: {given}", code="parameter_invalid_integer", param=path
            )
        return int(given)
    if hint in (float, Decimal):
        return _decimal(given, path)
    if given == "":
        raise _empty(path)
    if len(given) > LONGEST_TEXT:
        raise ParameterError(
            f"Invalid string: {given[:10]}…{given[-4:]}; must be at most {LONGEST_TEXT} characters",
            param=path,
        )
    return given


def _decimal(given: str, path: str) -> str:
    """Kept as the text it came as: money and rates never pass through binary floats."""
    try:
        finite = Decimal(given).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        raise ParameterError(f"Invalid decimal: {given}", param=path)
    return given


def _empty(path: str) -> ParameterError:
    return ParameterError(
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{path}' cannot be unset. You should remove '{path}' from your "
        "request or supply a non-empty value.",
        code="parameter_invalid_empty",
        param=path,
    )


def _word(hint: Any) -> str:
    return {int: "integer", bool: "boolean", str: "string"}.get(hint, "value")
