"""What search engines are told of: live public pages in the languages they exist in, and wishes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.utils.translation import get_language
from wagtail.models import Page

from campaigns.models import CampaignIndexPage, CampaignPage, StoryIndexPage, StoryPage
from campaigns.reading import EditorialQuerySet, reading_url
from home.models import HomePage, NewsIndexPage, NewsPage, ResultsPage, StandardPage
from language.translated import LANGUAGES

PAGE_TYPES = (
    HomePage,
    CampaignIndexPage,
    CampaignPage,
    StoryIndexPage,
    StoryPage,
    NewsIndexPage,
    NewsPage,
    ResultsPage,
    StandardPage,
)


class LanguagesSitemap(Sitemap):
    """Each item once per language it exists in, every entry naming the others."""

    i18n = True
    alternates = True
    limit = 10_000

    @property
    def protocol(self):
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(LanguagesSitemap):
    """An item is a page's translations by language."""

    def items(self) -> list[dict[str, Page]]:
        pages = EditorialQuerySet(Page).type(*PAGE_TYPES).readable()
        items: dict = {}
        for page in pages.select_related("locale").order_by("path"):
            items.setdefault(page.translation_key, {})[page.locale.language_code] = page
        return list(items.values())

    def get_languages_for_item(self, item: dict[str, Page]) -> list[str]:
        return [code for code in LANGUAGES if code in item]

    def location(self, item: dict[str, Page]) -> str:
        return reading_url(item[get_language() or ""])

    def lastmod(self, item: dict[str, Page]):
        return max(page.last_published_at for page in item.values())


SITEMAPS = {"pages": PageSitemap}
