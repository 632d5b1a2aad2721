"""Which wishes hang on a tree."""

from dataclasses import dataclass

from wishes.models.catalogue import CatalogueEntry, CatalogueQuerySet, PublicStatus
from wishes.models.reference import Category, Place, Season

# As many as are typeset within some seconds.
MOST_CARDS = 200


@dataclass(frozen=True)
class Choice:
    """None or "" is for all; `cards` is how many at most."""

    season: Season | None = None
    place: Place | None = None
    category: Category | None = None
    age_band: str = ""
    cards: int = 20


def waiting(choice: Choice) -> CatalogueQuerySet:
    """Wishes on the site that nobody has taken yet, the longest waiting first."""
    named = {
        "season": choice.season,
        "place": choice.place,
        "category": choice.category,
        "age_band": choice.age_band,
    }
    asked = {name: value for name, value in named.items() if value}
    entries = CatalogueEntry.objects.filter(status=PublicStatus.PUBLISHED, **asked)
    return entries.with_names().order_by("published_at", "code")


def cards_for(choice: Choice) -> list[CatalogueEntry]:
    return list(waiting(choice)[: min(choice.cards, MOST_CARDS)])
