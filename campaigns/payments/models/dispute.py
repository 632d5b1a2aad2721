from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donation import Donation
from campaigns.payments.reversals.states import OPEN_DISPUTES, WAITING_DISPUTES, DisputeStatus
from money.amounts import CURRENCY


class DisputeQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(status__in=sorted(OPEN_DISPUTES))

    def contested(self) -> Self:
        """The bank has the money, and nobody knows yet whose it is."""
        return self.filter(
            withdrawn_at__isnull=False, reinstated_at__isnull=True, lost_at__isnull=True
        )

    def lost(self) -> Self:
        return self.filter(lost_at__isnull=False, reinstated_at__isnull=True)

    def by_urgency(self) -> Self:
        """Those that wait for our evidence first, the nearest date first."""
        return self.order_by(
            models.Case(
                models.When(status__in=sorted(WAITING_DISPUTES), then=0),
                models.When(status__in=sorted(OPEN_DISPUTES), then=1),
                default=2,
            ),
            F("evidence_due_at").asc(nulls_last=True),
            "-opened_at",
        )

    def waiting(self) -> Self:
        """Disputes to which the bank awaits our answer."""
        return self.filter(status__in=sorted(WAITING_DISPUTES))


class Dispute(models.Model):
    """The donor's bank asks whether a charge was right, and as a rule takes the money first.

    Decided between the bank and Stripe; evidence is given in Stripe's dashboard. The three dates
    say what of it stands in the ledger.
    """

    stripe_id = models.CharField(_("number at Stripe"), max_length=120, unique=True)
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("gift")
    )
    amount_tiyn = models.BigIntegerField(_("sum"))
    # Stripe's word: fraudulent, duplicate, product_not_received, …
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    status = models.CharField(_("state"), max_length=24, choices=DisputeStatus)
    evidence_due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # What Stripe takes for it, in the smallest unit of `fee_currency`.
    fee = models.BigIntegerField(_("fee"), default=0)
    fee_currency = models.CharField(_("currency of the fee"), max_length=3, default=CURRENCY)
    # When each was entered: taken by the bank, brought back by it, lost for good.
    withdrawn_at = models.DateTimeField(_("taken by the bank at"), null=True, blank=True)
    reinstated_at = models.DateTimeField(_("brought back at"), null=True, blank=True)
    lost_at = models.DateTimeField(_("lost at"), null=True, blank=True)
    # How many of Stripe's answers were taken over: tells a stale answer from a fresh one.
    answers = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DisputeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="payments_dispute_amount_positive", condition=Q(amount_tiyn__gt=0)
            ),
            models.CheckConstraint(
                name="payments_dispute_known_status", condition=Q(status__in=DisputeStatus.values)
            ),
            models.CheckConstraint(
                name="payments_dispute_ends_after_it_began",
                condition=Q(withdrawn_at__isnull=False)
                | Q(reinstated_at__isnull=True, lost_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id
