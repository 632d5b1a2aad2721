"""Money as people write it and as the site keeps it: always whole tiyn (1 ₸ = 100 tiyn)."""

import re
import unicodedata

from django.utils.translation import get_language

NBSP = "\u00a0"
CURRENCY = "KZT"

# Of the currencies that Stripe may settle in, those whose smallest unit is no hundredth.
_WHOLE = frozenset({"CLP", "JPY", "KRW", "PYG", "VND", "XAF", "XOF", "XPF"})
_IN_THOUSANDTHS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})

# What may surround the digits: the sign, its letters, and the words for it.
_CURRENCY_WORDS = re.compile(r"(₸|kzt|tenge|тенге|теңге|тг\.?|tg\.?)", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,2})?")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_DOT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")


class AmountError(ValueError):
    """The text is not a sum of money that we can be sure of."""


def parse_tenge(text: str) -> int:
    """The sum meant by `text`, in tiyn.

    Takes what people write in the three languages: `5000`, `5 000 ₸`, `5,000.00`, `5.000,00`,
    `5 000 тенге`, Eastern digits such as `٣`. Raises `AmountError` for anything that could be
    read in two ways (`1e9`, `12abc`, `5,0000`) and for a minus sign; whether the sum is large
    enough is the caller's rule.
    """
    words = _CURRENCY_WORDS.sub(" ", text)
    bare = " ".join(words.replace("'", " ").replace("’", " ").split())
    # Decimal digits only: `5²` is no sum, so nothing is normalised to digits on the way.
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in bare)
    if len(digits) > 30:
        raise AmountError(text)
    if _COMMA_GROUPS.fullmatch(digits):
        return _tiyn(digits.replace(",", ""))
    if _DOT_GROUPS.fullmatch(digits):
        return _tiyn(digits.replace(".", "").replace(",", "."))
    if _GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits):
        return _tiyn(digits.replace(" ", "").replace(",", "."))
    raise AmountError(text)


def _tiyn(plain: str) -> int:
    tenge, _, fraction = plain.partition(".")
    return int(tenge) * 100 + int(fraction.ljust(2, "0") or 0)


def decimals_of(currency: str) -> int:
    """How many digits stand after the point in `currency`: two of tenge, none of yen."""
    if currency in _WHOLE:
        return 0
    return 3 if currency in _IN_THOUSANDTHS else 2


def format_tenge(tiyn: int, language: str | None = None) -> str:
    """`tiyn` as a reader of `language` (now active by default) writes it.

    `1 234 567 ₸` with no-break spaces in Kazakh and Russian, `₸1,234,567` in English; tiyn
    are shown only where there are any.
    """
    sign = "−" if tiyn < 0 else ""
    tenge, rest = divmod(abs(tiyn), 100)
    if (language or get_language() or "kk").startswith("en"):
        return f"{sign}₸{tenge:,}" + (f".{rest:02}" if rest else "")
    grouped = f"{tenge:,}".replace(",", NBSP) + (f",{rest:02}" if rest else "")
    return f"{sign}{grouped}{NBSP}₸"


def plain_tenge(tiyn: int) -> str:
    """`tiyn` as somebody would type it: `5000`, `5000.50`. `parse_tenge` reads it back."""
    tenge, rest = divmod(tiyn, 100)
    return f"{tenge}" + (f".{rest:02}" if rest else "")
