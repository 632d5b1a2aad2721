"""A message about what Stripe does not know: one person says why it is set aside, another agrees.

Stripe is asked each time, so that no message that could move money goes unseen: what it knows is
handled, and what it does not answer about waits.
"""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments.messages import inbox
from campaigns.payments.models import WebhookEvent
from users.models import User


class CannotSetAside(Exception):
    """It waits on, or waits no more. `code`: handled, known, gone, same_person."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def propose(event: WebhookEvent, note: str, by: User) -> None:
    """Say why it may be set aside; another person has to agree. Raises `CannotSetAside`."""
    _demand_unknown(event)
    with transaction.atomic(durable=True):
        mine = WebhookEvent.objects.unhandled().filter(pk=event.pk)
        if not mine.update(note=note, noted_by=by, noted_at=timezone.now()):
            raise CannotSetAside("gone")
        record("message.noted", event, by, _facts(event))


def agree(event: WebhookEvent, by: User) -> None:
    """Agree with what another person wrote: it waits no more. Raises `CannotSetAside`."""
    if event.noted_by_id is None:
        raise CannotSetAside("gone")
    if event.noted_by_id == by.pk:
        raise CannotSetAside("same_person")
    _demand_unknown(event)
    with transaction.atomic(durable=True):
        same = WebhookEvent.objects.unhandled().filter(
            pk=event.pk, note=event.note, noted_by=event.noted_by_id
        )
        if not same.update(handled_at=timezone.now(), set_aside_by=by):
            raise CannotSetAside("gone")
        record("message.set_aside", event, by, _facts(event))


def _demand_unknown(event: WebhookEvent) -> None:
    if event.handled_at is not None:
        raise CannotSetAside("gone")
    if inbox.handle(event):
        raise CannotSetAside("handled")
    if not WebhookEvent.objects.unknown_to_stripe().filter(pk=event.pk).exists():
        raise CannotSetAside("known")


def _facts(event: WebhookEvent) -> dict[str, object]:
    return {"type": event.type, "object": event.object_id}
