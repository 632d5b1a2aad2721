"""The demonstration's pages: real programmes and figures, invented stories and news.

What is there already is left alone, so a second run changes nothing that an editor wrote.
"""

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from campaigns.editorial import EditorialPage
from campaigns.funds.models import Fund
from campaigns.models import (
    CampaignFigure,
    CampaignIndexPage,
    CampaignPage,
    CampaignPartner,
    Programme,
    StoryIndexPage,
    StoryPage,
)
from home.demo.body import blocks, figure_values
from home.models import (
    HomePage,
    NewsIndexPage,
    NewsPage,
    OrganisationSettings,
    ResultsPage,
    StandardPage,
)
from home.tree import ensure_homes
from images.models import PhotoConsent, SiteImage
from language.translated import LANGUAGES
from wishes.models import WishIndexPage

TEXTS = {code: import_module(f"home.demo.texts.{code}") for code in LANGUAGES}
PICTURES = settings.ROOT / "static" / "img" / "demo"

HOME_FIGURES = ("children", "patrons", "apartments", "wishes")
CAMPAIGNS = {
    "meyirim": (
        Programme.MEYIRIM,
        ("years", "children", "patrons", "transferred", "apartments", "best"),
    ),
    "zhurekten": (Programme.ZHUREKTEN, ("wishes",)),
}
# key: address, picture, date, campaign
STORIES = {
    "story-books": ("a-shelf", "story-desk", date(2026, 4, 14), "zhurekten"),
    "story-bicycle": ("two-wheels", "story-bicycle", date(2026, 5, 20), "zhurekten"),
    "story-keys": ("first-keys", "story-keys", date(2026, 9, 3), "meyirim"),
}
# key: address, picture, date
NEWS = {
    "news-season": ("wish-season", "news-fair", date(2026, 2, 20)),
    "news-fund": ("housing-fund", "news-building", date(2026, 8, 12)),
    "news-thanks": ("letters-of-thanks", "news-letters", date(2026, 10, 5)),
}
PICTURE_NAMES = (
    *CAMPAIGNS,
    *(picture for _, picture, *_ in STORIES.values()),
    *(picture for _, picture, _ in NEWS.values()),
)
# Passes the check digit, but its date cannot be: nobody has it.
DEMO_BIN = "999940000000"


@transaction.atomic
def build_pages(funds: Sequence[Fund]) -> dict[str, HomePage]:
    """All pages in three languages, as translations of each other; the homes by language.

    Campaign Meyirim and the calls to give lead to the first of `funds`.
    """
    fund = funds[0] if funds else None
    homes = ensure_homes({code: texts.PAGES["home"]["title"] for code, texts in TEXTS.items()})
    pictures = {name: _picture(name) for name in PICTURE_NAMES}
    for language in LANGUAGES:
        _Tree(language, homes[language], fund, pictures).build()
    _describe_organisation(homes)
    return homes


def _picture(name: str) -> SiteImage | None:
    """The drawing of that name in the picture library, put there when missing."""
    title = f"Demo: {name}"
    image = SiteImage.objects.filter(title=title).first()
    file = PICTURES / f"{name}.png"
    if image or not file.exists():
        return image
    with file.open("rb") as opened:
        return SiteImage.objects.create(
            title=title,
            file=ImageFile(opened, name=file.name),
            consent=PhotoConsent.DRAWING,
            consent_said_at=timezone.now(),
        )


class _Tree:
    """The pages of one language."""

    def __init__(
        self,
        language: str,
        home: HomePage,
        fund: Fund | None,
        pictures: dict[str, SiteImage | None],
    ):
        self.texts = TEXTS[language]
        self.home = home
        self.fund = fund
        self.pictures = pictures

    def build(self) -> None:
        self._fill_home()
        self._add_wish_index()
        campaigns = self._add_campaigns()
        self._add_stories(campaigns)
        self._add(ResultsPage, self.home, "results", "results", show_in_menus=True)
        self._add_news()
        self._add(StandardPage, self.home, "about", "about", show_in_menus=True)
        self._add(StandardPage, self.home, "how", "how-it-works")
        self._add(StandardPage, self.home, "privacy", "privacy")

    def _add(
        self, model: type[EditorialPage], parent: Page, key: str, slug: str, **fields: Any
    ) -> EditorialPage:
        """The page that stands for `key` in this language, made from its text when missing."""
        there = self._there(model, key)
        if there:
            return there
        text = self.texts.PAGES[key]
        page = model(
            title=text["title"],
            slug=slug,
            lead=text["lead"],
            picture_alt=text.get("picture_alt", ""),
            locale=self.home.locale,
            translation_key=_key(key),
            **fields,
        )
        if "body" in text:
            page.body = blocks(self._marked(text["body"], page), self.fund)
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page

    def _there(self, model: type[Page], key: str):
        same = model.objects.filter(translation_key=_key(key), locale=self.home.locale)
        return same.select_related("locale").first()

    def _marked(self, body: list, page: EditorialPage) -> list:
        """What is invented says so at its top."""
        return [("notice", self.texts.INVENTED), *body] if page.is_demo else body

    def _fill_home(self) -> None:
        if self.home.headline:
            return
        text = self.texts.PAGES["home"]
        self.home.headline, self.home.lead = text["headline"], text["lead"]
        figures = figure_values(self.texts, HOME_FIGURES)
        self.home.figures = [("figure", figure) for figure in figures]
        self.home.body = blocks(text["body"], self.fund)
        self.home.save_revision().publish()

    def _add_wish_index(self) -> None:
        if self._there(WishIndexPage, "wishes"):
            return
        index = WishIndexPage(
            slug="wishes",
            locale=self.home.locale,
            translation_key=_key("wishes"),
            show_in_menus=True,
            **self.texts.PAGES["wishes"],
        )
        self.home.add_child(instance=index)
        index.save_revision().publish()

    def _add_campaigns(self) -> dict[str, CampaignPage]:
        index = self._add(
            CampaignIndexPage, self.home, "campaigns", "campaigns", show_in_menus=True
        )
        return {key: self._add_campaign(index, key) for key in CAMPAIGNS}

    def _add_campaign(self, index: Page, key: str) -> CampaignPage:
        programme, figures = CAMPAIGNS[key]
        children = {
            "figures": [
                CampaignFigure(**value, locale=self.home.locale, translation_key=_key(name))
                for name, value in zip(figures, figure_values(self.texts, figures), strict=True)
            ],
            "partners": [
                CampaignPartner(
                    name=name,
                    contribution=contribution,
                    locale=self.home.locale,
                    translation_key=_key(f"partner {position}"),
                )
                for position, (name, contribution) in enumerate(
                    self.texts.PAGES[key].get("partners", [])
                )
            ],
        }
        return self._add(
            CampaignPage,
            index,
            key,
            key,
            programme=programme,
            fund=self.fund if programme == Programme.MEYIRIM else None,
            picture=self.pictures[key],
            **children,
        )

    def _add_stories(self, campaigns: dict[str, CampaignPage]) -> None:
        index = self._add(StoryIndexPage, self.home, "stories", "stories", show_in_menus=True)
        for key, (slug, picture, day, campaign) in STORIES.items():
            self._add(
                StoryPage,
                index,
                key,
                slug,
                pseudonym=self.texts.PAGES[key]["pseudonym"],
                date=day,
                campaign=campaigns[campaign],
                picture=self.pictures[picture],
                is_demo=True,
            )

    def _add_news(self) -> None:
        index = self._add(NewsIndexPage, self.home, "news", "news", show_in_menus=True)
        for key, (slug, picture, day) in NEWS.items():
            self._add(
                NewsPage,
                index,
                key,
                slug,
                date=day,
                picture=self.pictures[picture],
                is_demo=True,
            )


def _key(name: str) -> UUID:
    """The same for a page in every language, so that they are translations of each other."""
    return uuid5(NAMESPACE_URL, f"zhurek demo {name}")


def _describe_organisation(homes: dict[str, HomePage]) -> None:
    """Who runs the site: a made-up organisation, with a BIN that belongs to nobody."""
    site = Site.objects.get(is_default_site=True)
    privacy = StandardPage.objects.filter(translation_key=_key("privacy"))
    OrganisationSettings.objects.get_or_create(
        site=site,
        defaults={
            "name_kk": "«Zhurek» (демо) қоғамдық қоры",
            "name_ru": "Общественный фонд «Zhurek» (демо)",
            "name_en": "Zhurek public foundation (demo)",
            "address_kk": "Өскемен қаласы",
            "address_ru": "г. Усть-Каменогорск",
            "address_en": "Oskemen",
            "bin": DEMO_BIN,
            "phone": "+77000000000",
            "email": "hello@zhurek.example",
            "privacy_page": privacy.filter(locale=homes[settings.LANGUAGE_CODE].locale).first(),
        },
    )
