"""The states of a monthly gift, of what Stripe is told about it and of its renewals."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrongMonthlyTransition(Exception):
    """This cannot happen to a monthly gift in this state."""

    def __init__(self, state: str, happening: str):
        super().__init__(f"{happening} cannot happen to what is {state}")
        self.state, self.happening = state, happening


class MonthlyState(models.TextChoices):
    CREATED = "created", _("kept, not yet at the payment page")
    OPEN = "open", _("waiting for the first payment")
    ACTIVE = "active", _("given every month")
    PAST_DUE = "past_due", _("the last payment did not work")
    CANCELLED = "cancelled", _("stopped")
    ENDED = "ended", _("ended: the card was not charged any more")
    EXPIRED = "expired", _("not begun in time")
    QUARANTINED = "quarantined", _("held for a check")


class MonthlyHappening(models.TextChoices):
    OPENED = "opened"
    STARTED = "started"
    EXPIRED = "expired"
    RETRIED = "retried"
    PAYMENT_FAILED = "payment_failed"
    MENDED = "mended"
    CANCELLED = "cancelled"
    ENDED = "ended"
    QUARANTINED = "quarantined"


_M, _H = MonthlyState, MonthlyHappening

# What Stripe has begun is begun, also after its page was given up; what has ended does not revive:
# another monthly gift is another row.
TRANSITIONS: dict[tuple[str, str], MonthlyState] = {
    (_M.CREATED, _H.OPENED): _M.OPEN,
    (_M.CREATED, _H.STARTED): _M.ACTIVE,
    (_M.CREATED, _H.EXPIRED): _M.EXPIRED,
    (_M.OPEN, _H.STARTED): _M.ACTIVE,
    (_M.OPEN, _H.EXPIRED): _M.EXPIRED,
    (_M.EXPIRED, _H.RETRIED): _M.CREATED,
    (_M.EXPIRED, _H.STARTED): _M.ACTIVE,
    (_M.ACTIVE, _H.PAYMENT_FAILED): _M.PAST_DUE,
    (_M.ACTIVE, _H.CANCELLED): _M.CANCELLED,
    (_M.ACTIVE, _H.ENDED): _M.ENDED,
    (_M.PAST_DUE, _H.MENDED): _M.ACTIVE,
    (_M.PAST_DUE, _H.CANCELLED): _M.CANCELLED,
    (_M.PAST_DUE, _H.ENDED): _M.ENDED,
    # Held at its beginning, and stopped by staff, or at Stripe.
    (_M.QUARANTINED, _H.CANCELLED): _M.CANCELLED,
    (_M.QUARANTINED, _H.ENDED): _M.ENDED,
    **{(state, _H.QUARANTINED): _M.QUARANTINED for state in _M},
}

# Stripe takes money for these.
RUNNING = frozenset({_M.ACTIVE, _M.PAST_DUE})
# Stripe takes nothing for these any more.
OVER = frozenset({_M.CANCELLED, _M.ENDED})
# Nothing was paid so far; the pay page can be opened.
BEGINNING = frozenset({_M.CREATED, _M.OPEN, _M.EXPIRED})


def next_monthly_state(state: str, happening: MonthlyHappening) -> MonthlyState:
    """Raises `WrongMonthlyTransition` for what is not in the table."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise WrongMonthlyTransition(state, happening) from None


def allows(state: str, happening: MonthlyHappening) -> bool:
    return (state, happening) in TRANSITIONS


class InstructionKind(models.TextChoices):
    START = "start", _("begin")
    AMOUNT = "amount", _("change the sum")
    CARD = "card", _("take another card")
    STOP = "stop", _("stop")


class InstructionState(models.TextChoices):
    CREATED = "created", _("kept, Stripe has not answered")
    OPEN = "open", _("page open")
    DONE = "done", _("done")
    EXPIRED = "expired", _("expired")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("held for a check")
    ASIDE = "aside", _("was held, set aside")


# Stripe may still say something about these.
LIVE_INSTRUCTIONS = frozenset({InstructionState.CREATED, InstructionState.OPEN})
# What Stripe says of these changes nothing any more.
SETTLED_INSTRUCTIONS = frozenset(
    {InstructionState.DONE, InstructionState.QUARANTINED, InstructionState.ASIDE}
)
# These say what the donor agreed to give.
TERMS = frozenset({InstructionKind.START, InstructionKind.AMOUNT})


class RenewalState(models.TextChoices):
    OPEN = "open", _("not paid yet")
    PAID = "paid", _("paid")
    FAILED = "failed", _("the card was refused")
    VOID = "void", _("no longer asked for")
    QUARANTINED = "quarantined", _("held for a check")


# Of these Stripe may still say something.
LIVE_RENEWALS = frozenset({RenewalState.OPEN, RenewalState.FAILED})


class StoppedBy(models.TextChoices):
    DONOR = "donor", _("the donor")
    STAFF = "staff", _("staff")
    FUND = "fund", _("the fund closed")
    STRIPE = "stripe", _("Stripe")
