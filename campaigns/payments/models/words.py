from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donation import Donation
from campaigns.payments.states import STANDING


class WordsState(models.TextChoices):
    WAITING = "waiting", _("to be read")
    APPROVED = "approved", _("public")
    REJECTED = "rejected", _("not public")


class WordsQuerySet(models.QuerySet):
    def to_read(self) -> Self:
        """Words that are meant to be public, with a gift behind them that stands."""
        return self.filter(
            is_public=True, donation__state__in=sorted(STANDING), donation__erased_at=None
        )

    def public(self) -> Self:
        """Of these, the words that a person has read and let through."""
        return self.to_read().filter(state=WordsState.APPROVED)


class Words(models.Model):
    """What a donor says with a gift. Nothing of it is public before a person has read it."""

    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, primary_key=True, related_name="words"
    )
    shown_name = models.CharField(_("name to show"), max_length=120, blank=True)
    dedication = models.CharField(_("dedication"), max_length=120, blank=True)
    message = models.TextField(_("message"), max_length=500, blank=True)
    is_public = models.BooleanField(_("may be shown"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=WordsState, default=WordsState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    objects = WordsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("words of a donor")
        verbose_name_plural = _("words of donors")
        ordering = ["-created_at"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                models.F("created_at").desc(),
                name="payments_words_wall",
                condition=Q(is_public=True, state="approved"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="payments_words_known_state", condition=Q(state__in=WordsState.values)
            ),
            models.CheckConstraint(
                name="payments_words_decided_by_somebody",
                condition=Q(state="waiting") | Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.donation_id}"
