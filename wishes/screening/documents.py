"""Numbers of papers: IIN, bank card, bank account."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from language.identity_numbers import is_identity_number
from wishes.screening.findings import KnownFacts, Rule, Span, by_pattern
from wishes.screening.numbers import Run, runs_in

IIN_LENGTH = 12
_CALLED_IIN = re.compile(
    r"(?<!\w)(?:ИИН|ЖСН|IIN|жеке\s+сәйкестендіру)[^\W\d_]{0,4}(?:-?[^\W\d_]{1,6})?[^\d\n]{0,30}$",
    re.IGNORECASE,
)
_CALLED_CARD = re.compile(
    r"(?<!\w)(?:карт|card|каспи|kaspi|халык|halyk|сбер)[^\W\d_]{0,10}[^\d\n]{0,25}$", re.IGNORECASE
)
LOOKED_BACK = 60
LEAST_OF_IIN = 6
_LIST_SIGNS = re.compile(r"[,;/:]")
_BRANDS_OF_CARDS = re.compile(r"3[47]|4|5[1-5]|2[2-7]|6|9|8600")
CARD_LENGTHS = range(13, 20)


def find_iins(text: str, known: KnownFacts) -> Iterable[Span]:
    """Twelve digits whatever the check digit says: a mistyped IIN still tells the date of birth.

    In groups they count only where the check digit, the date and the seventh digit are right, or
    where it is called an IIN. So called, any part of one counts.
    """
    for run in runs_in(text):
        called = _follows(_CALLED_IIN, text, run)
        first = 0
        while first < len(run.groups):
            last = _iin_from(text, run, first, called)
            if last is None:
                first += 1
                continue
            yield Span(run.groups[first].start, run.groups[last].end)
            first = last + 1


def _iin_from(text: str, run: Run, first: int, called: bool) -> int | None:
    digits = ""
    for last in range(first, len(run.groups)):
        digits += run.groups[last].digits
        if len(digits) >= IIN_LENGTH:
            break
    else:
        return len(run.groups) - 1 if called and not first and len(digits) >= LEAST_OF_IIN else None
    if len(digits) != IIN_LENGTH or (run.has_plus and not first):
        return None
    is_together = first == last
    return last if is_together or called or _is_likely_iin(digits) else None


def _is_likely_iin(digits: str) -> bool:
    month, day, century = int(digits[2:4]), int(digits[4:6]), int(digits[6])
    has_date = 1 <= month <= 12 and 1 <= day <= 31 and century <= 6
    return has_date and is_identity_number(digits)


def _follows(called: re.Pattern[str], text: str, run: Run) -> bool:
    return bool(called.search(text[max(0, run.start - LOOKED_BACK) : run.start]))


def find_cards(text: str, known: KnownFacts) -> Iterable[Span]:
    """By the check digit and the issuer's first digits, or where it is called a card."""
    for run in runs_in(text):
        called = _follows(_CALLED_CARD, text, run)
        for first in range(len(run.groups)):
            last = _card_from(text, run, first, called)
            if last is not None:
                yield Span(run.groups[first].start, run.groups[last].end)
                break


def _card_from(text: str, run: Run, first: int, called: bool) -> int | None:
    digits, found = "", None
    for last in range(first, len(run.groups)):
        if last > first:
            between = text[run.groups[last - 1].end : run.groups[last].start]
            if _LIST_SIGNS.search(between):
                break
        digits += run.groups[last].digits
        if len(digits) > CARD_LENGTHS[-1]:
            break
        if len(digits) in CARD_LENGTHS and (
            (_BRANDS_OF_CARDS.match(digits) and _luhn(digits)) or (called and len(digits) == 16)
        ):
            found = last
    return found


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


# An account in Kazakhstan: KZ, two digits, then 16 letters or digits. A mistyped one counts too.
_IBAN = re.compile(
    r"(?<!\w)[KК][ \-]?[ZЗ][ \-]?\d[ \-]?\d(?:[ \-]?[A-ZА-Я0-9]){16}(?![^\W_])", re.IGNORECASE
)
find_ibans = by_pattern(_IBAN)

RULES = (
    Rule("iin", _("Twelve digits, like an IIN"), find_iins),
    Rule("card", _("A bank card number"), find_cards),
    Rule("iban", _("A bank account number"), find_ibans),
)
