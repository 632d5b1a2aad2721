from campaigns.payments.models.attempt import KEY_LIFE, Attempt
from campaigns.payments.models.dispute import Dispute
from campaigns.payments.models.donation import Donation, Method, new_token
from campaigns.payments.models.held import HeldAction, HeldChoice
from campaigns.payments.models.inbox import WebhookEvent
from campaigns.payments.models.payout import Payout
from campaigns.payments.models.refund import Refund, RefundKind, RefundReason
from campaigns.payments.models.words import Words

__all__ = [
    "KEY_LIFE",
    "Attempt",
    "Dispute",
    "Donation",
    "HeldAction",
    "HeldChoice",
    "Method",
    "Payout",
    "Refund",
    "RefundKind",
    "RefundReason",
    "WebhookEvent",
    "Words",
    "new_token",
]
