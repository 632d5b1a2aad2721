from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaigns.payments.reversals.states import PayoutStatus


class Payout(models.Model):
    """Money that Stripe sends to our bank account; below zero where Stripe takes it from there.

    `amount` is in the smallest unit of `currency`, which is that of settlement. The two dates say
    what of it stands in the ledger: that it left Stripe, and that it came back.
    """

    stripe_id = models.CharField(_("number at Stripe"), max_length=120, unique=True)
    amount = models.BigIntegerField(_("sum"))
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("state"), max_length=12, choices=PayoutStatus)
    is_automatic = models.BooleanField(_("by Stripe's schedule"), default=True)
    arrives_on = models.DateField(_("at the bank on"))
    made_at = models.DateTimeField(_("made at"))
    left_at = models.DateTimeField(_("left Stripe at"), null=True, blank=True)
    came_back_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    error_code = models.CharField(_("last error"), max_length=60, blank=True)
    # How many of Stripe's answers were taken over: tells a stale answer from a fresh one.
    answers = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-made_at"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="payments_payout_amount_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="payments_payout_known_status", condition=Q(status__in=PayoutStatus.values)
            ),
            models.CheckConstraint(
                name="payments_payout_came_back_after_it_left",
                condition=Q(came_back_at__isnull=True) | Q(left_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.stripe_id
