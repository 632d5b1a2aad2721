"""Apartments as the public may know them.

Where few live, a place and a month say who: a place is named only from five apartments on, and a
count below five is not told.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.funds.models import Allocation, Apartment, Fund, Purchase, Source

# Fewer people than this are not counted in public.
LEAST = 5


@dataclass(frozen=True, slots=True)
class PublicHome:
    """What money of a fund did for one apartment; sums in tiyn."""

    code: str
    place: str
    set_aside_tiyn: int
    is_paid: bool
    handed_over_on: date | None

    @property
    def handed_over_in(self) -> str:
        """The month as it stands within a sentence: only English writes it with a capital."""
        if self.handed_over_on is None:
            return ""
        month = date_format(self.handed_over_on, "YEAR_MONTH_FORMAT")
        return month if get_language() == "en" else month.lower()


@dataclass(frozen=True, slots=True)
class Housed:
    """`count` is None where it is below `LEAST`."""

    source: Source
    count: int | None


def public_place(home: Apartment) -> str:
    """Of an apartment read through `with_neighbours`."""
    neighbours: int = home.neighbours  # type: ignore[attr-defined]
    return home.place if neighbours >= LEAST else _("East Kazakhstan region")


def homes_of(fund: Fund) -> list[PublicHome]:
    """The apartments that money of `fund` is set aside for, in one query."""
    mine = Allocation.objects.in_force().filter(apartment=OuterRef("pk"), fund=fund)
    all_of_it = Allocation.objects.in_force().filter(apartment=OuterRef("pk"))
    paid = Purchase.objects.in_force().filter(apartment=OuterRef("pk"))
    found = with_neighbours(Apartment.objects.all()).annotate(
        mine=_sum_of(mine), all_of_it=_sum_of(all_of_it), paid=_sum_of(paid)
    )
    return [
        PublicHome(
            code=home.code,
            place=public_place(home),
            set_aside_tiyn=home.mine,
            is_paid=home.paid >= home.all_of_it,
            handed_over_on=home.handed_over_on,
        )
        for home in found.filter(mine__gt=0)
    ]


def with_neighbours(homes: QuerySet[Apartment]) -> QuerySet[Apartment]:
    """Each with how many apartments there are in its place."""
    there = Apartment.objects.filter(place_ru=OuterRef("place_ru")).order_by()
    counted = there.values("place_ru").annotate(n=Count("pk")).values("n")
    return homes.annotate(neighbours=Subquery(counted, output_field=IntegerField()))


def housed() -> list[Housed]:
    """Apartments handed over so far, by where they come from."""
    counts = (
        Apartment.objects.filter(handed_over_on__isnull=False)
        .order_by("source")
        .values_list("source")
        .annotate(n=Count("pk"))
    )
    return [Housed(Source(source), n if n >= LEAST else None) for source, n in counts]


def _sum_of(decisions: QuerySet) -> Coalesce:
    summed = decisions.order_by().values("apartment").annotate(s=Sum("amount_tiyn")).values("s")
    return Coalesce(Subquery(summed), 0)
