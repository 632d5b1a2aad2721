import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models.donation import Donation
from campaigns.payments.models.owed import NOT_MADE_GOOD
from campaigns.payments.reversals.states import LIVE_REFUNDS, RefundState


class RefundKind(models.TextChoices):
    REQUESTED_HERE = "requested_here", _("to the card")
    MADE_AT_STRIPE = "made_at_stripe", _("made at Stripe, not here")
    BY_BANK = "by_bank", _("by bank transfer")
    IN_CASH = "in_cash", _("in cash")


class RefundReason(models.TextChoices):
    DONOR_ASKED = "donor_asked", _("the donor asked for it")
    GIVEN_TWICE = "given_twice", _("given twice by mistake")
    WRONG_SUM = "wrong_sum", _("the sum was a mistake")
    FRAUD = "fraud", _("the card was used without its owner")
    NOT_OURS = "not_ours", _("the money was not meant for us")
    OTHER = "other", _("another reason")


class RefundQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Asked for, and not yet decided by a second person."""
        return self.filter(state=RefundState.REQUESTED)

    def to_send(self) -> Self:
        """Approved, and Stripe has not yet been heard to have them."""
        return self.filter(kind=RefundKind.REQUESTED_HERE, state=RefundState.APPROVED)

    def to_pay_out(self) -> Self:
        """Approved, and to be given back by us: through the bank or from the cash box."""
        return self.filter(
            kind__in=[RefundKind.BY_BANK, RefundKind.IN_CASH], state=RefundState.APPROVED
        )

    def paid_by_bank(self) -> Self:
        """Given back by a transfer of ours, which has not come back."""
        paid = self.filter(kind=RefundKind.BY_BANK, state=RefundState.SUCCEEDED)
        return paid.filter(entered_at__isnull=False, came_back_at=None)

    def failed(self) -> Self:
        """Stripe or a bank did not take it, or brought it back."""
        return self.filter(Q(state=RefundState.FAILED) | Q(came_back_at__isnull=False))

    def still_owed(self) -> Self:
        """It did not go through, whichever way it went; since we know that, no refunds of that gift
        were asked for that make up for it, no two people said that nothing is to be paid, and
        something of the gift is left to give back.
        """
        others = Refund.objects.live().filter(donation=OuterRef("donation")).order_by()
        promised = others.values("donation").annotate(s=Sum("amount_tiyn")).values("s")
        gone = F("donation__contested_tiyn") + F("donation__lost_tiyn")
        has_left = Q(donation__amount_tiyn__gt=gone + Coalesce(Subquery(promised), 0))
        return self.filter(has_left, pk__in=RawSQL(NOT_MADE_GOOD, ()))  # noqa: S611 - SQL of ours

    def waiving(self) -> Self:
        """One person says that nothing is to be paid any more; another has not yet agreed."""
        open_ones = self.to_pay_out().values("pk").union(self.still_owed().values("pk"))
        return self.filter(waive_asked_by__isnull=False, waived_by=None, pk__in=open_ones)

    def in_effect(self) -> Self:
        """Money that has left us and has not come back: what a gift is less by."""
        return self.filter(entered_at__isnull=False, came_back_at__isnull=True)

    def live(self) -> Self:
        """What takes, or may yet take, a part of the gift."""
        return self.filter(
            Q(state__in=sorted(LIVE_REFUNDS))
            | Q(entered_at__isnull=False, came_back_at__isnull=True)
        )

    def under_way(self) -> Self:
        """The money is not yet with the donor, as far as we know."""
        return self.filter(
            state__in=[RefundState.REQUESTED, RefundState.APPROVED, RefundState.SENT]
        )

    def unseen(self) -> Self:
        """Made at Stripe past our two people, and not yet looked at by finance."""
        return self.filter(kind=RefundKind.MADE_AT_STRIPE, acknowledged_at__isnull=True)


class Refund(models.Model):
    """Money of a gift that is given back, or is to be.

    Asked for by one person and approved by another before anything moves; committed before Stripe
    is called. What Stripe did by itself, or through its dashboard, gets a row afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, related_name="refunds", verbose_name=_("gift")
    )
    amount_tiyn = models.BigIntegerField(_("sum"))
    kind = models.CharField(
        _("way"), max_length=16, choices=RefundKind, default=RefundKind.REQUESTED_HERE
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RefundState, default=RefundState.REQUESTED
    )
    reason = models.CharField(_("reason"), max_length=12, choices=RefundReason, blank=True)
    # Short, and never a person's data: it is kept for good.
    note = models.CharField(_("note"), max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    stripe_refund_id = models.CharField(
        _("number at Stripe"), max_length=120, unique=True, null=True, blank=True
    )
    # `ref:<refund>:<n>`; a new one only after Stripe was asked what the last one did.
    idempotency_key = models.CharField(max_length=60, unique=True, null=True, blank=True)
    # When the call with this key was first made; None when its next call needs a new key.
    asked_at = models.DateTimeField(null=True, blank=True)
    # How many of Stripe's answers were taken over: tells a stale answer from a fresh one.
    answers = models.PositiveIntegerField(default=0, editable=False)
    # What Stripe or the bank said last, as its code.
    error_code = models.CharField(_("last error"), max_length=60, blank=True)
    # The payment order or the voucher by which it was paid out past Stripe.
    reference = models.CharField(_("paper"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("asked for at"), db_default=Now())
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    # When the refund, and its coming back, were entered in the ledger.
    entered_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    came_back_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    # When it got the last of its states: of one that came back, when we learned that.
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("looked at by"),
    )

    # Nothing is to be paid after all: one person says so, another agrees.
    waive_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nothing to pay, says"),
    )
    waive_asked_at = models.DateTimeField(_("said at"), null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("nothing to pay, agrees"),
    )

    objects = RefundQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["-created_at"]
        default_permissions = ("view",)
        permissions = [
            ("request_refund", _("Can ask for a refund")),
            ("approve_refund", _("Can decide about a refund that another asked for")),
        ]
        constraints = [
            models.CheckConstraint(
                name="payments_refund_amount_positive", condition=Q(amount_tiyn__gt=0)
            ),
            models.CheckConstraint(
                name="payments_refund_known_state", condition=Q(state__in=RefundState.values)
            ),
            models.CheckConstraint(
                name="payments_refund_known_kind", condition=Q(kind__in=RefundKind.values)
            ),
            models.CheckConstraint(
                name="payments_refund_two_people",
                condition=Q(approved_by__isnull=True)
                | (Q(requested_by__isnull=False) & ~Q(approved_by=F("requested_by"))),
            ),
            models.CheckConstraint(
                name="payments_refund_waived_by_two",
                condition=Q(waived_by__isnull=True)
                | (Q(waive_asked_by__isnull=False) & ~Q(waived_by=F("waive_asked_by"))),
            ),
            # Nothing that we do goes on before both have said so.
            models.CheckConstraint(
                name="payments_refund_is_approved",
                condition=Q(kind=RefundKind.MADE_AT_STRIPE)
                | Q(approved_by__isnull=False)
                | Q(
                    state__in=[
                        RefundState.REQUESTED,
                        RefundState.REJECTED,
                        RefundState.CANCELLED,
                    ],
                    entered_at__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="payments_refund_is_asked_for",
                condition=Q(kind=RefundKind.MADE_AT_STRIPE) | Q(requested_by__isnull=False),
            ),
            models.CheckConstraint(
                name="payments_refund_number_at_stripe",
                condition=Q(
                    kind__in=[RefundKind.BY_BANK, RefundKind.IN_CASH], stripe_refund_id__isnull=True
                )
                | Q(kind=RefundKind.MADE_AT_STRIPE, stripe_refund_id__isnull=False)
                | (
                    Q(kind=RefundKind.REQUESTED_HERE)
                    & (
                        Q(stripe_refund_id__isnull=False)
                        | (
                            ~Q(state__in=[RefundState.SENT, RefundState.SUCCEEDED])
                            & Q(entered_at__isnull=True)
                        )
                    )
                ),
            ),
            models.CheckConstraint(
                name="payments_refund_came_back_after_it_left",
                condition=Q(came_back_at__isnull=True) | Q(entered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
