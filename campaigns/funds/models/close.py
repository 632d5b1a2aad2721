"""The books of a day, sealed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# What the first close names as the one before it.
NO_PREVIOUS = "0" * 64


class DailyClose(models.Model):
    """The entries since the close before, and a digest that holds them and every day before.

    Anybody can compute it anew: docs/ledger-close.md says how. Written by `closing` alone and
    never changed (a trigger).
    """

    day = models.DateField(_("day"), primary_key=True)
    # The number of the last entry of this day or an earlier one; 0 before the first.
    last_entry = models.BigIntegerField(_("last entry"))
    entries = models.IntegerField(_("entries"))
    entries_digest = models.CharField(_("digest of the entries"), max_length=64)
    # What stands on each account that the day moved, by code and currency: {"bank": {"KZT": 5}}.
    balances = models.JSONField(_("balances"), default=dict)
    # Unique, so that the chain has no fork.
    previous = models.CharField(_("digest of the day before"), max_length=64, unique=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    closed_at = models.DateTimeField(_("closed at"))

    class Meta:
        verbose_name = _("daily close")
        verbose_name_plural = _("daily closes")
        ordering = ["-day"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="funds_dailyclose_counts",
                condition=Q(entries__gte=0, last_entry__gte=0),
            )
        ]

    def __str__(self) -> str:
        return str(self.day)
