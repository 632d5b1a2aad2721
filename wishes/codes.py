"""Public codes of wishes: random, so that nobody can count or guess them, and easy to read out.

No vowels (no words come out by chance), no 0/O, 1/I/L, 2/Z, 5/S, 8/B. Eight letters of a
22-letter alphabet are about 36 bits: enough against guessing together with a unique constraint.
"""

import secrets

ALPHABET = "CDFGHJKMNPQRTVWXY34679"
LENGTH = 8


def new_code() -> str:
    """Eight letters; the caller relies on the unique constraint and asks again on a collision."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
