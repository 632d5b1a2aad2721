"""E-mail addresses, as strictly as Stripe looks at them."""

import re

from ..errors import StripeError

SHAPE = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@.]+(\.[^\s@.]+)+")


def is_email(text: str) -> bool:
    return len(text) <= 512 and bool(SHAPE.fullmatch(text))


def check_email(text: str | None, param: str) -> str | None:
    if text and not is_email(text):
        raise StripeError(f"Invalid email address: {text}", code="email_invalid", param=param)
    return text
