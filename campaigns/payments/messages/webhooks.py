"""Where Stripe knocks: verify, keep once, answer. What it means is worked out later (`inbox`).

Nothing that comes in is worth a 5xx: what is not Stripe's, or makes no sense, is refused by 4xx and
writes no row.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from campaigns.payments import gateway
from campaigns.payments.models import WebhookEvent
from jobs.wake import wake

# Far above any message about a gift (a few kB).
MAX_BYTES = 256 * 1024

_NUMBER = re.compile(r"[A-Za-z0-9_]{1,120}", re.ASCII)
_TYPE = re.compile(r"[a-z0-9_.]{1,80}", re.ASCII)
_PART = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)

# What reading a message of any other shape can raise: deep nesting and far-off dates among it.
_MISSHAPEN = (
    AttributeError,
    KeyError,
    OSError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


class Unreadable(ValueError):
    """A signed message that is no event in the shape that Stripe documents."""


# A signature over the raw body takes the place of a CSRF token: no browser sends this.
@csrf_exempt
@never_cache
@transaction.non_atomic_requests
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        body = request.read(MAX_BYTES + 1)
    except UnreadablePostError:
        return HttpResponseBadRequest("incomplete")
    if len(body) > MAX_BYTES:
        return HttpResponse("too large", status=413)
    if not gateway.is_signed(body, request.headers.get("Stripe-Signature", "")):
        return HttpResponseBadRequest("bad signature")
    try:
        event = read_event(body)
    except Unreadable:
        return HttpResponseBadRequest("not an event")
    keep(event)
    return HttpResponse("kept")


def keep(event: WebhookEvent) -> None:
    """Keep the message, once; a repeated one changes nothing. Then wake a worker.

    One statement that commits by itself: Stripe sends bursts, and waits for each answer.
    """
    sql = """
        INSERT INTO payments_webhookevent
            (event_id, type, livemode, object_id, refs, happened_at, attempts, last_error)
        VALUES (%s, %s, %s, %s, %s, %s, 0, '')
        ON CONFLICT (event_id) DO NOTHING
    """
    row: list[str | bool | datetime] = [
        event.event_id,
        event.type,
        event.livemode,
        event.object_id,
        json.dumps(event.refs),
        event.happened_at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, row)
    wake("work off the Stripe inbox")


def read_event(body: bytes) -> WebhookEvent:
    """The unsaved row for a message. Raises `Unreadable`."""
    try:
        message = json.loads(body)
        told = message["data"]["object"]
        return WebhookEvent(
            event_id=_matching(_NUMBER, message["id"]),
            type=_matching(_TYPE, message["type"]),
            livemode=message["livemode"] is True,
            object_id=_matching(_NUMBER, told["id"]) if "id" in told else "",
            refs=_refs(told),
            happened_at=datetime.fromtimestamp(message["created"], tz=UTC),
        )
    except _MISSHAPEN as error:
        raise Unreadable(type(error).__name__) from error


def _refs(told: dict[str, Any]) -> dict[str, str]:
    """The numbers by which the message's object can be found, and nothing else of it."""
    refs = {
        name: told[name]
        for name in ("payment_intent", "charge")
        if isinstance(told.get(name), str) and _NUMBER.fullmatch(told[name])
    }
    metadata = told.get("metadata")
    if not isinstance(metadata, dict):
        return refs
    refs |= _named(metadata, "donation", "attempt")
    refs |= _named(metadata, "monthly", "instruction")
    return refs


def _named(metadata: dict[str, Any], whole: str, part: str) -> dict[str, str]:
    """A row of ours (its UUID) and a numbered part of it, where metadata names both."""
    gift, n = metadata.get(whole), metadata.get(part)
    if not isinstance(gift, str) or not isinstance(n, str) or not _PART.fullmatch(n):
        return {}
    try:
        return {whole: str(UUID(gift)), part: n}
    except ValueError:
        return {}  # Somebody else's metadata: their payment, not ours.


def _matching(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Unreadable(pattern.pattern)
    return value
