"""Giving money back: asked for by one person, approved by another, sent, and entered.

`requests` is what people do, `sending` calls Stripe, `settling` alone enters what came of it.
"""

from campaigns.payments.reversals.refunds.errors import (
    AlreadyDecided,
    NothingToGiveBack,
    OverRefund,
    RefundError,
    SamePerson,
)
from campaigns.payments.reversals.refunds.requests import (
    acknowledge,
    approve,
    left_to_refund,
    paid_out,
    reject,
    request,
    withdraw,
)
from campaigns.payments.reversals.refunds.sending import send, send_due
from campaigns.payments.reversals.refunds.settling import settle_refund, settle_refunds_of

__all__ = [
    "AlreadyDecided",
    "NothingToGiveBack",
    "OverRefund",
    "RefundError",
    "SamePerson",
    "acknowledge",
    "approve",
    "left_to_refund",
    "paid_out",
    "reject",
    "request",
    "send",
    "send_due",
    "settle_refund",
    "settle_refunds_of",
    "withdraw",
]
