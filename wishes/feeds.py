from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wishes import catalogue
from wishes.models.catalogue import CatalogueEntry

ENTRIES = 20


class NewestWishes(Feed):
    """The newest wishes that wait for somebody, each in the reader's language or the nearest."""

    feed_type = Atom1Feed
    title = _("Zhurek: wishes")
    description = _("Wishes of children that wait for somebody.")

    def link(self) -> str:
        return f"/{get_language()}/wishes/"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{self.link()}feed/"

    def items(self) -> list[CatalogueEntry]:
        return catalogue.newest(ENTRIES, get_language())

    def item_title(self, item: CatalogueEntry) -> str:
        return item.title

    def item_description(self, item: CatalogueEntry) -> str:
        return item.story

    def item_link(self, item: CatalogueEntry) -> str:
        return settings.SITE_URL + item.url()

    def item_guid(self, item: CatalogueEntry) -> str:
        return settings.SITE_URL + item.url()

    def item_pubdate(self, item: CatalogueEntry):
        return item.published_at
