from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from re import Pattern
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Span(NamedTuple):
    start: int
    end: int


class Finding(NamedTuple):
    """What a rule found in a text, by position in that text."""

    rule: str
    start: int
    end: int
    excerpt: str


@dataclass(frozen=True)
class KnownFacts:
    """What the dossier knows and the text must not tell, even where no pattern shows it.

    `today` (the current day where None) tells a date of birth from a day to come.
    """

    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    digits: tuple[str, ...] = field(default=())
    today: date | None = None


Find = Callable[[str, KnownFacts], Iterable[Span]]


def nothing_better(found: str) -> str:
    return ""


@dataclass(frozen=True)
class Rule:
    """`reason` is shown to the moderator beside what was found, in the moderator's language.

    `find` is given the text as `wishes.screening.reading` makes it plain, and answers in positions
    of that. It must take time in proportion to the text, whatever the text is. `better` says what
    to write instead of what was found, in the language of the text; "" where there is nothing.
    """

    name: str
    reason: "StrOrPromise"
    find: Find
    better: Callable[[str], str] = nothing_better


def by_pattern(*patterns: Pattern[str]) -> Find:
    def find(text: str, known: KnownFacts) -> Iterable[Span]:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield Span(*match.span())

    return find
