"""What an entry can be about, and what it does to a fund's public total."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """`external_id` of an entry is unique within its kind; its source is named beside each."""

    CHARGE = "charge", _("card gift")  # Stripe's charge, ch_…
    FEE = "fee", _("payment fee")  # Stripe's balance transaction, txn_…
    CONVERSION = "conversion", _("currency conversion")  # Stripe's balance transaction, txn_…
    REVERSAL = "reversal", _("reversal")  # our own: the entry that it takes back


# Money given: raises the fund's total and counts as one gift. A reversal takes both back.
GIVING = frozenset({Kind.CHARGE})
