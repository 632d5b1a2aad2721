"""Who runs the site: kept by an administrator, shown in the footer and on every page of giving."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting

from language.translated import Translated


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
        validators=[RegexValidator(r"^\d{12}$", _("A BIN has 12 digits."))],
        help_text=_("Business identification number: 12 digits."),
    )
    phone = models.CharField(_("phone"), max_length=24, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    name = Translated("name")
    address = Translated("address")

    panels = [
        MultiFieldPanel(["name_kk", "name_ru", "name_en"], _("Name")),
        FieldRowPanel(["bin", "phone", "email"]),
        MultiFieldPanel(["address_kk", "address_ru", "address_en"], _("Address")),
    ]

    class Meta:
        verbose_name = _("organisation")

    def __str__(self):
        return self.name
