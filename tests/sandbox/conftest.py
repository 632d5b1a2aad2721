"""One sandbox process for these tests, a listener for its webhooks, and Stripe's own library."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from tests.stripe_sandbox.process import API_KEY, SECRET, SandboxProcess


class Listener(ThreadingHTTPServer):
    """Takes webhooks, verifies them as a site would, and answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        self.clear()

    def clear(self) -> None:
        self.secret = SECRET
        self.status = 200
        self.events: list[stripe.Event] = []
        self.headers: list[str] = []
        self.refused: list[str] = []

    def types(self) -> list[str]:
        return [event.type for event in self.events]


class Hook(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        header = self.headers["Stripe-Signature"]
        self.server.headers.append(header)
        try:
            event = stripe.Webhook.construct_event(
                body, header, self.server.secret, api_key=API_KEY
            )
            self.server.events.append(event)
        except stripe.SignatureVerificationError as error:
            self.server.refused.append(str(error))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="session")
def hook_server() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.shutdown()
    listener.server_close()


@pytest.fixture(scope="session")
def running(hook_server: Listener) -> Iterator[SandboxProcess]:
    with SandboxProcess(webhooks=[hook_server.url]) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: SandboxProcess) -> SandboxProcess:
    running.reset()
    return running


@pytest.fixture
def listener(hook_server: Listener, sandbox: SandboxProcess) -> Listener:
    hook_server.clear()
    return hook_server


@pytest.fixture
def api(sandbox: SandboxProcess) -> Any:
    return client_for(sandbox).v1


def client_for(sandbox: SandboxProcess, key: str = API_KEY, **more: Any) -> stripe.StripeClient:
    return stripe.StripeClient(key, base_addresses={"api": sandbox.url}, **more)


def gift(**changes: Any) -> dict[str, Any]:
    """Parameters of a session for a gift of ₸5,000; `amount` in tiyn."""
    amount = changes.pop("amount", 500_000)
    data = {"currency": "kzt", "unit_amount": amount, "product_data": {"name": "Housing fund"}}
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": data}],
        "success_url": "http://site.test/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://site.test/back",
    } | changes


def monthly(**changes: Any) -> dict[str, Any]:
    data = {
        "currency": "kzt",
        "unit_amount": 200_000,
        "product_data": {"name": "Monthly gift"},
        "recurring": {"interval": "month"},
    }
    return gift(mode="subscription", line_items=[{"quantity": 1, "price_data": data}]) | changes


def saving(**changes: Any) -> dict[str, Any]:
    """Parameters of a session that keeps a card of `customer` and charges nothing."""
    urls = {name: gift()[name] for name in ("success_url", "cancel_url")}
    return {"mode": "setup", "currency": "kzt"} | urls | changes


@pytest.fixture
def paid(api: Any, sandbox: SandboxProcess) -> Callable[..., Any]:
    """Makes a session, has it paid, gives it with its charge opened up."""

    def pay(card: str = "4242424242424242", **changes: Any) -> Any:
        session = api.checkout.sessions.create(gift(**changes))
        sandbox.pay(session.id, card)
        opened = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
        return api.checkout.sessions.retrieve(session.id, opened)

    return pay
