import secrets
import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Fund
from campaigns.payments.states import (
    LIVE_ATTEMPTS,
    SETTLED,
    AttemptState,
    DonationState,
)
from money.amounts import CURRENCY

# Stripe remembers an idempotency key for a day: before that is over we take a new one.
KEY_LIFE = timedelta(hours=23)


def new_token() -> str:
    """128 bits: whoever holds it may see this one gift."""
    return secrets.token_urlsafe(16)


class DonationQuerySet(models.QuerySet):
    def settled(self) -> Self:
        return self.filter(state__in=SETTLED)

    def quarantined(self) -> Self:
        """Gifts that wait for a person: held themselves, or with a payment that is held."""
        return self.filter(
            Q(state=DonationState.QUARANTINED) | Q(attempts__state=AttemptState.QUARANTINED)
        ).distinct()


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
    currency = models.CharField(_("currency"), max_length=3, default=CURRENCY)
    state = models.CharField(
        _("state"), max_length=16, choices=DonationState, default=DonationState.CREATED
    )
    donor_name = models.CharField(_("donor's name"), max_length=120, blank=True)
    donor_email = models.EmailField(_("donor's e-mail"))
    is_anonymous = models.BooleanField(_("anonymous to the public"), default=False)
    language = models.CharField(_("language"), max_length=2)
    created_at = models.DateTimeField(_("created at"), db_default=Now(), db_index=True)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True, db_index=True)
    # Why a person has to look: what differs, never a person's data.
    quarantine_reason = models.CharField(_("held because"), max_length=200, blank=True)

    objects = DonationQuerySet.as_manager()

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
                name="payments_donation_known_state", condition=Q(state__in=DonationState.values)
            ),
            models.CheckConstraint(
                name="payments_donation_settled_has_date",
                condition=~Q(state__in=sorted(SETTLED)) | Q(paid_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self, language: str | None = None) -> str:
        with translation.override(language or self.language):
            return reverse("payments:gift", args=[self.token])

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


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
        ]

    def __str__(self) -> str:
        return self.idempotency_key


class WebhookEventQuerySet(models.QuerySet):
    def unhandled(self) -> Self:
        return self.filter(handled_at=None)

    def due(self) -> Self:
        return self.unhandled().filter(next_attempt_at__lte=Now()).order_by("next_attempt_at")


class WebhookEvent(models.Model):
    """The inbox: what Stripe said happened, kept once, until it is handled.

    Only numbers are kept (`refs`: session, intent, charge, gift), never the body: the truth is
    fetched from Stripe when the row is handled, and so no donor's data lies here.
    """

    event_id = models.CharField(_("event"), max_length=120, unique=True)
    type = models.CharField(_("type"), max_length=80)
    livemode = models.BooleanField()
    object_id = models.CharField(_("object"), max_length=120, blank=True)
    refs = models.JSONField(default=dict)
    happened_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"), db_default=Now())
    handled_at = models.DateTimeField(_("handled at"), null=True)
    attempts = models.PositiveIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try at"), db_default=Now())
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    objects = WebhookEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("message from Stripe")
        verbose_name_plural = _("messages from Stripe")
        ordering = ["-received_at"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                F("next_attempt_at"),
                name="payments_event_due",
                condition=Q(handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
