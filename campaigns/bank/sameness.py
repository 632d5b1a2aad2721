"""Is a line of a file one that an earlier file told already?

Files overlap, and formats tell the same booking in other words. What has the same account, day,
sum and currency is compared further: a booking must never be counted twice, and one that cannot be
told apart for sure is shown to a person instead of being dropped or counted.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from campaigns.bank.models import BankLine
from campaigns.bank.references import found_in
from campaigns.bank.statements.records import Line

# MT940 keeps 16 signs of a reference.
_CUT_AT = 16
# A text this long that stands within another is the same text.
_TELLING = 12

Told = Line | BankLine
Slot = tuple[date, int, str]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A line to be kept, under `key`; `twin` is one of which it may be a second telling."""

    line: Line
    key: str
    twin: BankLine | None


def key_of(account: str, line: Told, number: int) -> str:
    """By which a line is known for ever, and proven; `number` counts those that read alike."""
    return hashlib.sha256(f"{_content(account, line)}\x1f{number}".encode()).hexdigest()


def newcomers(account: str, lines: Iterable[Line], kept: Iterable[BankLine]) -> list[Newcomer]:
    """The lines that `kept` (all that is known of this account and these days) does not hold."""
    known: dict[Slot, list[BankLine]] = defaultdict(list)
    for one in kept:
        known[slot_of(one)].append(one)
    told: dict[Slot, list[Line]] = defaultdict(list)
    for line in lines:
        told[slot_of(line)].append(line)
    found = [
        newcomer
        for slot, in_slot in told.items()
        for newcomer in _newcomers_in(account, in_slot, known[slot])
    ]
    return sorted(found, key=lambda one: one.line.row)


def _newcomers_in(account: str, lines: list[Line], known: list[BankLine]) -> list[Newcomer]:
    """Within one slot: take each known line out with the line that tells it again."""
    counts = Counter(_content(account, one) for one in known)
    left, unpaired = list(known), list(lines)
    for is_same in (_are_identical, _are_numbered_the_same, _read_the_same):
        unpaired = _without_pairs(unpaired, left, is_same)
    found = []
    for line in unpaired:
        twin = next((one for one in left if not _surely_differ(line, one)), None)
        if twin is not None:
            left.remove(twin)
        content = _content(account, line)
        found.append(Newcomer(line, key_of(account, line, counts[content]), twin))
        counts[content] += 1
    return found


def _without_pairs(
    lines: list[Line], left: list[BankLine], is_same: Callable[[Told, Told], bool]
) -> list[Line]:
    """The lines for which `left` has no counterpart; the counterparts go out of `left`."""
    unpaired = []
    for line in lines:
        pair = next((one for one in left if is_same(line, one)), None)
        if pair is None:
            unpaired.append(line)
        else:
            left.remove(pair)
    return unpaired


def _are_identical(one: Told, other: Told) -> bool:
    return _content("", one) == _content("", other)


def _are_numbered_the_same(one: Told, other: Told) -> bool:
    return _have_same_reference(one, other) and not _contradict(one, other)


def _have_same_reference(one: Told, other: Told) -> bool:
    mine, theirs = _plain(one.reference), _plain(other.reference)
    if not mine or not theirs:
        return False
    short, long = sorted((mine, theirs), key=len)
    return short == long or (len(short) >= _CUT_AT and long.startswith(short))


def _read_the_same(one: Told, other: Told) -> bool:
    if _surely_differ(one, other) or _contradict(one, other):
        return False
    short, long = sorted((_plain(one.text), _plain(other.text)), key=len)
    return short == long or (len(short) >= _TELLING and short in long)


def _surely_differ(one: Told, other: Told) -> bool:
    if one.reference and other.reference:
        return not _have_same_reference(one, other)
    return _are_of_two_payers(one, other)


def _contradict(one: Told, other: Told) -> bool:
    """What some banks call a reference is the payer's own number, and many payers have a "5"."""
    mine, theirs = set(found_in(one.text)), set(found_in(other.text))
    is_of_two_gifts = bool(mine and theirs and mine.isdisjoint(theirs))
    return is_of_two_gifts or _are_of_two_payers(one, other)


def _are_of_two_payers(one: Told, other: Told) -> bool:
    return len({one.payer_account, other.payer_account} - {""}) == 2


def _content(account: str, one: Told) -> str:
    parts = (
        account,
        one.booked_on.isoformat(),
        str(one.amount_tiyn),
        one.currency,
        _plain(one.reference),
        _plain(one.text),
        one.payer_account,
    )
    return "\x1f".join(parts)


def slot_of(one: Told) -> Slot:
    return one.booked_on, one.amount_tiyn, one.currency


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
