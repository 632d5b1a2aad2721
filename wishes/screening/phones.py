"""Telephone numbers, however they are spelled."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wishes.screening.documents import find_ibans
from wishes.screening.findings import KnownFacts, Rule, Span
from wishes.screening.numbers import Group, Run, runs_in

# With the country's code, or from abroad.
_WITH_CODE = re.compile(r"[78][3-9]\d{9}")
_WITHOUT_CODE = re.compile(r"7\d{9}")
_LOCAL = re.compile(r"(?<![\d.,\-])(?:\d{2,3}-\d\d-\d\d|\d-\d\d-\d\d)(?![\d\-]|[.,]\d)")
_SHORT_DATE = re.compile(r"(?:0?[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-\d\d")
_CUE = re.compile(
    r"(?<!\w)(?:тел|телефон|звон|позвон|набер|набир|номер|сот|моб|нөмір|қоңырау|хабарлас|байланыс|"
    r"ұялы|ватсап|вотсап|вацап|whatsapp|call|phone|tel|ring|dial|landline|number|contact|text)"
    r"[^\W\d_]*[^\w]{0,3}(?:[^\W\d]+[^\w]{1,3}){0,3}$",
    re.IGNORECASE,
)
LOOKED_BACK = 60
_PRICE = re.compile(r"\d{1,3}(?:[ ,.]000|[ ]\d{3}(?=\s?(?:т|₸|kzt)))", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"\s?(?:₸|%|(?:тенге|теңге|тг|см|мм|мл|кг|гр?|км|м|шт|лет|год|жас|дана|cm|mm|kg|km|tenge|kzt)"
    r"(?![^\W\d_]))",
    re.IGNORECASE,
)
_LIST_SIGNS = re.compile(r"[,;/:]")
SHORTEST, LONGEST = 5, 15


def find_phones(text: str, known: KnownFacts) -> Iterable[Span]:
    accounts = list(find_ibans(text, known))
    for run in runs_in(text):
        if not any(run.start < account.end and account.start < run.end for account in accounts):
            yield from _in_run(text, run, known)
    for match in _LOCAL.finditer(text):
        if not _SHORT_DATE.fullmatch(match[0]) or _has_cue(text, match.start()):
            yield Span(*match.span())


def _in_run(text: str, run: Run, known: KnownFacts) -> Iterable[Span]:
    first = 0
    while first < len(run.groups):
        found = _longest_from(text, run, first, known)
        if found is None:
            first += 1
        else:
            yield Span(_with_plus(text, run.groups[first].start), run.groups[found].end)
            first = found + 1


def _longest_from(text: str, run: Run, first: int, known: KnownFacts) -> int | None:
    """The last group of the telephone number that begins with group `first`."""
    best, digits, is_list = None, "", False
    for last in range(first, len(run.groups)):
        if last > first:
            between = text[run.groups[last - 1].end : run.groups[last].start]
            is_list = is_list or bool(_LIST_SIGNS.search(between))
        digits += run.groups[last].digits
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and _is_phone(text, run, first, last, is_list, known):
            best = last
    return best


def _is_phone(text: str, run: Run, first: int, last: int, is_list: bool, known: KnownFacts) -> bool:
    groups = run.groups[first : last + 1]
    digits = "".join(group.digits for group in groups)
    if len(digits) >= 6 and any(own.endswith(digits) for own in known.digits):
        return True
    if not first and run.has_plus and len(digits) >= 10:
        return True
    if is_list and len({len(group.digits) for group in groups}) == 1 < len(groups[0].digits):
        return False  # sizes or prices, one after another
    if _WITH_CODE.fullmatch(digits):
        return True
    if len(digits) in (10, 11, 13, 14, 15) and len(groups) == 1:
        return True
    if _WITHOUT_CODE.fullmatch(digits) and len(groups[0].digits) in (3, 4) and not is_list:
        return True
    if len(digits) >= 9 and digits[0] in "78" and any(group.in_words for group in groups):
        return True
    is_whole = not first and last == len(run.groups) - 1
    return is_whole and not is_list and _is_short_number(text, groups, digits)


def _is_short_number(text: str, groups: list[Group], digits: str) -> bool:
    """A number within a town, which is one only beside a word such as "call"."""
    start, end = groups[0].start, groups[-1].end
    return (
        5 <= len(digits) <= 10
        and _has_cue(text, start)
        and not _PRICE.match(text[start : end + 5])
        and not _UNIT_AFTER.match(text, end)
    )


def _has_cue(text: str, start: int) -> bool:
    return bool(_CUE.search(text[max(0, start - LOOKED_BACK) : start]))


def _with_plus(text: str, start: int) -> int:
    before = text[max(0, start - 2) : start]
    return start - len(before) + before.index("+") if "+" in before else start


RULES = (Rule("phone", _("A telephone number"), find_phones),)
