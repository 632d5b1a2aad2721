"""`/_test/…`: what tests order and ask. JSON in, JSON out; README.md lists all of it."""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from . import settings
from .api import Answer, Request
from .books import books
from .control_money import MONEY
from .errors import StripeError
from .faults import Faults
from .webhooks import Deliverer, body_of, sign
from .world import World

if TYPE_CHECKING:
    from .api import Api

Order = dict[str, Any]


class Control:
    def __init__(self, world: World, faults: Faults, deliverer: Deliverer, api: "Api") -> None:
        self.world = world
        self.faults = faults
        self.deliverer = deliverer
        self.api = api
        self.orders: dict[tuple[str, str], Callable[[Order], Any]] = {
            ("POST", "reset"): self.reset,
            ("GET", "clock"): self.clock,
            ("POST", "clock"): self.move_clock,
            ("GET", "settings"): lambda order: self.world.settings,
            ("POST", "settings"): self.change_settings,
            ("GET", "faults"): lambda order: [vars(f) for f in self.faults.queue],
            ("POST", "faults"): self.add_fault,
            ("DELETE", "faults"): self.clear_faults,
            ("GET", "webhooks"): lambda order: self.deliverer.order({}),
            ("POST", "webhooks"): self.deliverer.order,
            ("POST", "webhooks/flush"): self.flush,
            ("POST", "webhooks/redeliver"): self.redeliver,
            ("POST", "webhooks/secrets"): self.secrets,
            ("POST", "webhooks/signed"): self.signed,
            ("GET", "events"): self.events,
            ("GET", "webhooks/deliveries"): self.deliveries,
            ("GET", "requests"): lambda order: list(self.api.log),
            ("GET", "books"): lambda order: books(self.world),
        }

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix("/_test/").strip("/")
        try:
            order = json.loads(request.body) if request.body else dict(parse_qsl(request.query))
            if not isinstance(order, dict):
                raise ValueError("the order must be a JSON object")
            if (request.method, name) in self.orders:
                return _answer(self.orders[request.method, name](order))
            if request.method == "POST" and name in MONEY:
                with self.world.unit():
                    return _answer(MONEY[name](self.world, **order))
        except StripeError as error:
            return Answer(error.status, error.body())
        except KeyError as error:
            return Answer(400, {"error": {"message": f"needs {error}", "type": "invalid_order"}})
        except (ValueError, TypeError) as error:
            return Answer(400, {"error": {"message": str(error), "type": "invalid_order"}})
        return Answer(
            404, {"error": {"message": f"no such order: {name}", "type": "invalid_order"}}
        )

    def reset(self, order: Order) -> Order:
        """Empty account, no faults, nothing held, settings and clock as at the start."""
        self.faults.clear()
        # Outside the lock: what is on its way needs it to note that it has arrived.
        self.deliverer.forget()
        with self.world.lock:
            self.api.log.clear()
            self.world.reset()
        return {}

    def clock(self, order: Order) -> Order:
        return {"now": self.world.clock.now(), "offset": self.world.clock.offset}

    def move_clock(self, order: Order) -> Order:
        """Forwards, everything due on the way is done, each at its own time."""
        with self.world.lock:
            now = self.world.clock.now()
            target = int(order["set"]) if "set" in order else now + int(order["advance"])
            self.world.run_due(until=target)
            self.world.clock.set(target)
            with self.world.unit():
                self.world.remember()
        self.deliverer.clock_moved()
        return self.clock(order)

    def change_settings(self, order: Order) -> Order:
        with self.world.unit():
            self.world.settings = settings.changed(self.world.settings, order)
            self.world.remember()
        return self.world.settings

    def add_fault(self, order: Order) -> list[Order]:
        self.faults.add(order)
        return [vars(fault) for fault in self.faults.queue]

    def clear_faults(self, order: Order) -> list[Order]:
        self.faults.clear()
        return []

    def flush(self, order: Order) -> Order:
        self.world.run_due()
        done = self.deliverer.flush(float(order.get("timeout", 10)), order.get("retries", True))
        return {"flushed": done}

    def redeliver(self, order: Order) -> Order:
        """Send an event once more, as Stripe's dashboard does; also to where it was lost."""
        with self.world.unit():
            event = self.world.store.find(order["event"], "event")
            if event is None:
                raise ValueError(f"no such event: {order['event']}")
            for url in self.world.endpoints:
                self.world.add_delivery(event, url)
        return {"event": order["event"]}

    def secrets(self, order: Order) -> Order:
        """Sign with these from now on, all at once: a rotation, or a stranger's forgery."""
        self.deliverer.secrets = [str(secret) for secret in order["secrets"]]
        return {"secrets": self.deliverer.secrets}

    def signed(self, order: Order) -> Order:
        """The webhook of an event without sending it: body and signature header."""
        with self.world.lock:
            event = self.world.store.rows[order["event"]]
        body = body_of(event)
        secrets = [order["secret"]] if "secret" in order else self.deliverer.secrets
        stamp = int(time.time()) + int(self.world.settings["signature_skew"])
        return {"body": body.decode(), "signature": sign(body, secrets, stamp)}

    def events(self, order: Order) -> list[Order]:
        with self.world.lock:
            rows = self.world.store.oldest_first("event")
        return [row for row in rows if order.get("type") in (None, row["type"])]

    def deliveries(self, order: Order) -> list[Order]:
        with self.world.lock:
            rows = self.world.store.oldest_first("_delivery")
            return [{name: row[name] for name in row if name != "object"} for row in rows]


def _answer(body: Any) -> Answer:
    return Answer(200, body)
