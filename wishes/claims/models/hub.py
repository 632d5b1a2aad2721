from django.db import models
from django.utils.translation import gettext_lazy as _

from language.translated import NAME, Translated


class HubQuerySet(models.QuerySet):
    def open(self) -> models.QuerySet:
        """Hubs that a donor may choose now."""
        return self.filter(is_active=True).select_related("place")


class Hub(models.Model):
    """Where gifts are brought to. One that closed stays, so that its gifts keep their place."""

    name_kk = models.CharField(_("name in Kazakh"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    name = Translated("name", NAME)
    address_kk = models.CharField(_("address in Kazakh"), max_length=200)
    address_ru = models.CharField(_("address in Russian"), max_length=200)
    address_en = models.CharField(_("address in English"), max_length=200)
    address = Translated("address", _("Address"))
    hours_kk = models.CharField(_("opening hours in Kazakh"), max_length=200)
    hours_ru = models.CharField(_("opening hours in Russian"), max_length=200)
    hours_en = models.CharField(_("opening hours in English"), max_length=200)
    hours = Translated("hours", _("Opening hours"))
    phone = models.CharField(_("telephone"), max_length=24, blank=True)
    place = models.ForeignKey(
        "wishes.Place", on_delete=models.PROTECT, related_name="+", verbose_name=_("place")
    )
    is_active = models.BooleanField(
        _("takes gifts"), default=True, help_text=_("Otherwise no donor can choose it any more.")
    )

    objects = HubQuerySet.as_manager()

    class Meta:
        verbose_name = _("hub")
        verbose_name_plural = _("hubs")
        ordering = ["-is_active", "place", "name_kk"]

    def __str__(self) -> str:
        return self.name
