"""What the front page shows besides its own text, in as few queries as can be."""

from typing import NamedTuple

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page

from campaigns.models import CampaignPage, StoryPage
from wishes import catalogue

NEWEST = 3
_JOINED = ("campaignpage", "storypage", "newspage")


class FrontPageCards(NamedTuple):
    campaigns: list
    stories: list
    news: list
    wishes: list


def front_page_cards(language: str) -> FrontPageCards:
    """Campaigns, newest stories and news (one query), and newest wishes (the catalogue's)."""
    news_page = apps.get_model("home", "NewsPage")
    campaigns = CampaignPage.objects.nearest_to(language).values("pk")
    newest = [
        model.objects.nearest_to(language).order_by("-date", "-pk").values("pk")[:NEWEST]
        for model in (StoryPage, news_page)
    ]
    wanted = Q(pk__in=campaigns) | Q(pk__in=newest[0]) | Q(pk__in=newest[1])
    joined = [f"{name}__{field}" for name in _JOINED for field in ("locale", "picture")]
    pages = Page.objects.filter(wanted).order_by("path")
    cards = [
        getattr(page, page.cached_content_type.model)
        for page in pages.select_related("campaignpage__fund__total", *joined)
    ]
    return FrontPageCards(
        campaigns=[card for card in cards if isinstance(card, CampaignPage)],
        stories=_newest_first(card for card in cards if isinstance(card, StoryPage)),
        news=_newest_first(card for card in cards if isinstance(card, news_page)),
        wishes=list(catalogue.newest(NEWEST, language)),
    )


def _newest_first(cards) -> list:
    return sorted(cards, key=lambda card: (card.date, card.pk), reverse=True)
