from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from wishes.catalogue.searching import search
from wishes.models.catalogue import (
    CatalogueCount,
    CatalogueEntry,
    CatalogueQuerySet,
    PublicStatus,
)
from wishes.models.reference import Category, Place
from wishes.models.wish import AgeBand, Wish
from wishes.states import State

# Entries, or the counts of them: both have the columns that are filtered by.
Rows = TypeVar("Rows", bound=QuerySet)

PAGE_SIZE = 24
# Name in the address → columns to go on from: what stands first decides, the code breaks ties.
SORTS = {
    "newest": ("-published_at", "-code"),
    "oldest": ("published_at", "code"),
    "cheapest": ("price_tiyn", "code"),
    "dearest": ("-price_tiyn", "-code"),
}


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; anything unknown is left out rather than refused."""

    place: Place | None = None
    category: Category | None = None
    age_band: str = ""
    status: str = ""
    sort: str = "newest"
    folded_query: str = ""
    after: str = ""

    def apply(self, entries: Rows) -> Rows:
        if self.place:
            entries = entries.filter(place=self.place)
        if self.category:
            entries = entries.filter(category=self.category)
        if self.age_band:
            entries = entries.filter(age_band=self.age_band)
        if self.status:
            entries = entries.filter(status=self.status)
        return entries


class Listing(NamedTuple):
    """One page of the list; `after` is the code to go on from, "" at the end."""

    entries: list[CatalogueEntry]
    after: str


def newest(limit: int, language: str | None = None) -> list[CatalogueEntry]:
    """The newest wishes that still wait for somebody, to be read in `language`."""
    waiting = CatalogueEntry.objects.filter(status=PublicStatus.PUBLISHED)
    return _for_reader(waiting.with_names().newest_first()[:limit], language)


def find(code: str, language: str | None = None) -> CatalogueEntry | None:
    entries = CatalogueEntry.objects.filter(code=code).with_names().select_related("season")
    return next(iter(_for_reader(entries, language)), None)


def was_withdrawn(code: str) -> bool:
    """Whether a wish of that code was on the site once and is gone for good.

    Also when its last day is over and nobody has taken it down yet.
    """
    if CatalogueEntry.rows.filter(code=code, visible_until__lt=timezone.localdate()).exists():
        return True
    gone = (State.WITHDRAWN, State.EXPIRED, State.ANONYMISED)
    return Wish.objects.filter(code=code, state__in=gone).exclude(published_at=None).exists()


def listing(filters: Filters, language: str | None = None) -> Listing:
    entries = filters.apply(CatalogueEntry.objects.all())
    if filters.folded_query:
        return _found(entries, filters, language)
    columns = SORTS[filters.sort]
    entries = entries.with_names().order_by(*columns)
    if filters.after:
        entries = entries.filter(_beyond(filters.after, columns))
    rows = _for_reader(entries[: PAGE_SIZE + 1], language)
    return _cut(rows)


def _beyond(code: str, columns: tuple[str, str]) -> Q:
    """Rows after the one with `code`, compared as a pair, so that any page costs the same.

    An unknown code (withdrawn meanwhile, or made up) begins the list anew.
    """
    first, _code = (column.removeprefix("-") for column in columns)
    comparison = "lt" if columns[0].startswith("-") else "gt"
    last = CatalogueEntry.objects.filter(code=code).values_list(first, flat=True).first()
    if last is None:
        return Q()
    tie = Q(**{first: last, f"code__{comparison}": code})
    return Q(**{f"{first}__{comparison}": last}) | tie


def _found(entries: CatalogueQuerySet, filters: Filters, language: str | None) -> Listing:
    """Hits, best first. There are at most a thousand, so their order is kept as a list."""
    codes = search(filters.folded_query, entries)
    start = codes.index(filters.after) + 1 if filters.after in codes else 0
    wanted = codes[start : start + PAGE_SIZE + 1]
    by_code = {
        entry.code: entry
        for entry in _for_reader(
            CatalogueEntry.objects.filter(code__in=wanted).with_names(), language
        )
    }
    return _cut([by_code[code] for code in wanted if code in by_code])


def _cut(rows: list[CatalogueEntry]) -> Listing:
    shown = rows[:PAGE_SIZE]
    return Listing(shown, shown[-1].code if len(rows) > PAGE_SIZE else "")


def _for_reader(entries: CatalogueQuerySet, language: str | None) -> list[CatalogueEntry]:
    rows = list(entries)
    for row in rows:
        row.reading_language = language
    return rows


def count_open() -> int:
    """How many wishes wait for somebody."""
    return _sum(CatalogueCount.objects.filter(status=PublicStatus.PUBLISHED))


def counts(filters: Filters) -> int:
    """How many wishes the filters leave; a search is not counted."""
    return _sum(filters.apply(CatalogueCount.objects.all()))


def _sum(rows: QuerySet) -> int:
    return rows.aggregate(total=Sum("wishes"))["total"] or 0


AGE_BANDS = frozenset(AgeBand.values)
STATUSES = frozenset(PublicStatus.values)
