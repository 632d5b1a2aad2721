"""What search engines are told of: live public pages in the languages they exist in, and wishes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from campaigns.funds.models import Fund
from campaigns.models import CampaignIndexPage, CampaignPage, StoryIndexPage, StoryPage
from campaigns.reading import EditorialQuerySet, reading_url
from home.models import HomePage, NewsIndexPage, NewsPage, ResultsPage, StandardPage
from language.translated import LANGUAGES
from wishes.sitemap import WishSitemap

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


class FundSitemap(LanguagesSitemap):
    """Where the money of each fund is."""

    def items(self) -> list[Fund]:
        return list(Fund.objects.listed())

    def get_languages_for_item(self, item: Fund) -> list[str]:
        return list(LANGUAGES)

    def location(self, item: Fund) -> str:
        return reverse("funds:fund", args=[item.slug])


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap,
    "funds": FundSitemap,
    "wishes": WishSitemap,
}


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Everything in one file, or an index of files once the wishes no longer fit."""
    if WishSitemap().paginator.num_pages > 1:
        return views.index(request, SITEMAPS, sitemap_url_name="sitemap_section")
    return views.sitemap(request, SITEMAPS)
