"""A small site in three languages, made without revisions so that it is quick."""

import io
import itertools
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from campaigns.models import CampaignIndexPage, CampaignPage, StoryIndexPage, StoryPage
from home.models import HomePage, NewsIndexPage, NewsPage, ResultsPage
from home.tree import ensure_homes
from images.models import SiteImage
from language.translated import LANGUAGES
from wishes.models import WishIndexPage

HOME_TITLES = {"kk": "Басты бет", "ru": "Главная", "en": "Home"}
INDEXES = {
    "wishes": WishIndexPage,
    "campaigns": CampaignIndexPage,
    "stories": StoryIndexPage,
    "news": NewsIndexPage,
    "results": ResultsPage,
}
FOLDERS = {CampaignPage: "campaigns", StoryPage: "stories", NewsPage: "news"}
_numbers = itertools.count(1)


@dataclass
class SmallSite:
    """`indexes[language][slug]`: the pages right below each home."""

    homes: dict[str, HomePage]
    indexes: dict[str, dict[str, Page]]

    def add(self, model: type[Page], language: str = "kk", **fields) -> Page:
        """A live page of `model` where pages of its kind stand."""
        folder = FOLDERS.get(model)
        parent = self.indexes[language][folder] if folder else self.homes[language]
        return add_page(model, parent, **fields)

    def translate(self, page: Page, language: str, **fields) -> Page:
        fields = {"slug": page.slug, **fields}
        return self.add(type(page), language, translation_key=page.translation_key, **fields)


def make_site() -> SmallSite:
    """Homes and lists in kk, ru and en, translations of each other, and no content."""
    homes = ensure_homes(HOME_TITLES)
    site = SmallSite(homes, {language: {} for language in LANGUAGES})
    for slug, model in INDEXES.items():
        key = None
        for language in LANGUAGES:
            linked = {"translation_key": key} if key else {}
            page = add_page(
                model, homes[language], title=f"{slug} {language}", slug=slug,
                show_in_menus=True, **linked,
            )  # fmt: skip
            key = page.translation_key
            site.indexes[language][slug] = page
    return site


def add_page(model: type[Page], parent: Page, **fields) -> Page:
    number = next(_numbers)
    defaults = {"title": f"Page {number}", "slug": f"page-{number}", "locale": parent.locale}
    if fields.get("live", True):
        defaults |= {"first_published_at": timezone.now(), "last_published_at": timezone.now()}
    if model is StoryPage:
        defaults |= {"pseudonym": "Aru", "date": date(2026, 5, 1)}
    if model is CampaignPage:
        defaults |= {"programme": "meyirim"}
    page = model(**{**defaults, **fields})
    # A page kept in a variable does not see what was added below it meanwhile.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    return page


def publish(page: Page) -> Page:
    """Publish as an editor does, with a revision and Wagtail's signals."""
    page.save_revision().publish()
    return page


def make_picture(**fields) -> SiteImage:
    drawn = io.BytesIO()
    Image.new("RGB", (120, 80), "#0f434c").save(drawn, "PNG")
    file = ContentFile(drawn.getvalue(), name="picture.png")
    said = {"consent": "drawing", "consent_said_at": timezone.now()}
    return SiteImage.objects.create(**{"title": "A drawing", "file": file, **said, **fields})
