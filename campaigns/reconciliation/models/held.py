from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Attempt, HeldChoice
from campaigns.payments.models.held import one_open


class HeldDecision(HeldChoice):
    """What is to become of a payment that is held."""

    attempt = models.ForeignKey(
        Attempt, on_delete=models.PROTECT, related_name="held_decisions", verbose_name=_("attempt")
    )

    class Meta(HeldChoice.Meta):
        verbose_name = _("decision about a held payment")
        verbose_name_plural = _("decisions about held payments")
        constraints = [one_open("attempt"), *HeldChoice.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.action} {self.attempt_id}"
