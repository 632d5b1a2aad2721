"""Messages from Stripe that are kept and not yet handled, worked off one by one.

A message is taken by putting its next try into the future, by the database's clock, so that a
worker that dies leaves it to be taken again. Handling is told where to look, never what is true:
see `settlement`.
"""

import logging
from datetime import timedelta
from time import monotonic

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from campaigns.payments.gateway import GatewayError
from campaigns.payments.messages.handlers import handlers_of
from campaigns.payments.models import WebhookEvent

logger = logging.getLogger(__name__)

# How long a worker may take over one message before another may take it.
LEASE = timedelta(minutes=2)
# Seconds until the next try; the last goes on for ever, and the dashboard shows what waits.
RETRY_AFTER_SECONDS = (5, 15, 60, 300, 900, 3600)
# A turn ends after so many seconds: what is left is due again at the next.
TURN_SECONDS = 60


def work_off(limit: int = 200) -> int:
    """Handle up to `limit` messages that are due; returns how many were handled."""
    handled, stop_at = 0, monotonic() + TURN_SECONDS
    for _turn in range(limit):
        event = _take_next() if monotonic() < stop_at else None
        if event is None:
            break
        handled += handle(event)
    return handled


def _take_next() -> WebhookEvent | None:
    with transaction.atomic():
        event = WebhookEvent.objects.due().select_for_update(skip_locked=True).first()
        if event is not None:
            event.attempts += 1
            event.next_attempt_at = Now() + LEASE
            event.save(update_fields=["attempts", "next_attempt_at"])
    return event


def handle(event: WebhookEvent) -> bool:
    """Whether it was handled; if not, it is due again later, and its row tells why."""
    try:
        for handler in handlers_of(event.type):
            handler(event)
    except GatewayError as error:
        # Without its cause: Stripe's own words may quote a donor.
        logger.warning("message %s is handled later: %s", event.event_id, error.code)
        _put_off(event, error)
        return False
    except Exception as error:
        logger.exception("message %s was not handled", event.event_id)
        _put_off(event, error)
        return False
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=timezone.now(), last_error="")
    return True


def _put_off(event: WebhookEvent, error: Exception) -> None:
    # None was made by the worker where a person was the first to look.
    attempts = max(event.attempts, 1)
    wait = RETRY_AFTER_SECONDS[min(attempts, len(RETRY_AFTER_SECONDS)) - 1]
    WebhookEvent.objects.filter(pk=event.pk).update(
        next_attempt_at=Now() + timedelta(seconds=wait),
        # The error's text may quote what Stripe said about a donor: its name is enough.
        last_error=f"{type(error).__name__} {getattr(error, 'code', '')}".strip()[:200],
    )
