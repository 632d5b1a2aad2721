"""The public catalogue: what is on the site, read and written here and nowhere else."""

from wishes.catalogue.reading import (
    SORTS,
    Filters,
    Listing,
    count_open,
    counts,
    find,
    listing,
    newest,
    was_withdrawn,
)
from wishes.catalogue.searching import search
from wishes.catalogue.writing import draft_entry, refold, remove, set_status, show

__all__ = [
    "SORTS",
    "Filters",
    "Listing",
    "count_open",
    "counts",
    "draft_entry",
    "find",
    "listing",
    "newest",
    "refold",
    "remove",
    "search",
    "set_status",
    "show",
    "was_withdrawn",
]
