"""Payment references: short, made for being read aloud, typed by hand and found in a bank's text.

Eight signs out of 29, the last a check sign: the sum of value × place, modulo 29. As 29 is prime
and no two places weigh the same, one wrong sign or two signs swapped never give a right reference.

What a hand or a Cyrillic keyboard makes of a sign is folded back first: none of the letters that
look like another sign is in the alphabet, so folding never turns one reference into another.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator

SIGNS = "0123456789ACDEFGHJKMNPQRTVWXY"
LENGTH = 8

_VALUE = {sign: value for value, sign in enumerate(SIGNS)}
_PRIME = len(SIGNS)

_LOOKALIKES = str.maketrans(
    {
        "O": "0",
        "I": "1",
        "L": "1",
        "S": "5",
        "B": "8",
        "Z": "2",
        "U": "V",
        # Cyrillic capitals, Kazakh ones too, that are drawn like a Latin letter or a digit.
        "А": "A",
        "В": "8",
        "Е": "E",
        "Ё": "E",
        "К": "K",
        "М": "M",
        "Н": "H",
        "О": "0",
        "Р": "P",
        "С": "C",
        "Т": "T",
        "У": "Y",
        "Х": "X",
        "З": "3",
        "І": "1",
        "Ү": "Y",
        "Ј": "J",
        "Ѕ": "5",
        "Ғ": "F",
        "Қ": "K",
        "Ң": "H",
        "Ұ": "Y",
        "Һ": "H",
        "Ө": "0",
    }
)


def new_reference() -> str:
    payload = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return payload + check_sign(payload)


def check_sign(payload: str) -> str:
    """The sign that follows `payload` (seven signs of the alphabet)."""
    weighed = sum(place * _VALUE[sign] for place, sign in enumerate(payload, start=1))
    # The last place weighs LENGTH: what is missing to a multiple of the prime, divided by that.
    return SIGNS[-weighed * pow(LENGTH, -1, _PRIME) % _PRIME]


def is_reference(text: str) -> bool:
    """True for eight folded signs whose check sign is right."""
    if len(text) != LENGTH or any(sign not in _VALUE for sign in text):
        return False
    return check_sign(text[:-1]) == text[-1]


def grouped(reference: str) -> str:
    """As people are shown it: `K7M2-9QXT`."""
    return f"{reference[:4]}-{reference[4:]}"


def folded(text: str) -> str:
    """`text` as capitals and digits without anything between them."""
    capitals = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    return "".join(sign for sign in capitals if sign.isalnum())


def parse_reference(text: str) -> str | None:
    """The reference that somebody typed, or None when it has a slip in it."""
    typed = folded(text)
    return typed if is_reference(typed) else None


def found_in(text: str) -> list[str]:
    """Every right reference in a bank's text, wherever it stands and however it is broken up.

    By chance one window in 29 is right as well: only a pledge that has this very reference makes
    it one, and there are 17 billion.
    """
    return _distinct(window for window in _windows(text) if is_reference(window))


def near(text: str) -> list[str]:
    """References that are one slip (a wrong sign, two neighbours swapped) away from `text`.

    For proposals to a person, never for matching by itself.
    """
    return _distinct(slip for window in _windows(text) for slip in _slips(window))


def _windows(text: str) -> list[str]:
    signs = folded(text)
    return [signs[at : at + LENGTH] for at in range(len(signs) - LENGTH + 1)]


def _slips(window: str) -> Iterator[str]:
    """The right references that one slip makes into `window`."""
    unknown = [at for at, sign in enumerate(window) if sign not in _VALUE]
    if len(unknown) > 1:
        return
    values = [_VALUE.get(sign, 0) for sign in window]
    # What is too much for a right reference; each place has the one value that takes it away.
    excess = sum(place * value for place, value in enumerate(values, start=1))
    for at in unknown or range(LENGTH):
        right = (values[at] - excess * pow(at + 1, -1, _PRIME)) % _PRIME
        yield window[:at] + SIGNS[right] + window[at + 1 :]
    for at in range(LENGTH - 1):
        swapped = window[:at] + window[at + 1] + window[at] + window[at + 2 :]
        if is_reference(swapped):
            yield swapped


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
