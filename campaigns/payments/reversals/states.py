"""The states of what takes a gift back: refunds, disputes; and of payouts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.payments.states import WrongTransition


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("waits for approval")
    APPROVED = "approved", _("approved, on its way")
    SENT = "sent", _("with the bank")
    SUCCEEDED = "succeeded", _("given back")
    FAILED = "failed", _("did not go through")
    REJECTED = "rejected", _("not approved")
    CANCELLED = "cancelled", _("cancelled")


class Decision(models.TextChoices):
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    PAID_OUT = "paid_out"
    CAME_BACK = "came_back"
    STAYED_AWAY = "stayed_away"
    WAIVED = "waived"


_R, _D = RefundState, Decision

# What people may do. What Stripe says of a refund is taken as it is (`STATE_AT_STRIPE`).
REFUND_TRANSITIONS: dict[tuple[str, str], RefundState] = {
    (_R.REQUESTED, _D.APPROVED): _R.APPROVED,
    (_R.REQUESTED, _D.REJECTED): _R.REJECTED,
    (_R.REQUESTED, _D.WITHDRAWN): _R.CANCELLED,
    (_R.APPROVED, _D.PAID_OUT): _R.SUCCEEDED,
    # The donor leaves us the money, say. What did not go through stays so, and is owed no more.
    (_R.APPROVED, _D.WAIVED): _R.CANCELLED,
    **{(state, _D.WAIVED): state for state in (_R.FAILED, _R.CANCELLED)},
    # A transfer of ours that the donor's bank sent back; or it was other money after all.
    (_R.SUCCEEDED, _D.CAME_BACK): _R.FAILED,
    (_R.FAILED, _D.STAYED_AWAY): _R.SUCCEEDED,
}

STATE_AT_STRIPE = {
    "pending": _R.SENT,
    "requires_action": _R.SENT,
    "succeeded": _R.SUCCEEDED,
    "failed": _R.FAILED,
    "canceled": _R.CANCELLED,
}

# Each may take its part of the gift, or has done so.
LIVE_REFUNDS = frozenset({_R.REQUESTED, _R.APPROVED, _R.SENT, _R.SUCCEEDED})
CLOSED_REFUNDS = frozenset({_R.SUCCEEDED, _R.FAILED, _R.REJECTED, _R.CANCELLED})


def next_refund_state(state: str, decision: Decision) -> RefundState:
    """Raises `WrongTransition` for what is not in the table."""
    try:
        return REFUND_TRANSITIONS[state, decision]
    except KeyError:
        raise WrongTransition(state, decision) from None


class DisputeStatus(models.TextChoices):
    """Stripe's words (https://docs.stripe.com/api/disputes/object)."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response", _("the bank asks: an answer is due")
    WARNING_UNDER_REVIEW = "warning_under_review", _("the bank asks: our answer is being read")
    WARNING_CLOSED = "warning_closed", _("the bank asked, and left it at that")
    NEEDS_RESPONSE = "needs_response", _("an answer is due")
    UNDER_REVIEW = "under_review", _("our answer is being read")
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response", _("appeal: an answer is due")
    APPEAL_UNDER_REVIEW = "appeal_under_review", _("appeal: our answer is being read")
    WON = "won", _("won")
    LOST = "lost", _("lost")
    PREVENTED = "prevented", _("settled before it began")


_S = DisputeStatus
# The bank awaits our answer; and these, and those that it is still thinking about.
WAITING_DISPUTES = frozenset(
    {_S.WARNING_NEEDS_RESPONSE, _S.NEEDS_RESPONSE, _S.APPEAL_NEEDS_RESPONSE}
)
OPEN_DISPUTES = WAITING_DISPUTES | {
    _S.WARNING_UNDER_REVIEW,
    _S.UNDER_REVIEW,
    _S.APPEAL_UNDER_REVIEW,
}


class PayoutStatus(models.TextChoices):
    """Stripe's words (https://docs.stripe.com/api/payouts/object)."""

    PENDING = "pending", _("being made")
    IN_TRANSIT = "in_transit", _("on its way")
    PAID = "paid", _("at the bank")
    FAILED = "failed", _("came back")
    CANCELED = "canceled", _("cancelled")
