"""Homes that the money turns into."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from language.translated import Translated

CODE = r"^[A-Z0-9][A-Z0-9-]*$"
# Letters, and what joins two names. No digit, so no street with a house can be written.
PLACE = r"^[^\W\d_][^\W\d_ .’'-]*([ .’'-]+[^\W\d_]+)*\.?$"

_in_capitals = RegexValidator(CODE, _("Use capital Latin letters, digits and hyphens."))
_a_town = RegexValidator(PLACE, _("Only the name of a town or a district, without an address."))


class Source(models.TextChoices):
    """Who an apartment comes from."""

    STATE_QUEUE = "state_queue", _("the state's housing queue")
    FUND = "fund", _("gifts to a fund")
    SPONSOR = "sponsor", _("a sponsor's gift")
    MIXED = "mixed", _("gifts and other money together")


class Apartment(models.Model):
    """An apartment by its code. Who lives in it is written nowhere: no field has room for it."""

    code = models.CharField(
        _("code"), max_length=16, unique=True, validators=[_in_capitals],
        help_text=_("Capital Latin letters, digits and hyphens, for example A-12."),
    )  # fmt: skip
    place_kk = models.CharField(_("place (Kazakh)"), max_length=60, validators=[_a_town])
    place_ru = models.CharField(_("place (Russian)"), max_length=60, validators=[_a_town])
    place_en = models.CharField(
        _("place (English)"), max_length=60, blank=True, validators=[_a_town]
    )
    rooms = models.PositiveSmallIntegerField(
        _("rooms"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )  # fmt: skip
    area_m2 = models.PositiveSmallIntegerField(
        _("area, m²"), null=True, blank=True,
        validators=[MinValueValidator(8), MaxValueValidator(300)],
    )  # fmt: skip
    source = models.CharField(
        _("where it comes from"), max_length=12, choices=Source, default=Source.FUND
    )
    # Set by `hand_over` alone.
    handed_over_on = models.DateField(_("handed over on"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    place = Translated("place", _("Place"))

    class Meta:
        verbose_name = _("apartment")
        verbose_name_plural = _("apartments")
        ordering = ["pk"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="funds_apartment_code_tells_nothing", condition=Q(code__regex=CODE)
            ),
            # The database's letters differ from Python's: it holds what matters, no numbers.
            models.CheckConstraint(
                name="funds_apartment_place_is_no_address",
                condition=~(
                    Q(place_kk__regex=r"\d") | Q(place_ru__regex=r"\d") | Q(place_en__regex=r"\d")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code
