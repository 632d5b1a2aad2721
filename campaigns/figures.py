"""A figure is never shown without its as-of date and its source (domain rule)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, TranslatableMixin

from language.translated import NAME

VALUE_HELP = _("As it should read, for example: 729, about 300, more than 8,400.")
AS_OF_NOTE_HELP = _(
    "Only where the source gives no exact date, for example: 2025, the report gives no day."
)


def describe_as_of(date: datetime.date | None, note: str) -> str:
    """The date in the reader's form, or the note that stands in for it."""
    return date_format(date, "DATE_FORMAT") if date else note


UNDATED = _("Enter the date of this figure, or say in words how old it is.")


class Figure(TranslatableMixin, Orderable):
    value = models.CharField(_("figure"), max_length=40, help_text=VALUE_HELP)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("For example: children, million ₸.")
    )
    label = models.CharField(_("what it counts"), max_length=160)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_note = models.CharField(
        _("as of, in words"), max_length=80, blank=True, help_text=AS_OF_NOTE_HELP
    )
    source = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), blank=True)

    panels = ["value", "unit", "label", "as_of", "as_of_note", "source", "source_url"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        abstract = True

    def __str__(self):
        return f"{self.value} {self.unit} {self.label}"

    @property
    def as_of_text(self) -> str:
        return describe_as_of(self.as_of, self.as_of_note)

    def clean(self):
        super().clean()
        if not self.as_of_text:
            raise ValidationError({"as_of": UNDATED})


class CampaignFigure(Figure):
    page = ParentalKey("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="figures")

    class Meta(Figure.Meta):
        abstract = False
        verbose_name = _("figure")
        verbose_name_plural = _("figures")


class CampaignPartner(TranslatableMixin, Orderable):
    page = ParentalKey("campaigns.CampaignPage", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(NAME, max_length=120)
    contribution = models.CharField(_("how it helps"), max_length=200, blank=True)
    url = models.URLField(_("website"), blank=True)

    panels = ["name", "contribution", "url"]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self):
        return self.name
