"""The site's own pages: front page, news, results and plain pages."""

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from campaigns.blocks import BodyBlock, FigureBlock
from campaigns.editorial import EditorialPage
from campaigns.funds.models import Fund
from campaigns.listing import one_page_of
from campaigns.models import PICTURE_PANEL, CampaignPage
from campaigns.pictures import fetch_renditions
from home.front import front_page_cards
from home.settings import OrganisationSettings

__all__ = [
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "OrganisationSettings",
    "ResultsPage",
    "StandardPage",
]


class HomePage(EditorialPage):
    """A language's front page, and the root of all its pages."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    figures = StreamField(
        [("figure", FigureBlock())],
        verbose_name=_("headline figures"),
        blank=True,
        max_num=4,
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "campaigns.CampaignIndexPage",
        "campaigns.StoryIndexPage",
        "wishes.WishIndexPage",
        "home.NewsIndexPage",
        "home.ResultsPage",
        "home.StandardPage",
    ]
    page_description = _("The front page of one language")

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(["headline", "lead", "picture", "picture_alt"], _("Opening")),
        "figures",
        "body",
    ]

    class Meta:
        verbose_name = _("front page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        cards = front_page_cards(get_language())
        context |= cards._asdict()
        fetch_renditions(
            self,
            *cards.campaigns,
            *cards.stories,
            *cards.news,
            body=self.body,
            others=[wish.image for wish in cards.wishes],
        )
        return context


class StandardPage(EditorialPage):
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = _("A plain page: about, privacy, how it works")

    content_panels = [*Page.content_panels, "lead", PICTURE_PANEL, "body"]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        fetch_renditions(self, body=self.body)
        return context


class NewsIndexPage(EditorialPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    page_description = _("Lists the news, newest first")

    content_panels = [*Page.content_panels, "lead", PICTURE_PANEL]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.for_reading().nearest_to(get_language())
        context["listing"] = one_page_of(news.order_by("-date", "-pk"), request)
        fetch_renditions(self, *context["listing"])
        return context


class NewsPage(EditorialPage):
    date = models.DateField(_("date"), default=timezone.localdate)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A piece of news")

    content_panels = [*Page.content_panels, "date", "lead", PICTURE_PANEL, "body"]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        fetch_renditions(self, body=self.body)
        return context


class ResultsPage(EditorialPage):
    """What came of it all: figures as reported, and what the ledger says of each fund."""

    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    show_in_menus_default = True
    page_description = _("Figures of the programmes, and sums by fund")

    content_panels = [*Page.content_panels, "lead", PICTURE_PANEL, "body"]

    class Meta:
        verbose_name = _("results")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        campaigns = CampaignPage.objects.for_reading().nearest_to(get_language())
        context["campaigns"] = campaigns.order_by("path").prefetch_related("figures")
        context["funds"] = Fund.objects.listed().with_totals()
        fetch_renditions(self, body=self.body)
        return context
