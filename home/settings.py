"""Who runs the site: kept by an administrator, shown in the footer and on every page of giving."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting

from language.identity_numbers import is_identity_number
from language.translated import NAME, Translated


def check_bin(text: str) -> None:
    """A BIN is an identity number whose fifth digit says that it is an organisation's."""
    if not is_identity_number(text) or text[4] not in "456":
        raise ValidationError(_("This is not a BIN: 12 digits, the last of them a check digit."))


class OrganisationSettings(BaseSiteSetting):
    name_kk = models.CharField(_("name (Kazakh)"), max_length=160, blank=True)
    name_ru = models.CharField(_("name (Russian)"), max_length=160, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    address_kk = models.CharField(_("address (Kazakh)"), max_length=200, blank=True)
    address_ru = models.CharField(_("address (Russian)"), max_length=200, blank=True)
    address_en = models.CharField(_("address (English)"), max_length=200, blank=True)
    bin = models.CharField(
        _("BIN"),
        max_length=12,
        blank=True,
        validators=[check_bin],
        help_text=_("Business identification number: 12 digits."),
    )
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("privacy page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Linked at the foot of every page."),
    )

    name = Translated("name")
    address = Translated("address")

    panels = [
        MultiFieldPanel(["name_kk", "name_ru", "name_en"], NAME),
        FieldRowPanel(["bin", "phone", "email"]),
        MultiFieldPanel(["address_kk", "address_ru", "address_en"], _("Address")),
        PageChooserPanel("privacy_page", "home.StandardPage"),
    ]

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return self.name
