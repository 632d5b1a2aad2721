"""All that the sandbox knows, behind one lock: objects, time, settings and what is due when."""

import heapq
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from stripe._api_version import _ApiVersion

from .clock import Clock
from .errors import StripeError
from .ids import new_id, random_letters
from .settings import DEFAULTS
from .store import Row, Store, public

API_VERSION = _ApiVersion.CURRENT
STATE = "_state"

# What is done when its time has come; filled by the resource modules.
JOBS: dict[str, Callable[["World", str], None]] = {}


def job(name: str) -> Callable[[Callable[["World", str], None]], Callable[["World", str], None]]:
    def register(function: Callable[["World", str], None]) -> Callable[["World", str], None]:
        JOBS[name] = function
        return function

    return register


class World:
    def __init__(self, path: str | None = None, endpoints: list[str] | None = None) -> None:
        self.lock = threading.RLock()
        self.store = Store(path)
        self.endpoints = endpoints or []
        self.on_deliveries: Callable[[list[Row]], None] = lambda rows: None
        self.cause: dict[str, Any] = {"id": None, "idempotency_key": None}
        self.frozen: int | None = None
        self.test_clock: str | None = None
        self.later: list[tuple[str, str, int | None, str | None]] = []
        self.due: list[tuple[int, int, str]] = []
        self.tick_count = 0
        state = self.store.rows.get(STATE, {})
        self.clock = Clock(state.get("offset", 0))
        self.settings: dict[str, Any] = DEFAULTS | state.get("settings", {})
        for row in self.store.oldest_first("_job"):
            self._plan(row)

    # Units of work

    @contextmanager
    def unit(self, request_id: str | None = None, key: str | None = None) -> Iterator["World"]:
        """One change of the world: wholly there for others, or not at all. Not nested."""
        with self.lock:
            self.cause = {"id": request_id, "idempotency_key": key}
            try:
                yield self
                self._finish()
            except StripeError as error:
                if error.keeps_changes:
                    self._commit()
                else:
                    self._rollback()
                raise
            except BaseException:
                self._rollback()
                raise
            self._commit()

    def at_the_end(self, name: str, target: str) -> None:
        """Do a job within this unit, after all else: what Stripe does a moment later."""
        self.later.append((name, target, self.frozen, self.test_clock))

    def _finish(self) -> None:
        while self.later:
            name, target, frozen, test_clock = self.later.pop(0)
            with self.frozen_at(frozen, test_clock):
                JOBS[name](self, target)

    def _rollback(self) -> None:
        self.later = []
        self.store.rollback()

    def _commit(self) -> None:
        self.later = []
        changed = self.store.commit()
        for row in changed:
            if row["object"] == "_job":
                self._plan(row)
        fresh = [r for r in changed if r["object"] == "_delivery" and r["state"] == "pending"]
        if fresh:
            self.on_deliveries(fresh)

    def remember(self) -> None:
        """Write clock and settings into the state; call inside a unit."""
        state = self.store.find(STATE) or self.store.add({"id": STATE, "object": STATE})
        state.update(offset=self.clock.offset, settings=self.settings)

    # Time

    def now(self) -> int:
        return self.frozen if self.frozen is not None else self.clock.now()

    @contextmanager
    def frozen_at(self, timestamp: int | None, test_clock: str | None = None) -> Iterator[None]:
        """Objects made within bear this time: renewals, and customers on a test clock."""
        before = self.frozen, self.test_clock
        self.frozen, self.test_clock = timestamp, test_clock
        try:
            yield
        finally:
            self.frozen, self.test_clock = before

    def schedule(self, due: int, name: str, target: str) -> None:
        """Have a job done when its time has come, on the clock that is in force here."""
        if name not in JOBS:
            raise LookupError(name)
        self.store.add(
            {
                "id": f"_job_{random_letters(16)}",
                "object": "_job",
                "due": due,
                "name": name,
                "target": target,
                "test_clock": self.test_clock,
                "done": False,
            }
        )

    def _plan(self, row: Row) -> None:
        if not row["done"] and not row["test_clock"]:
            self.tick_count += 1
            heapq.heappush(self.due, (row["due"], self.tick_count, row["id"]))

    def run_due(self, until: int | None = None) -> int:
        """Do what is due, each thing in a unit of its own and at its own time; gives the count."""
        done = 0
        with self.lock:
            while self.due and self.due[0][0] <= (until or self.clock.now()):
                due, _, id = heapq.heappop(self.due)
                with self.unit():
                    self.run_job(id, due)
                done += 1
        return done

    def run_job(self, id: str, due: int) -> None:
        row = self.store.find(id)
        if row and not row["done"]:
            row["done"] = True
            with self.frozen_at(due, row["test_clock"]):
                JOBS[row["name"]](self, row["target"])

    # Events

    def emit(self, type: str, of: Row, previous: dict[str, Any] | None = None) -> Row:
        """Write an event with the object as it stands now, and a delivery to each endpoint."""
        data: dict[str, Any] = {"object": public(of)}
        if previous is not None:
            data["previous_attributes"] = previous
        event = self.store.add(
            {
                "id": new_id("evt_1", 23),
                "object": "event",
                "api_version": API_VERSION,
                "created": self.now(),
                # Through JSON, so that later changes of the object do not reach into the event.
                "data": json.loads(json.dumps(data)),
                "livemode": False,
                "pending_webhooks": len(self.endpoints),
                "request": dict(self.cause),
                "type": type,
            }
        )
        for url in self.endpoints:
            self.add_delivery(event, url)
        return event

    def add_delivery(self, event: Row, url: str) -> Row:
        return self.store.add(
            {
                "id": f"_dlv_{random_letters(16)}",
                "object": "_delivery",
                "event": event["id"],
                "type": event["type"],
                "url": url,
                "state": "pending",
                "attempts": [],
            }
        )

    def reset(self) -> None:
        """Back to an empty account, today's clock and the settings it starts from."""
        with self.lock:
            self.store.clear()
            self.due = []
            self.clock.offset = 0
            self.settings = dict(DEFAULTS)
