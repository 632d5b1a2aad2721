"""What was reported as received and does not count yet: one person has recorded it, and no other
has confirmed it so far.

The ledger has nothing of it. Once confirmed it is in the ledger, in the month in which it came.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from campaigns.funds.statement import Month


class Reported(NamedTuple):
    fund: int
    # On which it came to us, as whoever recorded it says.
    day: date
    tiyn: int


# Who knows of such money, set by apps that are above this one.
REPORTED: list[Callable[[], Iterable[Reported]]] = []


def unconfirmed() -> dict[int, list[Reported]]:
    """By fund; the default is an empty list."""
    found: defaultdict[int, list[Reported]] = defaultdict(list)
    for told in REPORTED:
        for one in told():
            found[one.fund].append(one)
    return found


def beside(of_fund: Iterable[Month], waiting: list[Reported]) -> Iterator[tuple[Month, int]]:
    """Each month of a fund (the first one first), and what of `waiting` had come by its end.

    A month in which nothing but such money came is one as well.
    """
    known = {one.month: one for one in of_fund}
    closing = 0
    for first_day in sorted(known.keys() | {one.day.replace(day=1) for one in waiting}):
        month = known.get(first_day) or Month(first_day, closing)
        closing = month.closing_tiyn
        yield month, sum(one.tiyn for one in waiting if one.day.replace(day=1) <= first_day)
