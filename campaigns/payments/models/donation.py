import secrets
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.payments.states import SETTLED, AttemptState, DonationState
from money.amounts import CURRENCY
from outbox.same_address import Folded


def new_token() -> str:
    """128 bits: whoever holds it may see this one gift."""
    return secrets.token_urlsafe(16)


class DonationQuerySet(models.QuerySet):
    def settled(self) -> Self:
        return self.filter(state__in=SETTLED)

    def quarantined(self) -> Self:
        """Gifts that wait for a person: held themselves, or with a payment that is held."""
        itself = Donation.objects.filter(state=DonationState.QUARANTINED)
        payment = Donation.objects.filter(attempts__state=AttemptState.QUARANTINED)
        # Each half has its partial index; an OR over both tables would read all gifts there are.
        return self.filter(pk__in=itself.values("pk").union(payment.values("pk")))


class Method(models.TextChoices):
    CARD = "card", _("by card")
    TRANSFER = "transfer", _("by bank transfer")
    CASH = "cash", _("in cash")


class Donation(models.Model):
    """One gift. Its `id` is what Stripe and the ledger know; `token` is what the donor holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    # The digest of the form that made the gift: the same form, sent again, is the same gift.
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="donations", verbose_name=_("fund")
    )
    amount_tiyn = models.BigIntegerField(_("sum"))
    # The part of `amount_tiyn` that the donor adds so that no fee is left to operations.
    cover_tiyn = models.BigIntegerField(_("of it for fees"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    method = models.CharField(_("way"), max_length=10, choices=Method, default=Method.CARD)
    state = models.CharField(
        _("state"), max_length=16, choices=DonationState, default=DonationState.CREATED
    )
    donor_name = models.CharField(_("donor's name"), max_length=120, blank=True)
    donor_email = models.EmailField(_("donor's e-mail"), blank=True)
    # A gift of a company; a person is never asked for a number.
    company_name = models.CharField(_("company"), max_length=200, blank=True)
    company_bin = models.CharField(_("company's BIN"), max_length=12, blank=True)
    is_anonymous = models.BooleanField(_("anonymous to the public"), default=False)
    language = models.CharField(_("language"), max_length=2)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), db_index=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True, db_index=True)
    # One polite letter about a gift that was not finished, only if the donor agreed.
    wants_reminder = models.BooleanField(_("may be reminded"), default=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    # The donor asked to be forgotten: the sums stay, who gave them is gone.
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    # What of the gift was given back, lies with the bank while a dispute lasts, or was lost to one.
    # Kept beside the refunds and disputes by `standing.take`, under the gift's lock.
    refunded_tiyn = models.BigIntegerField(_("given back"), default=0, editable=False)
    contested_tiyn = models.BigIntegerField(_("in dispute"), default=0, editable=False)
    lost_tiyn = models.BigIntegerField(_("lost in disputes"), default=0, editable=False)
    # Why a person has to look: what differs, never a person's data.
    quarantine_reason = models.CharField(_("held because"), max_length=200, blank=True)

    objects = DonationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        ordering = ["-created_at"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="payments_donation_amount_positive", condition=Q(amount_tiyn__gt=0)
            ),
            models.CheckConstraint(
                name="payments_donation_cover_is_a_part",
                condition=Q(cover_tiyn__gte=0) & Q(cover_tiyn__lt=F("amount_tiyn")),
            ),
            models.CheckConstraint(
                name="payments_donation_refunds_are_a_part",
                condition=Q(refunded_tiyn__gte=0) & Q(refunded_tiyn__lte=F("amount_tiyn")),
            ),
            models.CheckConstraint(
                name="payments_donation_disputes_not_negative",
                condition=Q(contested_tiyn__gte=0) & Q(lost_tiyn__gte=0),
            ),
            models.CheckConstraint(
                name="payments_donation_known_method", condition=Q(method__in=Method.values)
            ),
            models.CheckConstraint(
                name="payments_donation_known_state", condition=Q(state__in=DonationState.values)
            ),
            models.CheckConstraint(
                name="payments_donation_settled_has_date",
                condition=~Q(state__in=sorted(SETTLED)) | Q(paid_at__isnull=False),
            ),
        ]
        # Anybody may ask for the link to the gifts of an address.
        indexes = [
            models.Index(Folded("donor_email"), name="payments_donation_address"),
            models.Index(
                fields=["changed_at"],
                name="payments_donation_held",
                condition=Q(state=DonationState.QUARANTINED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self, language: str | None = None) -> str:
        with translation.override(language or self.language):
            return reverse("payments:gift", args=[self.token])

    @property
    def fund_tiyn(self) -> int:
        """What of the gift is for its fund."""
        return self.amount_tiyn - self.cover_tiyn

    @property
    def taken_tiyn(self) -> int:
        """What left the gift again. May be more than the gift: a bank disputes what it likes."""
        return self.refunded_tiyn + self.contested_tiyn + self.lost_tiyn

    @property
    def standing_tiyn(self) -> int:
        """What of a paid gift stands: neither given back, nor in dispute, nor lost."""
        return max(self.amount_tiyn - self.taken_tiyn, 0) if self.is_settled else 0

    @property
    def standing_in_fund_tiyn(self) -> int:
        """What of that is with the fund: what leaves a gift is taken from its fund first."""
        return max(self.fund_tiyn - self.taken_tiyn, 0) if self.is_settled else 0

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED
