"""What the account at the bank held when the books of it began."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.bank.models.cash import Decision, TwoPeople


class OpeningBalance(TwoPeople):
    """Set by two people: what the books and the bank are compared from.

    `amount_tiyn` is what the account held when `day` was over. Of those of one account the last one
    that two confirmed counts; one that was wrong stays to be seen.
    """

    account = models.CharField(_("account (IIK)"), max_length=34)
    amount_tiyn = models.BigIntegerField(_("balance"))
    day = models.DateField(_("at the end of"))
    wagtail_reference_index_ignore = True

    class Meta(TwoPeople.Meta):
        verbose_name = _("opening balance")
        verbose_name_plural = _("opening balances")
        ordering = ["-pk"]
        constraints = [
            # All but the first: an account may begin empty.
            *TwoPeople.Meta.constraints[1:],
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(state=Decision.PENDING),
                name="bank_openingbalance_one_pending",
            ),
            models.CheckConstraint(
                name="bank_openingbalance_not_negative", condition=Q(amount_tiyn__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.day:%Y-%m-%d}"
