"""Sending events: signed as Stripe signs, tried again when refused, and troubled on request.

Signature: https://docs.stripe.com/webhooks#verify-manually. Several secrets sign side by side, as
Stripe does while a secret is being rotated. The stamp inside is real time, since the receiver
compares it with its own clock.
"""

import hashlib
import hmac
import http.client
import json
import random
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from .store import Row, public
from .world import World

WORKERS = 3
QUIET_WITHIN = 3


@dataclass
class Control:
    """What tests order: `hold` everything, lose, repeat, mix up or slow down deliveries."""

    hold: bool = False
    drop_next: int = 0
    drop_fraction: float = 0
    duplicate_next: int = 0
    duplicate_times: int = 1
    shuffle: bool = False
    delay: float = 0


def body_of(event: Row) -> bytes:
    return json.dumps(public(event), indent=2).encode()


def sign(body: bytes, secrets: list[str], stamp: int) -> str:
    signed = f"{stamp}.".encode() + body
    sums = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    return ",".join([f"t={stamp}", *(f"v1={each}" for each in sums)])


class Deliverer:
    def __init__(self, world: World, secrets: list[str], seed: int = 1) -> None:
        self.world = world
        self.secrets = self.first_secrets = secrets
        self.control = Control()
        self.chance = random.Random(seed)
        self.condition = threading.Condition()
        self.waiting: dict[str, float] = {}
        self.in_flight = 0
        self.stopping = False
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(WORKERS)]
        world.on_deliveries = self.wake

    def start(self) -> None:
        with self.world.lock:
            self.wake([r for r in self.world.store.oldest_first("_delivery") if _is_open(r)])
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        with self.condition:
            self.stopping = True
            self.condition.notify_all()

    def wake(self, rows: list[Row]) -> None:
        with self.condition:
            for row in rows:
                if row["id"] not in self.waiting:
                    self.waiting[row["id"]] = row.get("due") or self.now() + self.control.delay
            self.condition.notify_all()

    def now(self) -> float:
        on_real_clock = self.world.settings["webhook_clock"] == "real"
        return time.time() if on_real_clock else self.world.clock.precise()

    def clock_moved(self) -> None:
        with self.condition:
            self.condition.notify_all()

    def order(self, given: dict[str, Any]) -> dict[str, Any]:
        """Change what tests order; gives all of it. ValueError for a name that is not one."""
        with self.condition:
            try:
                self.control = Control(**(asdict(self.control) | given))
            except TypeError as error:
                raise ValueError(str(error)) from error
            self.condition.notify_all()
            return asdict(self.control)

    def flush(self, timeout: float, retries: bool = True) -> bool:
        """Send all that waits, also what waits for its next attempt; true when nothing is left."""
        until = time.monotonic() + timeout
        with self.condition:
            if retries:
                self.waiting = dict.fromkeys(self.waiting, 0.0)
            self.condition.notify_all()
            while self.waiting or self.in_flight:
                left = until - time.monotonic()
                if left <= 0 or self.control.hold:
                    return False
                self.condition.wait(min(left, 0.2))
        return True

    def forget(self) -> None:
        """Drop what waits, let what is on its way arrive, and be as at the start."""
        until = time.monotonic() + QUIET_WITHIN
        with self.condition:
            self.waiting = {}
            while self.in_flight and time.monotonic() < until:
                self.condition.wait(0.1)
            self.waiting = {}
            self.control = Control()
            self.secrets = self.first_secrets

    # Workers

    def _work(self) -> None:
        while True:
            with self.condition:
                id = self._next()
                while id is None and not self.stopping:
                    self.condition.wait(self._pause())
                    id = self._next()
                if self.stopping or id is None:
                    return
                del self.waiting[id]
                self.in_flight += 1
            try:
                self._deliver(id)
            finally:
                with self.condition:
                    self.in_flight -= 1
                    self.condition.notify_all()

    def _next(self) -> str | None:
        if self.control.hold or self.stopping:
            return None
        now = self.now()
        ready = [id for id, due in self.waiting.items() if due <= now]
        if not ready:
            return None
        return self.chance.choice(ready) if self.control.shuffle else ready[0]

    def _pause(self) -> float | None:
        if self.control.hold or not self.waiting:
            return None
        # The sandbox's clock also runs between its moves, so both are looked at again in time.
        return max(0.01, min(self.waiting.values()) - self.now())

    def _deliver(self, id: str) -> None:
        with self.world.lock:
            row = self.world.store.rows.get(id)
            event = row and self.world.store.rows.get(row["event"])
        if not row or not event:
            return
        times = self._times()
        if not times:
            self._note(id, {"at": int(time.time()), "dropped": True}, "dropped")
            return
        for _ in range(times):
            attempt = self.send(row["url"], event)
            done = 200 <= (attempt["status"] or 0) < 300
            self._note(id, attempt, "delivered" if done else "pending")

    def _times(self) -> int:
        """How often this one goes out: 0 when it is to be lost."""
        with self.condition:
            control = self.control
            if control.drop_next > 0:
                control.drop_next -= 1
                return 0
            if self.chance.random() < control.drop_fraction:
                return 0
            if control.duplicate_next > 0:
                control.duplicate_next -= 1
                return 1 + control.duplicate_times
        return 1

    def send(self, url: str, event: Row) -> dict[str, Any]:
        body = body_of(event)
        stamp = int(time.time()) + int(self.world.settings["signature_skew"])
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Accept": "*/*; q=0.5, application/xml",
            "Stripe-Signature": sign(body, self.secrets, stamp),
        }
        began = time.monotonic()
        status, error = None, None
        try:
            status = _post(url, body, headers, self.world.settings["webhook_timeout"])
        except (OSError, http.client.HTTPException) as problem:
            error = f"{type(problem).__name__}: {problem}"
        seconds = round(time.monotonic() - began, 3)
        return {"at": int(time.time()), "status": status, "error": error, "seconds": seconds}

    def _note(self, id: str, attempt: dict[str, Any], state: str) -> None:
        pauses = self.world.settings["webhook_retries"]
        with self.world.unit():
            row = self.world.store.find(id)
            if row is None:
                return
            row["attempts"].append(attempt)
            if row["state"] == "delivered":
                return
            if state == "pending":
                failed = len(row["attempts"])
                state = "failed" if failed > len(pauses) else state
                row["due"] = None if state == "failed" else self.now() + pauses[failed - 1]
            row["state"] = state
            if state == "delivered":
                event = self.world.store.get(row["event"])
                event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)


def _is_open(row: Row) -> bool:
    return row["state"] == "pending"


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> int:
    """Redirects are not followed: Stripe counts them as refused."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()
