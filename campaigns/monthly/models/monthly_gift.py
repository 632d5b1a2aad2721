import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.monthly.states import (
    BEGINNING,
    OVER,
    RUNNING,
    InstructionState,
    MonthlyState,
    RenewalState,
    StoppedBy,
)
from campaigns.payments.models import new_token
from money.amounts import CURRENCY
from outbox.same_address import Folded


class MonthlyGiftQuerySet(models.QuerySet):
    def running(self) -> Self:
        """Gifts that Stripe takes money for."""
        return self.filter(state__in=sorted(RUNNING))

    def held(self) -> Self:
        """Gifts that wait for a person: held themselves, changed at Stripe while they run, or with
        something that is held."""
        every = MonthlyGift.objects
        itself = every.filter(state=MonthlyState.QUARANTINED)
        differ = every.running().exclude(quarantine_reason="")
        told = every.filter(instructions__state=InstructionState.QUARANTINED)
        told = told.exclude(state__in=OVER)
        billed = every.filter(renewals__state=RenewalState.QUARANTINED)
        # Each has its partial index; an OR over the tables would read all that there are.
        parts = (differ.values("pk"), told.values("pk"), billed.values("pk"))
        held = itself.values("pk").union(*parts)
        return self.filter(pk__in=held)


class MonthlyGift(models.Model):
    """A gift that is given again every month, until somebody stops it.

    Its `id` is what Stripe knows; `token` is what the donor holds. The money is in its renewals,
    each a gift of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    # The digest of the form: the same form, sent again, is the same monthly gift.
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="monthly_gifts", verbose_name=_("fund")
    )
    # What is given from the next payment on; what was agreed before is in the instructions.
    amount_tiyn = models.BigIntegerField(_("sum"))
    # The part of `amount_tiyn` that the donor adds so that no fee is left to operations.
    cover_tiyn = models.BigIntegerField(_("of it for fees"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    state = models.CharField(
        _("state"), max_length=16, choices=MonthlyState, default=MonthlyState.CREATED
    )
    donor_name = models.CharField(_("donor's name"), max_length=120, blank=True)
    donor_email = models.EmailField(_("donor's e-mail"), blank=True)
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    company_bin = models.CharField(_("company's BIN"), max_length=12, blank=True)
    is_anonymous = models.BooleanField(_("anonymous to the public"), default=False)
    # What the donor says with it (`giving.giver.Spoken`), until the first payment says it.
    spoken = models.JSONField(null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2)
    subscription_id = models.CharField(
        _("Stripe's subscription"), max_length=120, unique=True, null=True, blank=True
    )
    customer_id = models.CharField(
        _("Stripe's customer"), max_length=120, unique=True, null=True, blank=True
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), db_index=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    started_at = models.DateTimeField(_("began at"), null=True, blank=True)
    # When Stripe takes the next payment, as it said last.
    renews_at = models.DateTimeField(_("next payment at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("asked Stripe at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    cancelled_by = models.CharField(_("stopped by"), max_length=10, choices=StoppedBy, blank=True)
    # The donor asked to be forgotten.
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    # Why a person has to look: what differs, never a person's data.
    quarantine_reason = models.CharField(_("held because"), max_length=200, blank=True)

    objects = MonthlyGiftQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("monthly gift")
        verbose_name_plural = _("monthly gifts")
        ordering = ["-created_at"]
        default_permissions = ("view",)
        permissions = [("stop_monthlygift", _("Can stop a monthly gift"))]
        constraints = [
            models.CheckConstraint(name="monthly_gift_amount", condition=Q(amount_tiyn__gt=0)),
            models.CheckConstraint(
                name="monthly_gift_cover_is_a_part",
                condition=Q(cover_tiyn__gte=0) & Q(cover_tiyn__lt=F("amount_tiyn")),
            ),
            models.CheckConstraint(
                name="monthly_gift_known_state", condition=Q(state__in=MonthlyState.values)
            ),
            models.CheckConstraint(
                name="monthly_gift_runs_at_stripe",
                condition=~Q(state__in=sorted(RUNNING))
                | Q(
                    subscription_id__isnull=False,
                    customer_id__isnull=False,
                    started_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="monthly_gift_stopped_by_somebody",
                condition=~Q(state=MonthlyState.CANCELLED)
                | Q(cancelled_at__isnull=False, cancelled_by__in=StoppedBy.values),
            ),
        ]
        indexes = [
            models.Index(
                F("checked_at"),
                name="monthly_gift_to_look_at",
                condition=Q(state__in=sorted(RUNNING)),
            ),
            models.Index(Folded("donor_email"), name="monthly_gift_address"),
            models.Index(
                fields=["changed_at"],
                name="monthly_gift_held",
                condition=Q(state=MonthlyState.QUARANTINED),
            ),
            models.Index(
                fields=["changed_at"],
                name="monthly_gift_differs",
                condition=Q(state__in=sorted(RUNNING)) & ~Q(quarantine_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self, language: str | None = None) -> str:
        with translation.override(language or self.language):
            return reverse("monthly:gift", args=[self.token])

    @property
    def fund_tiyn(self) -> int:
        """What of each payment is for the fund."""
        return self.amount_tiyn - self.cover_tiyn

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def can_be_stopped(self) -> bool:
        """Stripe takes money for it, or may: held ones too, where their subscription is known."""
        is_held = self.state == MonthlyState.QUARANTINED and self.subscription_id is not None
        return self.is_running or is_held

    @property
    def is_beginning(self) -> bool:
        return self.state in BEGINNING

    def given_tiyn(self) -> int:
        """What was paid so far, what was given back later not taken off."""
        paid = self.renewals.filter(state=RenewalState.PAID)
        return paid.aggregate(sum=Sum("donation__amount_tiyn"))["sum"] or 0
