"""The one place where an attempt to pay goes on from what it was, but for its pay page's opening.

The rule: what is paid stays paid; what is over (expired, failed, held) may still become paid, since
late money is money; and `closed_at` says since when Stripe has nothing more to say about it. Held
ones are let go by people alone (`held`). Called with the gift's lock held.
"""

from django.utils import timezone

from campaigns.payments.models import Attempt
from campaigns.payments.states import LIVE_ATTEMPTS, AttemptState, WrongTransition


def go_on(attempt: Attempt, state: AttemptState, code: str | None = None) -> None:
    """Save the attempt, with all else that its caller has set, as `state`.

    `code` is what Stripe or the bank said; None leaves what was said before. Raises
    `WrongTransition` for what is paid.
    """
    if attempt.state == AttemptState.PAID:
        raise WrongTransition(attempt.state, state)
    attempt.state = state
    if code is not None:
        attempt.error_code = code[:60]
    if state not in LIVE_ATTEMPTS:
        attempt.closed_at = timezone.now()
    attempt.save()
