from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.monthly.models.monthly_gift import MonthlyGift
from campaigns.monthly.states import LIVE_RENEWALS, RenewalState
from campaigns.payments.models import Donation


class RenewalQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Invoices about which Stripe may still have something to say."""
        return self.filter(state__in=LIVE_RENEWALS)


class Renewal(models.Model):
    """One invoice of Stripe's for a monthly gift: paid, it is a donation of its own."""

    monthly_gift = models.ForeignKey(MonthlyGift, on_delete=models.PROTECT, related_name="renewals")
    invoice_id = models.CharField(_("invoice"), max_length=120, unique=True)
    donation = models.OneToOneField(
        Donation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewal",
        verbose_name=_("gift"),
    )
    period_start = models.DateTimeField(_("from"))
    period_end = models.DateTimeField(_("until"))
    amount_tiyn = models.BigIntegerField(_("sum"))
    state = models.CharField(
        _("state"), max_length=16, choices=RenewalState, default=RenewalState.OPEN
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    # When Stripe tries the card again; empty when it will not.
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    checked_at = models.DateTimeField(_("asked Stripe at"), null=True, blank=True)
    quarantine_reason = models.CharField(_("held because"), max_length=200, blank=True)

    objects = RenewalQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("payment of a monthly gift")
        verbose_name_plural = _("payments of monthly gifts")
        ordering = ["-period_start", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="monthly_renewal_known_state", condition=Q(state__in=RenewalState.values)
            ),
            models.CheckConstraint(
                name="monthly_renewal_paid_is_a_gift",
                condition=Q(state=RenewalState.PAID, donation__isnull=False)
                | (~Q(state=RenewalState.PAID) & Q(donation__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                F("checked_at"),
                name="monthly_renewal_to_look_at",
                condition=Q(state__in=sorted(LIVE_RENEWALS)),
            ),
            models.Index(
                fields=["monthly_gift"],
                name="monthly_renewal_held",
                condition=Q(state=RenewalState.QUARANTINED),
            ),
        ]

    def __str__(self) -> str:
        return self.invoice_id
