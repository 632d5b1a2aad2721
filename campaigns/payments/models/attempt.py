from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donation import Donation
from campaigns.payments.states import LIVE_ATTEMPTS, AttemptState

# Stripe remembers an idempotency key for a day: before that is over we take a new one.
KEY_LIFE = timedelta(hours=23)


class AttemptQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Attempts about which Stripe may still have something to say."""
        return self.filter(state__in=LIVE_ATTEMPTS)

    def abandoned(self) -> Self:
        """Attempts that never got a pay page, and whose key Stripe may have forgotten by now."""
        return self.filter(
            state=AttemptState.CREATED,
            session_id__isnull=True,
            created_at__lt=timezone.now() - KEY_LIFE,
        )


class Attempt(models.Model):
    """One try to pay a gift: committed before Stripe is called, with the key of the call.

    `idempotency_key` is `don:<gift>:<n>`: asking twice with it opens one pay page.
    """

    donation = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="attempts")
    n = models.PositiveSmallIntegerField(_("number"))
    idempotency_key = models.CharField(max_length=60, unique=True)
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    intent_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    checkout_url = models.TextField(blank=True)
    state = models.CharField(
        _("state"), max_length=16, choices=AttemptState, default=AttemptState.CREATED
    )
    # What the bank or Stripe said last, as its code: card_declined, rate_limit, …
    error_code = models.CharField(_("last error"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    opened_at = models.DateTimeField(_("opened at"), null=True)
    checked_at = models.DateTimeField(_("asked Stripe at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    objects = AttemptQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["donation", "n"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["donation", "n"], name="payments_attempt_number"),
            # Two pay pages open at once could both be paid.
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(state__in=sorted(LIVE_ATTEMPTS)),
                name="payments_attempt_one_live",
            ),
            models.UniqueConstraint(
                fields=["donation"],
                condition=Q(state=AttemptState.PAID),
                name="payments_attempt_one_paid",
            ),
            models.CheckConstraint(
                name="payments_attempt_known_state", condition=Q(state__in=AttemptState.values)
            ),
        ]
        indexes = [
            models.Index(
                F("checked_at").asc(nulls_first=True),
                name="payments_attempt_live",
                condition=Q(state__in=sorted(LIVE_ATTEMPTS)),
            ),
            models.Index(
                fields=["closed_at"],
                name="payments_attempt_held",
                condition=Q(state=AttemptState.QUARANTINED),
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key
