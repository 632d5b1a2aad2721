"""Whether the closed days still hold: each one's entries, its sums, and its link to the day before.

The first broken one is what matters: behind it nothing is proven.
"""

from collections import Counter
from collections.abc import Iterator

from campaigns.funds.canonical import digest_of_close, digest_of_entries, entries_after
from campaigns.funds.invariants import Violation
from campaigns.funds.models import DailyClose
from campaigns.funds.models.close import NO_PREVIOUS


def first_break() -> tuple[str, str] | None:
    """The first day that does not hold, and why; None where all do."""
    previous, after, day = NO_PREVIOUS, 0, None
    standing: Counter[tuple[str, str]] = Counter()
    for close in DailyClose.objects.order_by("day").iterator():
        fault = _fault(close, previous, after, standing)
        if fault is None and day is not None and (close.day - day).days != 1:
            fault = "a day before it is missing"
        if fault:
            return close.day.isoformat(), fault
        previous, after, day = close.digest, close.last_entry, close.day
    return None


def _fault(
    close: DailyClose, previous: str, after: int, standing: Counter[tuple[str, str]]
) -> str | None:
    """What is wrong with `close`; `standing` is moved on to what its entries leave."""
    if close.previous != previous:
        return "it does not follow the close before"
    if digest_of_close(close) != close.digest:
        return "its digest is not of what it says"
    entries = list(entries_after(after, close.last_entry))
    if digest_of_entries(entries) != (close.entries_digest, close.entries):
        return "its entries are not those that were closed"
    moved = set()
    for entry in entries:
        for code, tiyn, currency in entry.legs:
            standing[code, currency] += tiyn
            moved.add(code)
    said = {
        (code, currency): sum
        for code, by_currency in close.balances.items()
        for currency, sum in by_currency.items()
    }
    if said != {key: sum for key, sum in standing.items() if key[0] in moved}:
        return "its balances are not those of the entries"
    return None


def violations() -> Iterator[Violation]:
    broken = first_break()
    if broken:
        yield Violation("the closed days hold together", ": ".join(broken))


def figures() -> dict[str, int]:
    return {"closed days": DailyClose.objects.count()}
