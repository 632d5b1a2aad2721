"""Campaigns of the two programmes, and the stories of what came of them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from campaigns import gates
from campaigns.blocks import BodyBlock
from campaigns.editorial import EditorialPage
from campaigns.figures import CampaignFigure, CampaignPartner
from campaigns.listing import one_page_of
from campaigns.pictures import fetch_renditions
from images import children, places
from language.folding import fold

__all__ = [
    "CampaignFigure",
    "CampaignIndexPage",
    "CampaignPage",
    "CampaignPartner",
    "Programme",
    "StoryIndexPage",
    "StoryPage",
]

PICTURE_PANEL = MultiFieldPanel(["picture", "picture_alt"], _("Picture"))
STORIES_BESIDE_CAMPAIGN = 3


class Programme(models.TextChoices):
    MEYIRIM = "meyirim", _("Meyirim")
    ZHUREKTEN = "zhurekten", _("Zhurekten Zhurekke")


class CampaignIndexPage(EditorialPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["campaigns.CampaignPage"]
    # One for each language.
    max_count_per_parent = 1
    show_in_menus_default = True
    page_description = _("Lists the campaigns")

    content_panels = [*Page.content_panels, "lead", PICTURE_PANEL]

    class Meta:
        verbose_name = _("campaign list")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        campaigns = CampaignPage.objects.for_reading().nearest_to(get_language()).order_by("path")
        context["listing"] = one_page_of(campaigns, request)
        fetch_renditions(self, *context["listing"])
        return context


class CampaignPage(EditorialPage):
    """A campaign: what it is for, what came of it, who helps, and the fund that takes gifts."""

    programme = models.CharField(_("programme"), max_length=12, choices=Programme.choices)
    fund = models.ForeignKey(
        "funds.Fund",
        verbose_name=_("fund"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Shows its progress and the way to give. Leave empty when none is collected."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["campaigns.CampaignIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A campaign of one of the programmes, with figures, partners and a fund")
    joined_for_reading = ("locale", "picture", "fund", "fund__total")

    content_panels = [
        *Page.content_panels,
        "programme",
        "lead",
        PICTURE_PANEL,
        "fund",
        InlinePanel("figures", heading=_("Figures"), label=_("Figure")),
        "body",
        InlinePanel("partners", heading=_("Partners"), label=_("Partner")),
    ]

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = list(
            StoryPage.objects.for_reading()
            .nearest_to(get_language())
            .filter(campaign__translation_key=self.translation_key)
            .order_by("-date", "-pk")[:STORIES_BESIDE_CAMPAIGN]
        )
        context["stories"] = stories
        fetch_renditions(self, *stories, body=self.body)
        return context


class StoryIndexPage(EditorialPage):
    parent_page_types = ["home.HomePage"]
    subpage_types = ["campaigns.StoryPage"]
    max_count_per_parent = 1
    show_in_menus_default = True
    page_description = _("Lists the success stories, newest first")

    content_panels = [*Page.content_panels, "lead", PICTURE_PANEL]

    class Meta:
        verbose_name = _("story list")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = StoryPage.objects.for_reading().nearest_to(get_language())
        context["listing"] = one_page_of(stories.order_by("-date", "-pk"), request)
        fetch_renditions(self, *context["listing"])
        return context


class StoryPage(EditorialPage):
    """How a gift changed something. It names nobody: a pseudonym of one word, never a surname."""

    # The wish that it tells of, set when it is made and never changed; "": of no single wish.
    wish_code = models.CharField(
        _("code of the wish"), max_length=12, blank=True, editable=False, db_index=True
    )
    # Consent has ended: the page is empty, and answers "gone" for good.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    pseudonym = models.CharField(
        _("name in the story"),
        max_length=40,
        validators=[
            RegexValidator(
                re.compile(r"^[^\W\d_]+(-[^\W\d_]+)?$"),
                _("One word: a made-up name, or the first name the family agreed to. No surname."),
            )
        ],
        help_text=_("A made-up name of one word. Never a surname."),
    )
    date = models.DateField(_("date"), default=timezone.localdate)
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("campaign"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True)

    parent_page_types = ["campaigns.StoryIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A success story, under a made-up name")
    joined_for_reading = ("locale", "picture", "campaign", "campaign__locale")

    content_panels = [
        *Page.content_panels,
        "pseudonym",
        "date",
        "lead",
        PICTURE_PANEL,
        "campaign",
        "body",
    ]

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")

    def clean(self):
        super().clean()
        named = fold(self.pseudonym or "")
        if named and named in fold((self.slug or "").replace("-", " ")).split():
            raise ValidationError({"slug": _("The address must not hold a child's name.")})

    def obstacles(self):
        return gates.of_story(self)

    def save(self, clean=True, **kwargs):
        with transaction.atomic():
            saved = super().save(clean=clean, **kwargs)
            if self.live:
                self.keep_pictures(place.image for place in places.places(self))
            return saved

    def keep_pictures(self, pictures):
        """From now on those of a child go with this wish's consent."""
        if self.wish_code:
            children.belong_to(self.wish_code, pictures)

    def with_content_json(self, content):
        """No version of it tells of another wish, nor is brought back once it was taken down."""
        page = super().with_content_json(content)
        page.wish_code, page.withdrawn_at = self.wish_code, self.withdrawn_at
        return page

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        fetch_renditions(self, body=self.body)
        return context
