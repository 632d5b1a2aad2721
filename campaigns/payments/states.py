"""The states of a gift and of an attempt to pay it, and every change that is allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WrongTransition(Exception):
    """This cannot happen to a gift in this state."""

    def __init__(self, state: str, happening: str):
        super().__init__(f"{happening} cannot happen to what is {state}")
        self.state, self.happening = state, happening


class DonationState(models.TextChoices):
    CREATED = "created", _("kept, not yet at the payment page")
    OPEN = "open", _("waiting for payment")
    PROCESSING = "processing", _("payment under way")
    PAID = "paid", _("paid")
    PARTLY_REFUNDED = "partly_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    DISPUTED = "disputed", _("disputed")
    LOST = "lost", _("dispute lost")
    EXPIRED = "expired", _("not paid in time")
    FAILED = "failed", _("payment failed")
    QUARANTINED = "quarantined", _("held for a check")


class AttemptState(models.TextChoices):
    CREATED = "created", _("kept, Stripe has not answered")
    OPEN = "open", _("pay page open")
    PROCESSING = "processing", _("payment under way")
    PAID = "paid", _("paid")
    EXPIRED = "expired", _("expired")
    FAILED = "failed", _("failed")
    QUARANTINED = "quarantined", _("held for a check")


class Happening(models.TextChoices):
    RETRIED = "retried"
    OPENED = "opened"
    PROCESSING = "processing"
    CHARGED = "charged"
    EXPIRED = "expired"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    RELEASED = "released"
    UNMATCHED = "unmatched"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    DISPUTE_LOST = "dispute_lost"


_D, _H = DonationState, Happening

# A charge is what it is: late money revives a gift that was given up, and nothing that arrives
# after a charge (a late failure, a late expiry) is in this table at all.
TRANSITIONS: dict[tuple[str, str], DonationState] = {
    (_D.CREATED, _H.OPENED): _D.OPEN,
    (_D.CREATED, _H.PROCESSING): _D.PROCESSING,
    (_D.CREATED, _H.CHARGED): _D.PAID,
    (_D.CREATED, _H.EXPIRED): _D.EXPIRED,
    (_D.CREATED, _H.FAILED): _D.FAILED,
    (_D.OPEN, _H.PROCESSING): _D.PROCESSING,
    (_D.OPEN, _H.CHARGED): _D.PAID,
    (_D.OPEN, _H.EXPIRED): _D.EXPIRED,
    (_D.OPEN, _H.FAILED): _D.FAILED,
    (_D.PROCESSING, _H.CHARGED): _D.PAID,
    (_D.PROCESSING, _H.FAILED): _D.FAILED,
    (_D.EXPIRED, _H.RETRIED): _D.CREATED,
    (_D.EXPIRED, _H.CHARGED): _D.PAID,
    (_D.FAILED, _H.RETRIED): _D.CREATED,
    (_D.FAILED, _H.CHARGED): _D.PAID,
    **{(state, _H.QUARANTINED): _D.QUARANTINED for state in _D},
    # People decided: what became of it is then told anew (`held`).
    (_D.QUARANTINED, _H.RELEASED): _D.CREATED,
    # The money at the bank was another's, two people say: the gift waits for its own.
    (_D.PAID, _H.UNMATCHED): _D.OPEN,
}

# Of a paid gift the sums decide (`standing`): a happening may lead to any of these, by what of the
# gift has been given back, is in dispute, or was lost.
PAID_TRANSITIONS: dict[tuple[str, str], frozenset[DonationState]] = {
    (_D.PAID, _H.REFUNDED): frozenset({_D.PARTLY_REFUNDED, _D.REFUNDED}),
    (_D.PARTLY_REFUNDED, _H.REFUNDED): frozenset({_D.PARTLY_REFUNDED, _D.REFUNDED}),
    (_D.PARTLY_REFUNDED, _H.REFUND_FAILED): frozenset({_D.PAID, _D.PARTLY_REFUNDED}),
    (_D.REFUNDED, _H.REFUND_FAILED): frozenset({_D.PAID, _D.PARTLY_REFUNDED}),
    # A bank may dispute what was refunded already, and so take it twice.
    (_D.PAID, _H.DISPUTED): frozenset({_D.DISPUTED}),
    (_D.PARTLY_REFUNDED, _H.DISPUTED): frozenset({_D.DISPUTED}),
    (_D.REFUNDED, _H.DISPUTED): frozenset({_D.DISPUTED}),
    (_D.LOST, _H.DISPUTED): frozenset({_D.DISPUTED}),
    (_D.DISPUTED, _H.DISPUTED): frozenset({_D.DISPUTED}),
    # While a dispute lasts, and after it was lost, the gift is called by it.
    (_D.DISPUTED, _H.REFUNDED): frozenset({_D.DISPUTED}),
    (_D.DISPUTED, _H.REFUND_FAILED): frozenset({_D.DISPUTED}),
    (_D.LOST, _H.REFUNDED): frozenset({_D.LOST}),
    (_D.LOST, _H.REFUND_FAILED): frozenset({_D.LOST}),
    # Back to what it was; or another dispute is open still, or was lost before.
    (_D.DISPUTED, _H.DISPUTE_WON): frozenset(
        {_D.PAID, _D.PARTLY_REFUNDED, _D.REFUNDED, _D.DISPUTED, _D.LOST}
    ),
    (_D.DISPUTED, _H.DISPUTE_LOST): frozenset({_D.LOST, _D.DISPUTED}),
    # An appeal, decided for us.
    (_D.LOST, _H.DISPUTE_WON): frozenset({_D.PAID, _D.PARTLY_REFUNDED, _D.REFUNDED, _D.LOST}),
}

# A charge stands in the ledger for each of these.
SETTLED = frozenset({_D.PAID, _D.PARTLY_REFUNDED, _D.REFUNDED, _D.DISPUTED, _D.LOST})
# Of these, the gifts that are still gifts: not given back, nor in question.
STANDING = frozenset({_D.PAID, _D.PARTLY_REFUNDED})
RETRIABLE = frozenset({_D.EXPIRED, _D.FAILED})

# Stripe may still say something about these attempts.
LIVE_ATTEMPTS = frozenset({AttemptState.CREATED, AttemptState.OPEN, AttemptState.PROCESSING})


def next_state(state: str, happening: Happening) -> DonationState:
    """Raises `WrongTransition` for what is not in the table."""
    try:
        return TRANSITIONS[state, happening]
    except KeyError:
        raise WrongTransition(state, happening) from None


def next_of_paid(state: str, happening: Happening, by_sums: DonationState) -> DonationState:
    """`by_sums`, where the table has it. Raises `WrongTransition`."""
    if by_sums not in PAID_TRANSITIONS.get((state, happening), ()):
        raise WrongTransition(state, happening)
    return by_sums


def allows(state: str, happening: Happening) -> bool:
    return (state, happening) in TRANSITIONS
