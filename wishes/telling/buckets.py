"""Where in the tree a new wish goes: below the default language's list, by season."""

from django.conf import settings
from django.utils import timezone
from wagtail.models import Page

from wishes.models.index import WishIndexPage, WishSeasonPage
from wishes.models.reference import Season


class NoWishList(Exception):
    """The site has no list of wishes yet, so none can be told."""


def index_page() -> WishIndexPage:
    """The list of wishes in the default language; raises NoWishList."""
    index = WishIndexPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if index is None:
        raise NoWishList
    return index


def bucket_for(season: Season | None) -> WishSeasonPage:
    """The folder of that season, made if need be, and locked until the transaction ends.

    The lock is on the list's row: two pages added under one parent at once would otherwise
    be given the same place in the tree.
    """
    index = index_page()
    Page.objects.select_for_update().get(pk=index.pk)
    index = WishIndexPage.objects.get(pk=index.pk)
    slug = f"season-{season.pk}" if season else f"year-{timezone.localdate().year}"
    bucket = WishSeasonPage.objects.child_of(index).filter(slug=slug).first()
    if bucket is None:
        title = season.name_en if season else str(timezone.localdate().year)
        bucket = WishSeasonPage(
            title=title, slug=slug, season=season, live=False, locale=index.locale
        )
        index.add_child(instance=bucket)
    return bucket
