"""Metadata and the limits Stripe sets it: https://docs.stripe.com/metadata."""

from typing import Any

from ..errors import StripeError

MOST_KEYS = 50
LONGEST_KEY = 40
LONGEST_VALUE = 500


def merged(current: dict[str, str] | None, given: Any, param: str = "metadata") -> dict[str, str]:
    """An empty text takes one key away, an empty metadata all of them."""
    if given == "":
        return {}
    result = dict(current or {})
    for key, value in (given or {}).items():
        if len(key) > LONGEST_KEY:
            raise StripeError(
                f"Metadata keys can have up to {LONGEST_KEY} characters, but the one given for "
                f"{key[:LONGEST_KEY]} has {len(key)}.",
                param=param,
            )
        if len(value) > LONGEST_VALUE:
            raise StripeError(
                f"Metadata values can have up to {LONGEST_VALUE} characters, but you passed in a "
                f"value that is {len(value)} characters. Invalid value: {value[:40]}…",
                param=f"{param}[{key}]",
            )
        if value == "":
            result.pop(key, None)
        else:
            result[key] = value
    if len(result) > MOST_KEYS:
        raise StripeError(f"You can only have {MOST_KEYS} metadata keys.", param=param)
    return result
