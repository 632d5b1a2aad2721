"""What else stands on a donor's page, and what else is forgotten with a donor.

Money knows no wishes, so other apps are named in settings: `DONOR_PAGE_PARTS` holds functions that
get an address and give a `Part`, or None where the address has nothing there; `DONOR_ERASERS` holds
modules with `hindrances(email)`, `held(email)` and `erase(email)`, as `erasure` has them.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Part(NamedTuple):
    """A section of the page: `template` gets `rows`."""

    template: str
    rows: Any


class Eraser(Protocol):
    def hindrances(self, email: str) -> "list[StrOrPromise]":
        """What has to end before the donor can be forgotten."""

    def held(self, email: str) -> dict[str, Any]:
        """What is kept about the address, by kind: for the copy that a donor takes along."""

    def erase(self, email: str) -> None:
        """Called in the transaction in which the gifts are forgotten, after their locks."""


def parts_of(email: str) -> list[Part]:
    made = (import_string(name)(email) for name in settings.DONOR_PAGE_PARTS)
    return [part for part in made if part is not None]


def erasers() -> Iterator[Eraser]:
    for name in settings.DONOR_ERASERS:
        yield cast(Eraser, import_module(name))
