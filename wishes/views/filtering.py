"""What a reader may narrow the list of wishes by, and the addresses that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from language.folding import fold
from wishes.catalogue import SORTS, Filters
from wishes.models.catalogue import PublicStatus
from wishes.models.reference import Category, Place
from wishes.models.wish import AgeBand

LONGEST_QUERY = 100


class Option(NamedTuple):
    value: str
    label: str
    is_chosen: bool


class Choice(NamedTuple):
    """One select of the bar; `options` begin with "all"."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class FilterBar:
    filters: Filters
    query: str
    choices: list[Choice]

    @classmethod
    def from_query(cls, query: Mapping[str, str], language: str | None) -> "FilterBar":
        """Read an address. What nobody offers (an old link, a typo, an attack) counts as unset."""
        places = list(Place.objects.offered().order_by("kind", f"name_{language}"))
        categories = list(Category.objects.all())
        typed = " ".join(query.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
        filters = Filters(
            place=_by_slug(places, query.get("district", "")),
            category=_by_slug(categories, query.get("category", "")),
            age_band=_one_of(AgeBand.values, query.get("age", "")),
            status=_one_of(PublicStatus.values, query.get("status", "")),
            sort=_one_of(SORTS, query.get("sort", "")) or "newest",
            folded_query=fold(typed),
            after=query.get("after", "")[:12].replace("\x00", ""),
        )
        return cls(filters, typed, _choices(filters, places, categories))

    @property
    def is_narrowed(self) -> bool:
        chosen = self.filters
        return bool(
            self.query or chosen.place or chosen.category or chosen.age_band or chosen.status
        )

    def url(self, after: str = "") -> str:
        """The address of this very list, from the beginning or onwards from a code."""
        chosen = self.filters
        said = {
            "q": self.query,
            "district": chosen.place.slug if chosen.place else "",
            "category": chosen.category.slug if chosen.category else "",
            "age": chosen.age_band,
            "status": chosen.status,
            "sort": "" if chosen.sort == "newest" else chosen.sort,
            "after": after,
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return reverse("wishes:list") + (f"?{query}" if query else "")


def _by_slug(rows: list, slug: str):
    return next((row for row in rows if row.slug == slug), None)


def _one_of(values, value: str) -> str:
    return value if value in values else ""


def _choices(filters: Filters, places: list[Place], categories: list[Category]) -> list[Choice]:
    place = filters.place.slug if filters.place else ""
    category = filters.category.slug if filters.category else ""
    return [
        _choice("district", _("City or district"), [(p.slug, p.name) for p in places], place),
        _choice("category", _("Kind"), [(c.slug, c.name) for c in categories], category),
        _choice("age", _("Age"), AgeBand.choices, filters.age_band),
        _choice("status", _("State"), PublicStatus.choices, filters.status),
        _choice("sort", _("Order"), _sorts(), filters.sort, with_all=False),
    ]


def _sorts() -> list[tuple[str, str]]:
    return [
        ("newest", _("newest first")),
        ("oldest", _("waiting longest")),
        ("cheapest", _("price: low to high")),
        ("dearest", _("price: high to low")),
    ]


def _choice(name: str, label: str, pairs, chosen: str, *, with_all: bool = True) -> Choice:
    options = [Option(value, str(text), value == chosen) for value, text in pairs]
    return Choice(
        name, label, [Option("", _("All"), not chosen), *options] if with_all else options
    )
