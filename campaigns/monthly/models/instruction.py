from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.monthly.models.monthly_gift import MonthlyGift
from campaigns.monthly.states import (
    LIVE_INSTRUCTIONS,
    TERMS,
    InstructionKind,
    InstructionState,
    StoppedBy,
)

# Stripe remembers an idempotency key for a day: before that is over we take a new one.
KEY_LIFE = timedelta(hours=23)


class InstructionQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Instructions about which Stripe may still have something to say."""
        return self.filter(state__in=LIVE_INSTRUCTIONS)

    def terms(self) -> Self:
        """What the donor agreed to give, newest first."""
        return self.filter(kind__in=TERMS).order_by("-n")

    def abandoned(self) -> Self:
        """Pages that never opened, and whose key Stripe may have forgotten by now."""
        return self.filter(
            kind__in=(InstructionKind.START, InstructionKind.CARD),
            state=InstructionState.CREATED,
            session_id__isnull=True,
            created_at__lt=timezone.now() - KEY_LIFE,
        )


class Instruction(models.Model):
    """What Stripe is told about a monthly gift: committed before the call, with its key.

    `idempotency_key` is `mon:<gift>:<n>`: telling it twice has effect once. What had no answer is
    told again by the clock (see `watch`).
    """

    monthly_gift = models.ForeignKey(
        MonthlyGift, on_delete=models.PROTECT, related_name="instructions"
    )
    n = models.PositiveSmallIntegerField(_("number"))
    idempotency_key = models.CharField(max_length=60, unique=True)
    kind = models.CharField(_("what"), max_length=10, choices=InstructionKind)
    state = models.CharField(
        _("state"), max_length=16, choices=InstructionState, default=InstructionState.CREATED
    )
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    page_url = models.TextField(blank=True)
    # Of terms: the sum that the donor agreed to, and Stripe's number for that price.
    amount_tiyn = models.BigIntegerField(_("sum"), null=True, blank=True)
    cover_tiyn = models.BigIntegerField(_("of it for fees"), default=0)
    price_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    # Of a stop: who wants it, and why.
    by = models.CharField(_("by"), max_length=10, choices=StoppedBy, default=StoppedBy.DONOR)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    error_code = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    checked_at = models.DateTimeField(_("asked Stripe at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = InstructionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("instruction to Stripe")
        verbose_name_plural = _("instructions to Stripe")
        ordering = ["monthly_gift", "n"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["monthly_gift", "n"], name="monthly_instruction_number"
            ),
            # Two pay pages open at once could both be paid; two sums could pass each other.
            models.UniqueConstraint(
                fields=["monthly_gift", "kind"],
                condition=Q(state__in=sorted(LIVE_INSTRUCTIONS)),
                name="monthly_instruction_one_live",
            ),
            models.UniqueConstraint(
                fields=["monthly_gift"],
                condition=Q(kind=InstructionKind.START, state=InstructionState.DONE),
                name="monthly_instruction_one_start",
            ),
            models.CheckConstraint(
                name="monthly_instruction_known_state",
                condition=Q(state__in=InstructionState.values),
            ),
            models.CheckConstraint(
                name="monthly_instruction_terms_have_a_sum",
                condition=~Q(kind__in=sorted(TERMS))
                | Q(
                    amount_tiyn__gt=0,
                    cover_tiyn__gte=0,
                    cover_tiyn__lt=F("amount_tiyn"),
                ),
            ),
            models.CheckConstraint(
                name="monthly_instruction_terms_have_a_price",
                condition=~Q(kind__in=sorted(TERMS), state=InstructionState.DONE)
                | Q(price_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["monthly_gift"],
                name="monthly_instruction_held",
                condition=Q(state=InstructionState.QUARANTINED),
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_INSTRUCTIONS
