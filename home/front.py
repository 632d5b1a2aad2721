"""What the front page shows besides its own text, in as few queries as can be."""

from typing import NamedTuple

from django.apps import apps
from wagtail.models import Page

from campaigns.editorial import EditorialPage
from campaigns.models import CampaignPage, StoryPage
from wishes import catalogue

NEWEST = 3
_JOINED = (
    "campaignpage__fund__total",
    "campaignpage__picture",
    "storypage__picture",
    "newspage__picture",
)


class FrontPageCards(NamedTuple):
    campaigns: list
    stories: list
    news: list
    wishes: list


def front_page_cards(language: str) -> FrontPageCards:
    """Campaigns, newest stories and news (one query), and newest wishes (the catalogue's)."""
    news_page = apps.get_model("home", "NewsPage")
    campaigns = CampaignPage.objects.nearest_to(language).order_by().values("pk")
    newest = [
        model.objects.nearest_to(language).order_by("-date", "-pk").values("pk")[:NEWEST]
        for model in (StoryPage, news_page)
    ]
    # A union, because an OR would read the whole table, wishes and all; and so would the many
    # joins, were the types not named.
    pages = (
        Page.objects.type(CampaignPage, StoryPage, news_page)
        .filter(pk__in=campaigns.union(*newest))
        .select_related("locale", *_JOINED)
        .order_by("path")
    )
    cards = [_card(page) for page in pages]
    return FrontPageCards(
        campaigns=[card for card in cards if isinstance(card, CampaignPage)],
        stories=_newest_first(card for card in cards if isinstance(card, StoryPage)),
        news=_newest_first(card for card in cards if isinstance(card, news_page)),
        wishes=list(catalogue.newest(NEWEST, language)),
    )


def _card(page: Page) -> EditorialPage:
    """The page in its own type, out of the joined columns."""
    card = getattr(page, page.cached_content_type.model)
    card.locale = page.locale
    return card


def _newest_first(cards) -> list:
    return sorted(cards, key=lambda card: (card.date, card.pk), reverse=True)
