"""What an entry can be about, and what it does to a fund's public total."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """`external_id` of an entry is unique within its kind; its source is named beside each."""

    CHARGE = "charge", _("card gift")  # Stripe's charge, ch_…
    FEE = "fee", _("payment fee")  # Stripe's balance transaction, txn_…
    CONVERSION = "conversion", _("currency conversion")  # Stripe's balance transaction, txn_…
    REFUND = "refund", _("refund")  # Stripe's refund, re_…; by bank or in cash: our own
    REFUND_FAILED = "refund_failed", _("refund that came back")  # the refund
    DISPUTE = "dispute", _("dispute")  # Stripe's dispute, du_… or dp_…
    DISPUTE_WON = "dispute_won", _("dispute won")  # the dispute
    DISPUTE_LOST = "dispute_lost", _("dispute lost")  # the dispute
    PAYOUT = "payout", _("payout to the bank")  # Stripe's payout, po_…
    PAYOUT_FAILED = "payout_failed", _("payout that came back")  # the payout
    BANK_RECEIPT = "bank_receipt", _("gift by bank transfer")  # the line of the bank's statement
    CASH = "cash", _("gift in cash")  # our own record of it
    CASH_BANKED = "cash_banked", _("cash brought to the bank")  # our own record of it
    BANK_FEE = "bank_fee", _("fee of the bank")  # the line of the bank's statement
    BANK_EXCHANGE = "bank_exchange", _("payout changed at the bank")  # the line, as above
    SURPLUS = "surplus", _("more than was needed")  # our own: which fund, which time
    ALLOCATION = "allocation", _("set aside for an apartment")  # our own allocation
    PURCHASE = "purchase", _("apartment paid")  # our own purchase
    WISH_PURCHASE = "wish_purchase", _("wish paid")  # our own payment for a wish
    REVERSAL = "reversal", _("reversal")  # our own: the entry that it takes back


# Money given: counts as one gift unless the entry says otherwise.
GIVING = frozenset({Kind.CHARGE, Kind.BANK_RECEIPT, Kind.CASH})

# What these do to a fund, they do to what it raised; a reversal undoes it.
RAISING = GIVING | {
    Kind.REFUND,
    Kind.REFUND_FAILED,
    Kind.DISPUTE,
    Kind.DISPUTE_WON,
    Kind.SURPLUS,
}

# What these take from a fund was set aside for its purpose, or spent on it; it stays raised.
ALLOCATING = frozenset({Kind.ALLOCATION, Kind.WISH_PURCHASE})
