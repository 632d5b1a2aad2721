"""Giving money back: asked for by one person, approved by another, sent, and entered.

`requests` is what people do, `waiving` how they let it be; `sending` calls Stripe, `settling` alone
enters what came of it.
"""

from campaigns.payments.reversals.refunds.errors import (
    AlreadyDecided,
    AnotherAgrees,
    AnotherPays,
    InDispute,
    NothingToGiveBack,
    NotInTheBox,
    NotThisWay,
    NotYours,
    OverRefund,
    RefundError,
    SamePerson,
)
from campaigns.payments.reversals.refunds.requests import (
    acknowledge,
    approve,
    demand_payable,
    left_to_refund,
    paid_out,
    reject,
    request,
    ways_back,
    withdraw,
)
from campaigns.payments.reversals.refunds.sending import send, send_due
from campaigns.payments.reversals.refunds.settling import settle_refund, settle_refunds_of
from campaigns.payments.reversals.refunds.waiving import ask_to_waive, keep, waive

__all__ = [
    "AlreadyDecided",
    "AnotherAgrees",
    "AnotherPays",
    "InDispute",
    "NotInTheBox",
    "NotThisWay",
    "NotYours",
    "NothingToGiveBack",
    "OverRefund",
    "RefundError",
    "SamePerson",
    "acknowledge",
    "approve",
    "ask_to_waive",
    "demand_payable",
    "keep",
    "left_to_refund",
    "paid_out",
    "reject",
    "request",
    "send",
    "send_due",
    "settle_refund",
    "settle_refunds_of",
    "waive",
    "ways_back",
    "withdraw",
]
