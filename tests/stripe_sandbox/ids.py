"""Ids as Stripe makes them: a prefix and random letters, never used twice."""

import secrets
import string

LETTERS = string.ascii_letters + string.digits


def random_letters(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_id(prefix: str, length: int = 24) -> str:
    return f"{prefix}_{random_letters(length)}"
