"""Attempts that Stripe has been silent on are asked about, so that nothing depends on a message."""

import logging
from datetime import timedelta
from time import monotonic

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.payments import gateway
from campaigns.payments.checkout import give_up
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import settle

logger = logging.getLogger(__name__)

# A pay page is asked about this long after the last answer: sooner while it is young.
YOUNG, ASK_YOUNG_EVERY, ASK_OLD_EVERY = (
    timedelta(hours=1),
    timedelta(minutes=10),
    timedelta(minutes=50),
)
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
        except ledger.LedgerError:
            logger.exception("attempt %s does not fit the ledger", attempt)
    return settled


def _stale() -> QuerySet[Attempt]:
    now = timezone.now()
    asked = Coalesce("checked_at", "created_at")
    return (
        Attempt.objects.live()
        .filter(session_id__isnull=False)
        .annotate(asked=asked)
        .filter(
            Q(asked__lt=now - ASK_YOUNG_EVERY, created_at__gt=now - YOUNG)
            | Q(asked__lt=now - ASK_OLD_EVERY)
        )
        .select_related("donation")
        .order_by("asked")
    )
