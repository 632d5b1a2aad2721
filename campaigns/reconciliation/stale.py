"""Attempts that Stripe has been silent on are asked about, so that nothing depends on a message.

The promise: whatever Stripe's messages do, what happened there is known here within a quarter of an
hour, and what no line of its books tells within an hour.

- *Paid*: the charge is a line of Stripe's books, read every 15 minutes (`report`), whatever is
  known of its attempt. A page that was opened within the last hour is also asked about by itself,
  `ASK_YOUNG_EVERY` after the last answer, by a step of every 5 minutes: less than 15 together.
- *Not paid*: no line tells that a slow payment failed or a page closed. What is under way, and a
  page past its day, is asked about as often as a young one.
- *Still open*, older than an hour: nothing can come of it but the two above, so `ASK_OLD_EVERY`.
"""

import logging
from datetime import timedelta
from time import monotonic

from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.payments import gateway
from campaigns.payments.giving.checkout import give_up
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import settle
from campaigns.payments.states import AttemptState

logger = logging.getLogger(__name__)

# So long after the last answer an attempt is asked about again: see above.
YOUNG, ASK_YOUNG_EVERY, ASK_OLD_EVERY = (
    timedelta(hours=1),
    timedelta(minutes=8),
    timedelta(minutes=50),
)
# Stripe closes a pay page a day after it was opened.
PAGE_LIFE = timedelta(hours=24)
# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60


def stale_attempts(limit: int = 200) -> int:
    """Ask Stripe about attempts that it has been silent on; returns how many were settled."""
    for attempt in Attempt.objects.abandoned()[:limit]:
        give_up(attempt)
    settled, stop_at = 0, monotonic() + TURN_SECONDS
    for attempt in _stale()[:limit]:
        if monotonic() >= stop_at:
            break
        # Noted before it is asked: one that never gets an answer goes to the end of the queue.
        Attempt.objects.filter(pk=attempt.pk).update(checked_at=timezone.now())
        try:
            settled += settle(attempt).state != attempt.state
        except gateway.GatewayUnavailable as error:
            logger.warning("Stripe does not answer (%s): the rest is asked later", error.code)
            break
        except gateway.GatewayRefused as error:
            logger.error("Stripe knows no %s: %s", attempt.session_id, error.code)
        except (ledger.LedgerError, IntegrityError):
            logger.exception("attempt %s does not fit the ledger", attempt)
    return settled


def _stale() -> QuerySet[Attempt]:
    now = timezone.now()
    eventful = (
        Q(created_at__gt=now - YOUNG)
        | Q(state=AttemptState.PROCESSING)
        | Q(opened_at__lt=now - PAGE_LIFE)
    )
    return (
        Attempt.objects.live()
        .filter(session_id__isnull=False)
        .annotate(asked=Coalesce("checked_at", "created_at"))
        .filter(Q(eventful, asked__lt=now - ASK_YOUNG_EVERY) | Q(asked__lt=now - ASK_OLD_EVERY))
        .select_related("donation")
        .order_by("asked")
    )
