"""An answer of Stripe's that is older than what we know must not undo it.

The call to Stripe lies outside the lock, so another may have asked later and entered first. Each
row counts the answers that were taken over; one that counted on since we asked sends us to ask
again. No clock is looked at.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from campaigns.payments.gateway import GatewayBusy

TURNS = 5

T = TypeVar("T")


class Overtaken(Exception):
    """Another answer was taken over while we asked."""


class Answered(Protocol):
    answers: int


def freshly(answers_now: Callable[[], int], take_over: Callable[[int], T]) -> T:
    """What `take_over` gives: it asks, and is told how many answers were known before.

    Raises what it raises; `GatewayBusy` when others keep getting in first.
    """
    for _turn in range(TURNS):
        try:
            return take_over(answers_now())
        except Overtaken:
            continue
    raise GatewayBusy("overtaken")


def count_answer(row: Answered, known_before: int) -> None:
    """Call it with the row locked. Raises `Overtaken`."""
    if row.answers != known_before:
        raise Overtaken
    row.answers += 1
