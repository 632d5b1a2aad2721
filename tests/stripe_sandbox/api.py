"""One request of Stripe's API, from its headers to its answer."""

import re
import threading
from collections import deque
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from . import expand, forms, params, resources  # noqa: F401  (resources fill the routes)
from .errors import ParameterError, StripeError
from .faults import ConnectionDropped, Fault, Faults
from .idempotency import Keys, Slot
from .ids import new_id
from .routing import Call, Route, resolve
from .world import API_VERSION, World

TEST_KEY = re.compile(r"(sk|rk)_test_\w+")
# Kept for replay: what an endpoint answered once it had begun its work.
LOG = 2000
NOT_KEPT = {401, 409, 429}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    body: bytes
    headers: Message
    base_url: str


@dataclass
class Answer:
    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


class Api:
    def __init__(self, world: World, faults: Faults, stopping: threading.Event) -> None:
        self.world = world
        self.faults = faults
        self.stopping = stopping
        self.keys = Keys(world)
        self.log: deque[dict[str, Any]] = deque(maxlen=LOG)

    def answer(self, request: Request) -> Answer:
        """Stripe's answer; ConnectionDropped when a fault was ordered that gives none."""
        id = new_id("req", 14)
        headers = {"Request-Id": id, "Stripe-Version": API_VERSION}
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = self._answer(request, id, key)
        except StripeError as error:
            answer = Answer(error.status, error.body(), error.headers)
        except ConnectionDropped:
            self._write_down(request, key, Answer(0, {}))
            raise
        answer.headers = headers | answer.headers
        self._write_down(request, key, answer)
        return answer

    def _write_down(self, request: Request, key: str | None, answer: Answer) -> None:
        self.log.append(
            {
                "method": request.method,
                "path": request.path,
                "params": request.body.decode("utf-8", "replace") or request.query,
                "idempotency_key": key,
                "status": answer.status,
                "replayed": "Idempotent-Replayed" in answer.headers,
            }
        )

    def _answer(self, request: Request, id: str, key: str | None) -> Answer:
        account = authenticate(request.headers, self.world.settings["api_keys"])
        check_version(request.headers)
        route, args = resolve(request.method, request.path)
        fault = self.faults.take(request.method, request.path)
        given = forms.decode(_text(request))
        with self.keys.slot(key, account, request.path, given) as slot:
            if fault:
                self._before(fault, slot, id)
            answer = self._replay(slot) or self._work(request, route, args, given, id, slot)
            if fault and fault.kept and fault.kind == "error-after-effect":
                self._keep(slot, fault.error(), id)
        if fault:
            fault.after(self.stopping)
        return answer

    def _before(self, fault: Fault, slot: Slot, id: str) -> None:
        try:
            fault.before(self.stopping)
        except StripeError as error:
            if fault.kept and slot.replay is None:
                self._keep(slot, error, id)
            raise

    def _keep(self, slot: Slot, error: StripeError, id: str) -> None:
        with self.world.unit():
            slot.keep(error.status, error.body(), id)

    @staticmethod
    def _replay(slot: Slot) -> Answer | None:
        kept = slot.replay
        if kept is None:
            return None
        headers = {"Idempotent-Replayed": "true", "Original-Request": kept["request_id"]}
        return Answer(kept["status"], kept["body"], headers)

    def _work(
        self,
        request: Request,
        route: Route,
        args: dict[str, str],
        given: dict[str, Any],
        id: str,
        slot: Slot,
    ) -> Answer:
        checked = params.check(route.params, given)
        call = Call(self.world, checked, request.base_url, args, id)
        key = request.headers.get("Idempotency-Key") if request.method == "POST" else None
        try:
            with self.world.unit(id, key):
                body = expand.apply(self.world, route.handler(call), checked.get("expand", []))
                slot.keep(200, body, id)
        except ParameterError:
            raise
        except StripeError as error:
            if error.status not in NOT_KEPT:
                self._keep(slot, error, id)
            raise
        return Answer(200, body)


def _text(request: Request) -> str:
    raw = request.body if request.method == "POST" else request.query.encode()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParameterError("Invalid request: the body is not UTF-8.") from error


def authenticate(headers: Message, allowed: list[str]) -> str:
    """The caller's key, or Stripe's 401."""
    scheme, _, key = headers.get("Authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise StripeError(
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY').",
            status=401,
            headers={"WWW-Authenticate": 'Bearer realm="Stripe"'},
        )
    if not TEST_KEY.fullmatch(key) or (allowed and key not in allowed):
        shown = key[:8] + "*" * 10 + key[-4:]
        raise StripeError(f"Invalid API Key provided: {shown}", status=401)
    return key


def check_version(headers: Message) -> None:
    """The sandbox speaks the version of the installed library, and no other."""
    asked = headers.get("Stripe-Version")
    if asked and asked != API_VERSION:
        raise StripeError(
            f"Invalid Stripe API version: {asked}. The sandbox speaks {API_VERSION}, the version "
            "of the installed stripe library."
        )
