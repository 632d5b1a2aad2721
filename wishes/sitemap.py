from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.urls import reverse

from language.translated import LANGUAGES
from wishes import catalogue
from wishes.models.catalogue import CatalogueEntry


class Pairs(Sequence):
    """Each wish once a language, as Django's sitemaps pair them; read no further than is asked.

    Slices begin and end between wishes: `WishSitemap.limit` is a multiple of the languages.
    """

    def __init__(self) -> None:
        self.rows = CatalogueEntry.objects.newest_first().values_list(
            "code", "published_at", named=True
        )

    def __len__(self) -> int:
        return catalogue.counts(catalogue.Filters()) * len(LANGUAGES)

    def __getitem__(self, part):
        rows = self.rows[part.start // len(LANGUAGES) : part.stop // len(LANGUAGES)]
        return [(row, language) for row in rows for language in LANGUAGES]


class WishSitemap(Sitemap):
    """Every wish on the site, in each language: a text that is missing is shown in another."""

    i18n = True
    alternates = True
    limit = 1_500 * len(LANGUAGES)

    @property
    def protocol(self):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    # Django's own makes a list of all pairs, for one file of many and for the index as well.
    @property
    def paginator(self) -> Paginator:
        return Paginator(Pairs(), self.limit)

    def location(self, item) -> str:
        return reverse("wishes:detail", args=[item.code])

    def lastmod(self, item) -> datetime:
        return item.published_at

    def get_latest_lastmod(self) -> datetime | None:
        newest = CatalogueEntry.objects.newest_first().values_list("published_at", flat=True)
        return newest.first()
