"""The only module that knows Stripe. Everybody else sees `stripe_records`.

What it may not do: read or write our rows, decide whether a gift is paid, or let an exception of
Stripe's library out. Every call that changes something carries an idempotency key of the caller's.
"""

import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache, partial
from threading import Thread
from typing import Any

import stripe
from django.conf import settings

from campaigns.payments.stripe_records import (
    CheckoutSession,
    read_session,
)

# Seconds: to connect, and until the whole answer is there.
CONNECT_SECONDS = 3
ANSWER_SECONDS = 8

# How far a message's stamp may lie from our clock, either way.
TOLERANCE_SECONDS = 300
_STAMP = re.compile(r"(?:^|,)t=(\d{1,12})(?=,|$)", re.ASCII)

# Otherwise each call tells Stripe how long our last one took.
stripe.enable_telemetry = False
# The library logs each call, and errors in Stripe's words, which may quote a donor's address.
logging.getLogger("stripe").setLevel(logging.WARNING)


class GatewayError(Exception):
    """Stripe did not do what was asked. `code` is short and holds no personal data."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


class GatewayUnavailable(GatewayError):
    """No answer that we can rely on: whether the call took effect is not known.

    `key_spent`: Stripe keeps a server error under the call's idempotency key, so asking again with
    the same key would only bring the same error again.
    """

    def __init__(self, code: str, *, key_spent: bool = False):
        super().__init__(code)
        self.key_spent = key_spent


class GatewayBusy(GatewayUnavailable):
    """Another call with the same idempotency key is still under way."""


class GatewayRefused(GatewayError):
    """Stripe understood and said no; nothing took effect."""


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """What is asked of Stripe. Holds all that may leave the site, and nothing about a child."""

    idempotency_key: str
    donation_id: str
    attempt: int
    # What the page lists: what each is called, and its sum in tiyn.
    items: tuple[tuple[str, int], ...]
    currency: str
    donor_email: str
    language: str
    success_url: str
    cancel_url: str


def create_session(order: CheckoutOrder) -> CheckoutSession:
    """Open a pay page. The same key opens the same page. Raises `GatewayError`."""
    # Both the session and the payment carry the numbers: each can then be traced by itself.
    metadata = {"donation": order.donation_id, "attempt": str(order.attempt)}
    params = {
        "mode": "payment",
        "client_reference_id": order.donation_id,
        "customer_email": order.donor_email,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.currency.lower(),
                    "unit_amount": tiyn,
                    "product_data": {"name": name},
                },
            }
            for name, tiyn in order.items
        ],
        # The donor pays what the form said, in the currency it said.
        "adaptive_pricing": {"enabled": False},
        "submit_type": "donate",
        "locale": locale_of(order.language),
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "expand": ["payment_intent"],
    }
    options = {"idempotency_key": order.idempotency_key}
    answer = ask(lambda v1: v1.checkout.sessions.create(params, options))
    return readable(read_session, answer)


def locale_of(language: str) -> str:
    """The language of Stripe's pages for a reader of ours: it has none in Kazakh."""
    return language if language in ("ru", "en") else "auto"


def fetch_session(session_id: str, *, seconds: float | None = None) -> CheckoutSession:
    """The session as Stripe has it now, with its payment, charge and fee.

    `seconds` is how long to wait where that is shorter than for other calls.
    """
    params = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    answer = ask(lambda v1: v1.checkout.sessions.retrieve(session_id, params), seconds)
    return readable(read_session, answer)


def is_signed(body: bytes, header: str) -> bool:
    """Whether Stripe signed exactly this body, less than five minutes from now either way.

    Any of the configured secrets is good, so that one can be replaced without a gap. The stamp is
    checked here too: Stripe's library takes one from the future for good.
    """
    stamp = _STAMP.search(header)
    if not stamp or abs(time.time() - int(stamp[1])) > TOLERANCE_SECONDS:
        return False
    return any(_is_signed_by(secret, body, header) for secret in settings.STRIPE_WEBHOOK_SECRETS)


def _is_signed_by(secret: str, body: bytes, header: str) -> bool:
    try:
        return stripe.WebhookSignature.verify_header(body, header, secret, TOLERANCE_SECONDS)
    except (stripe.SignatureVerificationError, UnicodeDecodeError, TypeError):
        # A body that is not UTF-8; a signature that is not ASCII.
        return False


@lru_cache(maxsize=4)
def _client(key: str, base: str, seconds: float) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, seconds)),
        # The caller tries again, later, with the same key: a donor is waiting for this answer.
        max_network_retries=0,
    )


def ask(call: Callable[[Any], Any], seconds: float | None = None) -> Any:
    """What Stripe answers to `call` of its API. Raises `GatewayError`."""
    patience = ANSWER_SECONDS if seconds is None else seconds
    client = _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, patience)
    try:
        return _within(patience, partial(call, client.v1))
    except (stripe.APIConnectionError, TimeoutError) as error:
        raise GatewayUnavailable("no_answer") from error
    except stripe.RateLimitError as error:
        raise GatewayUnavailable("rate_limit") from error
    except stripe.StripeError as error:
        raise _named(error) from error


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What `call` gives; `TimeoutError` when that takes longer, whatever it is doing.

    The library's time-outs bound each silence and not the whole: an answer that trickles in, or a
    name that is not resolved, would hold its caller for good. A call that is late is left to itself
    in its thread, and its idempotency key finds later what it did.
    """
    outcome: Future[Any] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except Exception as error:  # noqa: BLE001 - handed to the caller, who names it
            outcome.set_exception(error)

    Thread(target=run, daemon=True).start()
    return outcome.result(seconds)


def _named(error: stripe.StripeError) -> GatewayError:
    status = error.http_status or 0
    if status >= 500:
        return GatewayUnavailable(f"http_{status}", key_spent=True)
    if status == 409:
        return GatewayBusy("busy")
    if status < 400:  # An answer that is no JSON.
        return GatewayUnavailable(f"http_{status}")
    return GatewayRefused(error.code or f"http_{status}")


def readable(build: Callable[[Any], Any], answer: Any) -> Any:
    """What `build` reads out of an answer; one in another shape is no answer to rely on."""
    try:
        return build(answer)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GatewayUnavailable("unreadable_answer") from error
