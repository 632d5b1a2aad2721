from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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
    """What the dossier knows and the text must not tell, even where no pattern shows it."""

    names: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    digits: tuple[str, ...] = field(default=())


Find = Callable[[str, KnownFacts], Iterable[Span]]


@dataclass(frozen=True)
class Rule:
    """`reason` is shown to the moderator beside what was found."""

    name: str
    reason: "StrOrPromise"
    find: Find


def by_pattern(*patterns: Pattern[str]) -> Find:
    def find(text: str, known: KnownFacts) -> Iterable[Span]:
        for pattern in patterns:
            for match in pattern.finditer(text):
                yield Span(*match.span())

    return find
