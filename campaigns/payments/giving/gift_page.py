"""What the page of a gift shows in each state, and when it asks Stripe first."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from campaigns.payments.gateway import GatewayError, GatewayUnavailable
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.settlement import settle
from campaigns.payments.states import AttemptState, DonationState

logger = logging.getLogger(__name__)

# Seconds that a reader waits for Stripe before the page says what we know.
PATIENCE_SECONDS = 3
# A reader who reloads and reloads asks Stripe no more often than this.
ASK_AGAIN = timedelta(seconds=2)
# Where Stripe did not answer one reader, the next ones are not made to wait for it at once.
SILENT, SILENT_SECONDS = "payments.stripe_is_silent", 10
# The page reloads itself while a payment is under way: often at first, then seldom.
REFRESH_SECONDS, SLOW_REFRESH_SECONDS = 5, 60
QUICK_FOR = timedelta(minutes=5)

_S = DonationState
FACES = {
    _S.CREATED: "unanswered",
    _S.OPEN: "open",
    _S.PROCESSING: "waiting",
    _S.PAID: "thanks",
    _S.PARTLY_REFUNDED: "partly_returned",
    _S.REFUNDED: "returned",
    _S.DISPUTED: "disputed",
    _S.LOST: "lost",
    _S.EXPIRED: "expired",
    _S.FAILED: "failed",
    _S.QUARANTINED: "held",
}

# Ways of giving with a page of their own for a gift that waits for its money: the name of an
# address that takes the gift's token. What is built on payments fills it in when it is ready.
WAITING_PAGES: dict[str, str] = {}
_WAITING = (_S.CREATED, _S.OPEN, _S.EXPIRED)


@dataclass(frozen=True, slots=True)
class Face:
    name: str
    donation: Donation
    # None where nothing is paid by card.
    attempt: Attempt | None

    @property
    def refresh_seconds(self) -> int | None:
        if self.name != "waiting":
            return None
        is_young = timezone.now() - self.donation.changed_at < QUICK_FOR
        return REFRESH_SECONDS if is_young else SLOW_REFRESH_SECONDS

    def context(self) -> dict[str, Any]:
        return {"gift": self.donation, "fund": self.donation.fund, "attempt": self.attempt}


def page_while_waiting(donation: Donation) -> str | None:
    """The address of the page that this gift's way of giving has for it now, if it has one."""
    name = WAITING_PAGES.get(donation.method)
    return reverse(name, args=[donation.token]) if name and donation.state in _WAITING else None


def face_of(donation: Donation, *, came_back: bool) -> Face:
    """What to show. `came_back`: the donor returns from the pay page and says to have paid."""
    attempt = donation.attempts.order_by("n").last()
    if attempt is None:
        return Face(FACES[DonationState(donation.state)], donation, None)
    attempt.donation = donation
    answer = _asked(attempt) if _is_worth_asking(attempt) else None
    if answer is not None and answer is not attempt:
        donation = Donation.objects.select_related("fund__total").get(pk=donation.pk)
        attempt = answer
    name = FACES[DonationState(donation.state)]
    if name == "open" and came_back and (answer is None or not attempt.error_code):
        # A decline noted before says nothing about the payment that the donor comes from.
        name = "waiting"
    elif name == "open" and attempt.error_code:
        name = "declined"
    return Face(name, donation, attempt)


def _is_worth_asking(attempt: Attempt) -> bool:
    if attempt.session_id is None:
        return False
    if attempt.state not in (AttemptState.OPEN, AttemptState.PROCESSING):
        return False
    if attempt.checked_at is not None and timezone.now() - attempt.checked_at <= ASK_AGAIN:
        return False
    return SILENT not in cache


def _asked(attempt: Attempt) -> Attempt | None:
    """The attempt as Stripe says it stands; None where Stripe did not say."""
    try:
        return settle(attempt, patience=PATIENCE_SECONDS)
    except GatewayError as error:
        if isinstance(error, GatewayUnavailable):
            cache.set(SILENT, True, SILENT_SECONDS)
        gift = attempt.donation_id
        logger.warning("gift %s: Stripe did not say how it stands: %s", gift, error.code)
        return None
