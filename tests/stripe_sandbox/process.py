"""The sandbox as a child process, for tests."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
API_KEY = "sk_test_sandbox"
SECRET = "whsec_sandbox"
READY_WITHIN = 20


class OrderRefused(Exception):
    """The sandbox answered an order with an error; `status` and `error` tell which."""

    def __init__(self, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{status}: {error.get('message')}")
        self.status = status
        self.error = error


class SandboxProcess:
    """Starts `python -m tests.stripe_sandbox` on a free port and steers it over `/_test/`.

    As a pytest fixture, one process for all tests and a clean account for each:

        @pytest.fixture(scope="session")
        def sandbox_process():
            with SandboxProcess(webhooks=["http://127.0.0.1:8001/webhooks/stripe/"]) as sandbox:
                yield sandbox

        @pytest.fixture
        def stripe_sandbox(sandbox_process, settings):
            sandbox_process.reset()
            settings.STRIPE_API_BASE = sandbox_process.url
            settings.STRIPE_SECRET_KEY = sandbox_process.api_key
            settings.STRIPE_WEBHOOK_SECRETS = [sandbox_process.secret]
            return sandbox_process

    and in a test:

        session_id = ...                      # what the code under test made
        stripe_sandbox.pay(session_id)        # the donor pays
        stripe_sandbox.flush()                # all webhooks are delivered when this returns

    Without a listening site, `events()` gives what would be sent and `signed(event)` the very
    request: `client.post(path, **stripe_sandbox.signed(event))` with Django's test client.
    """

    def __init__(
        self,
        webhooks: list[str] | None = None,
        secret: str = SECRET,
        state: str | Path | None = None,
        port: int = 0,
    ) -> None:
        self.webhooks = webhooks or []
        self.secret = secret
        self.api_key = API_KEY
        self.state = state
        self.port = port
        self.url = ""
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "SandboxProcess":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.stripe_sandbox", "--port", str(self.port)]
        command += ["--secret", self.secret, "--with-parent"]
        for url in self.webhooks:
            command += ["--webhook", url]
        if self.state:
            command += ["--state", str(self.state)]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if " ready on " not in line:
            self.process.kill()
            raise RuntimeError(f"the sandbox did not start: {line!r}")
        self.url = line.rpartition(" ")[2].strip()
        self.port = int(self.url.rpartition(":")[2])

    def stop(self) -> int:
        """Ask it to end; gives its exit status. Killed when it does not within five seconds."""
        if self.process is None:
            return 0
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            status = process.wait()
        assert process.stdout is not None
        process.stdout.close()
        return status

    def call(self, verb: str, order: str, /, **given: Any) -> Any:
        """One order of the `/_test/` API; OrderRefused when it answers with an error."""
        body = json.dumps(given).encode() if verb == "POST" else None
        request = urllib.request.Request(
            f"{self.url}/_test/{order}", body, {"Content-Type": "application/json"}, method=verb
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise OrderRefused(error.code, json.load(error)["error"]) from None

    # The world

    def reset(self) -> None:
        self.call("POST", "reset")

    def now(self) -> int:
        return int(self.call("GET", "clock")["now"])

    def advance(self, seconds: int) -> int:
        """Move the clock on; what falls due on the way is done, in order."""
        return int(self.call("POST", "clock", advance=seconds)["now"])

    def set_clock(self, timestamp: int) -> int:
        return int(self.call("POST", "clock", set=timestamp)["now"])

    def settings(self, **changes: Any) -> dict[str, Any]:
        return self.call("POST", "settings", **changes) if changes else self.call("GET", "settings")

    def fault(self, kind: str, path: str = "*", method: str = "*", **more: Any) -> None:
        """Order a trouble for coming requests: see `faults.Fault` for kinds and fields."""
        self.call("POST", "faults", kind=kind, path=path, method=method, **more)

    def clear_faults(self) -> None:
        self.call("DELETE", "faults")

    def requests(self) -> list[dict[str, Any]]:
        """The API calls since the last reset: method, path, params, idempotency key, status."""
        return self.call("GET", "requests")

    def books(self) -> dict[str, Any]:
        return self.call("GET", "books")

    # Webhooks

    def webhook_control(self, **changes: Any) -> dict[str, Any]:
        """`hold drop_next drop_fraction duplicate_next duplicate_times shuffle delay`."""
        return self.call("POST", "webhooks", **changes)

    def flush(self, timeout: float = 10, retries: bool = True) -> bool:
        """Deliver all that waits; true when nothing is left, false when held or timed out."""
        return bool(
            self.call("POST", "webhooks/flush", timeout=timeout, retries=retries)["flushed"]
        )

    def redeliver(self, event: str) -> None:
        self.call("POST", "webhooks/redeliver", event=event)

    def sign_with(self, *secrets: str) -> None:
        self.call("POST", "webhooks/secrets", secrets=list(secrets))

    def deliveries(self) -> list[dict[str, Any]]:
        return self.call("GET", "webhooks/deliveries")

    def events(self, type: str | None = None) -> list[dict[str, Any]]:
        """All events, oldest first, as their webhooks carry them."""
        return self.call("GET", f"events?type={type}" if type else "events")

    def signed(self, event: dict[str, Any], secret: str | None = None) -> dict[str, Any]:
        """Body and headers of the event's webhook, as arguments for Django's test client."""
        given = {"event": event["id"]} | ({"secret": secret} if secret else {})
        made = self.call("POST", "webhooks/signed", **given)
        return {
            "data": made["body"],
            "content_type": "application/json",
            "headers": {"Stripe-Signature": made["signature"]},
        }

    # Donors, banks, the dashboard

    def pay(self, session: str, card: str = "4242424242424242", **more: Any) -> dict[str, Any]:
        """Pay a Checkout Session without a browser; OrderRefused(402) when declined.

        `email`, `name`; `confirm=False` fails 3-D Secure; `method="later"` or `"never"` is a
        delayed debit, decided `after` seconds or by `settle`.
        """
        return self.call("POST", "pay", session=session, card=card, **more)

    def settle(self, session: str) -> dict[str, Any]:
        return self.call("POST", "settle", session=session)

    def dispute(self, charge: str, **more: Any) -> dict[str, Any]:
        """`charge` may also be a payment intent or a session; `reason amount inquiry`."""
        return self.call("POST", "dispute", charge=charge, **more)

    def close_dispute(self, dispute: str, won: bool) -> dict[str, Any]:
        return self.call("POST", "dispute/close", dispute=dispute, won=won)

    def refund(self, charge: str, **more: Any) -> dict[str, Any]:
        """A refund made in the dashboard; `amount reason`."""
        return self.call("POST", "refund", charge=charge, **more)

    def fail_refund(self, refund: str) -> dict[str, Any]:
        return self.call("POST", "refund/fail", refund=refund)

    def payout(self, amount: int | None = None, paid: bool = False) -> dict[str, Any]:
        return self.call("POST", "payout", amount=amount, paid=paid)

    def fail_payout(self, payout: str) -> dict[str, Any]:
        return self.call("POST", "payout/fail", payout=payout)

    def renew(self, subscription: str) -> dict[str, Any]:
        """Bill the next period now; gives its invoice, paid or not."""
        return self.call("POST", "renew", subscription=subscription)

    def change_card(self, subscription: str, card: str) -> dict[str, Any]:
        return self.call("POST", "subscription/card", subscription=subscription, card=card)
