"""The code on a gift's tag: written by hand, read aloud, typed at the hub's desk.

Six letters of the alphabet of the wishes' own codes, so that neither is taken for the other. It
opens nothing: what it leads to is seen by staff alone.
"""

import secrets
import unicodedata

from wishes.codes import ALPHABET

LENGTH = 6
# Cyrillic capitals, Kazakh ones too, that are drawn like a letter of the alphabet.
_LOOKALIKES = str.maketrans("СНКМРТХУҮҰҒҚҢЈЗ", "CHKMPTXYYYFKHJ3")


def new_tag_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def folded_code(text: str) -> str:
    """What somebody typed as the code that is meant, of a gift or of a wish; "" for neither."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    kept = "".join(sign for sign in plain if sign.isalnum())
    return kept if len(kept) <= 12 and set(kept) <= set(ALPHABET) else ""


def grouped(code: str) -> str:
    """As people are shown it: `K7M-9QX`."""
    return f"{code[:3]}-{code[3:]}"
