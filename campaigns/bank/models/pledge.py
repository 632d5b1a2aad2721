from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.bank.references import grouped, new_reference
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState

PAYABLE = (DonationState.OPEN, DonationState.EXPIRED)


class PledgeQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Promised, and the money has not come so far."""
        return self.filter(donation__state=DonationState.OPEN)

    def payable(self) -> Self:
        """Whose money may still come: late money revives what was given up."""
        return self.filter(donation__state__in=PAYABLE)


class Pledge(models.Model):
    """What makes a gift one by transfer: the reference by which its money will be known."""

    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, related_name="pledge", verbose_name=_("gift")
    )
    reference = models.CharField(
        _("payment reference"), max_length=8, unique=True, default=new_reference, editable=False
    )
    # The gift's own sum becomes what came. None in pledges of before this was kept.
    promised_tiyn = models.BigIntegerField(_("promised"), null=True, editable=False)
    # After this day it waits no more.
    due_on = models.DateField(_("waits until"), db_index=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return grouped(self.reference)

    @property
    def is_payable(self) -> bool:
        return self.donation.state in PAYABLE
