from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from wishes.models.catalogue import CatalogueEntry


class WishSitemap(Sitemap):
    """Every wish on the site, in each language: a text that is missing is shown in another."""

    i18n = True
    alternates = True
    limit = 5_000

    @property
    def protocol(self):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def items(self) -> QuerySet[CatalogueEntry]:
        return CatalogueEntry.objects.only("code", "published_at").newest_first()

    def location(self, item: CatalogueEntry) -> str:
        return item.url()

    def lastmod(self, item: CatalogueEntry):
        return item.published_at
