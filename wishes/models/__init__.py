from wishes.models.catalogue import CatalogueCount, CatalogueEntry
from wishes.models.index import WishIndexPage, WishSeasonPage
from wishes.models.page import WishPage
from wishes.models.reference import Category, Place, Reason, Season
from wishes.models.serving import ServingDatabase
from wishes.models.story_term import StoryTerm
from wishes.models.tasks import EditorialTask, SafeguardingTask
from wishes.models.wish import AgeBand, Wish

__all__ = [
    "AgeBand",
    "CatalogueCount",
    "CatalogueEntry",
    "Category",
    "EditorialTask",
    "Place",
    "Reason",
    "SafeguardingTask",
    "Season",
    "ServingDatabase",
    "StoryTerm",
    "Wish",
    "WishIndexPage",
    "WishPage",
    "WishSeasonPage",
]
