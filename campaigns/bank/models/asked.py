"""What one person of finance asks for about a line of a statement, and another one decides."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.bank.models.cash import Decision, TwoPeople
from campaigns.bank.models.statement import AsideReason, BankLine
from campaigns.funds.models import Fund
from campaigns.payments.models import Donation, Payout, Refund


class Act(models.TextChoices):
    UNDO = "undo", _("take back what was said of this line")
    GIFT = "gift", _("enter it as a gift")
    FEE = "fee", _("enter it as a fee of the bank")
    ASIDE = "aside", _("set it aside")
    PAYOUT = "payout", _("it is a payout of Stripe's")
    RETURN = "return", _("it is a refund of ours that came back")


class AskedQuerySet(models.QuerySet):
    def pending(self) -> Self:
        return self.filter(state=Decision.PENDING)


class Asked(TwoPeople):
    """One question about a line; at most one of a line waits. `amount_tiyn` is without a sign."""

    line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, related_name="asked", verbose_name=_("line")
    )
    act = models.CharField(_("what is asked for"), max_length=8, choices=Act)
    reason = models.CharField(_("reason"), max_length=200)
    # For a gift: whom it was promised by, or which fund gets it. For what is undone: the gift that
    # had the money; for a refund: the gift that it was of.
    donation = models.ForeignKey(
        Donation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("gift")
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("fund")
    )
    # For what is set aside: as what.
    aside_reason = models.CharField(max_length=10, choices=AsideReason, blank=True)
    payout = models.ForeignKey(
        Payout, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("payout")
    )
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("refund")
    )
    # The entries that were taken back, by their sources, with a space between.
    source = models.CharField(max_length=120, blank=True)

    objects = AskedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta(TwoPeople.Meta):
        verbose_name = _("question about a line")
        verbose_name_plural = _("questions about lines")
        ordering = ["-pk"]
        constraints = [
            *TwoPeople.Meta.constraints,
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state=Decision.PENDING),
                name="bank_asked_one_pending",
            ),
            models.CheckConstraint(name="bank_asked_known_act", condition=Q(act__in=Act.values)),
            models.CheckConstraint(name="bank_asked_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="bank_asked_names_whose_gift",
                condition=~Q(act=Act.GIFT)
                | Q(donation__isnull=False, fund__isnull=True)
                | Q(donation__isnull=True, fund__isnull=False),
            ),
            models.CheckConstraint(
                name="bank_asked_names_what_came",
                condition=Q(act=Act.PAYOUT, payout__isnull=False, refund__isnull=True)
                | Q(act=Act.RETURN, payout__isnull=True, refund__isnull=False)
                | (
                    ~Q(act__in=(Act.PAYOUT, Act.RETURN))
                    & Q(payout__isnull=True, refund__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="bank_asked_says_what_is_aside",
                condition=Q(act=Act.ASIDE, aside_reason__in=AsideReason.values)
                | (~Q(act=Act.ASIDE) & Q(aside_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.line}"
