"""Two ways of doing a thing, timed in turns, so that what disturbs the machine disturbs both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ratio` is the subject's speed in parts of the baseline's; seconds are for one turn."""

    name: str
    ratio: float
    bound: str
    holds: bool
    subject_seconds: float
    baseline_seconds: float
    note: str = ""


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def in_turns(
    subject: Callable[[], object], baseline: Callable[[], object], *, rounds: int
) -> tuple[float, float]:
    """Median seconds of one turn of each; every round begins with the other one."""
    subject(), baseline()  # caches, plans and connections are warm in both or in neither
    taken: dict[str, list[float]] = {"subject": [], "baseline": []}
    for number in range(rounds):
        order = [("subject", subject), ("baseline", baseline)]
        for name, work in order if number % 2 else reversed(order):
            taken[name].append(timed(work))
    return median(taken["subject"]), median(taken["baseline"])
