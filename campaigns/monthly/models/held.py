from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.monthly.models.renewal import Renewal
from campaigns.payments.models import HeldChoice
from campaigns.payments.models.held import one_open


class HeldInvoice(HeldChoice):
    """What is to become of an invoice that is held."""

    renewal = models.ForeignKey(
        Renewal, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("invoice")
    )

    class Meta(HeldChoice.Meta):
        verbose_name = _("decision about a held invoice")
        verbose_name_plural = _("decisions about held invoices")
        constraints = [one_open("renewal"), *HeldChoice.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.action} {self.renewal_id}"
