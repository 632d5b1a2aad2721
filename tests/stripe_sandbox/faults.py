"""Troubles that a test orders for coming requests."""

import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .errors import StripeError

KINDS = ("status", "delay", "drop", "drop-after-effect", "error-after-effect", "hang-after-effect")

MESSAGES = {
    401: ("invalid_request_error", None, "Invalid API Key provided: sk_test_****"),
    409: ("invalid_request_error", "lock_timeout", "This object cannot be accessed right now."),
    429: (
        "invalid_request_error",
        "rate_limit",
        "Request rate limit exceeded. You can learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
    ),
}
OTHERWISE = ("api_error", None, "Sorry! There was an error while talking to one of our backends.")


class ConnectionDropped(Exception):
    """Close the connection without an answer."""


@dataclass
class Fault:
    """One ordered trouble.

    - `status`: answer with `status`, nothing happens.
    - `delay`: wait `seconds`, then go on.
    - `drop`: close the connection, nothing happens.
    - `drop-after-effect`: do the work, then close the connection.
    - `error-after-effect`: do the work, then answer with `status` (500).
    - `hang-after-effect`: do the work, say nothing for `seconds`, then close.

    With `kept`, the error is what the idempotency key answers from now on, as with errors
    from inside Stripe; without it, a repetition finds the truth, as with errors on the way.

    `path` may hold `*`; `count` is how many requests it hits, 0 for all until cleared.
    """

    kind: str
    path: str = "*"
    method: str = "*"
    status: int = 500
    seconds: float = 0
    count: int = 1
    kept: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("*", method) and fnmatchcase(path, self.path)

    def before(self, stopping: threading.Event) -> None:
        if self.kind == "status":
            raise self.error()
        if self.kind == "drop":
            raise ConnectionDropped
        if self.kind == "delay" and stopping.wait(self.seconds):
            raise ConnectionDropped

    def after(self, stopping: threading.Event) -> None:
        if self.kind == "error-after-effect":
            raise self.error()
        if self.kind == "hang-after-effect":
            stopping.wait(self.seconds)
        if self.kind in ("drop-after-effect", "hang-after-effect"):
            raise ConnectionDropped

    def error(self) -> StripeError:
        type_, code, message = MESSAGES.get(self.status, OTHERWISE)
        return StripeError(message, status=self.status, type=type_, code=code)


class Faults:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.queue: list[Fault] = []

    def add(self, given: dict[str, Any]) -> None:
        with self.lock:
            self.queue.append(Fault(**given))

    def clear(self) -> None:
        with self.lock:
            self.queue = []

    def take(self, method: str, path: str) -> Fault | None:
        """The first ordered trouble that fits this request; it is used up by it."""
        with self.lock:
            for fault in self.queue:
                if fault.matches(method, path):
                    if fault.count:
                        fault.count -= 1
                        if not fault.count:
                            self.queue.remove(fault)
                    return fault
        return None
