"""Stripe's messages in the test's hand: none reaches the site but by what is done here.

A message that the site refuses stays in the bag, as Stripe would send it again; one that is
delivered may be delivered again; one that is lost is lost for ever.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from campaigns.payments.messages.handlers import HANDLERS
from campaigns.payments.models import Donation
from tests.money.clock import Clock
from tests.money.stripe_side import StripeSide
from tests.stripe_sandbox.webhooks import sign

PATH = "/webhooks/stripe/"


@dataclass(eq=False)
class Message:
    event: dict[str, Any]
    deliveries: int = 0

    @property
    def type(self) -> str:
        return self.event["type"]

    @property
    def body(self) -> bytes:
        return json.dumps(self.event).encode()

    @property
    def gift(self) -> str:
        """The gift that it names, "" for none."""
        told = self.event["data"]["object"]
        return (told.get("metadata") or {}).get("donation", "")


class Bag:
    """`waiting` was not delivered yet, `gone` was; what is lost is in neither."""

    def __init__(self, stripe: StripeSide, clock: Clock, secrets: list[str]) -> None:
        self.stripe = stripe
        self.clock = clock
        self.client = Client()
        self.secrets = secrets
        self.since = 0
        self.last: str | None = None
        self.waiting: list[Message] = []
        self.gone: list[Message] = []
        self.lost = 0

    def collect(self) -> int:
        """Fetch what Stripe has to say since last time; returns how many messages wait.

        Types that the site does nothing about are left out: its endpoint need not subscribe to
        them, and here they would only thin out the rest.
        """
        events = self.stripe.events_after(self.last, self.since)
        self.waiting += [Message(event) for event in events if event["type"] in HANDLERS]
        if events:
            self.last = events[-1]["id"]
        return len(self.waiting)

    def deliver(self, message: Message, **changes: Any) -> HttpResponse:
        """Knock once. A message that was delivered before is then a repeated one."""
        response = self.knock(message.body, **changes)
        if response.status_code == 200:
            message.deliveries += 1
            if message in self.waiting:
                self.waiting.remove(message)
                self.gone.append(message)
        return response

    def lose(self, message: Message) -> None:
        self.waiting.remove(message)
        self.lost += 1

    def lose_all(self) -> None:
        self.collect()
        self.lost += len(self.waiting)
        self.waiting = []

    def deliver_all(self) -> None:
        self.collect()
        for message in list(self.waiting):
            assert self.deliver(message).status_code == 200

    def knock(
        self, body: bytes, *, secrets: list[str] | None = None, stamp: int | None = None
    ) -> HttpResponse:
        """Send `body` signed with `secrets`: Stripe's own, or a stranger's."""
        if stamp is None:
            stamp = int(self.clock.now().timestamp())
        return self.client.post(
            PATH,
            data=body,
            content_type="application/json",
            headers={
                "Stripe-Signature": sign(body, self.secrets if secrets is None else secrets, stamp)
            },
        )


def forged_payment(gift: Donation, now: datetime) -> bytes:
    """A message in Stripe's own shape which says that `gift` is paid. It is not."""
    attempt = gift.attempts.latest("n")
    told = {
        "id": attempt.session_id or "cs_test_invented",
        "object": "checkout.session",
        "amount_total": gift.amount_tiyn,
        "payment_status": "paid",
        "status": "complete",
        "metadata": {"donation": str(gift.pk), "attempt": str(attempt.n)},
    }
    event = {
        "id": f"evt_forged{secrets.token_hex(8)}",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "created": int(now.timestamp()),
        "data": {"object": told},
    }
    return json.dumps(event).encode()
