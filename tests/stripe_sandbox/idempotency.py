"""Idempotency keys: https://docs.stripe.com/api/idempotent_requests.

An answer is kept once the endpoint has begun its work, a failure included. Not kept are answers
to wrong parameters, to a missing key and to a request that met another one under way.
"""

import hashlib
import json
from typing import Any

from .clock import DAY
from .errors import StripeError
from .world import World

KEPT_FOR = DAY
LONGEST_KEY = 255


class Slot:
    """One request's claim on its key. `replay` is the kept answer, if this is a repetition."""

    def __init__(self, keys: "Keys", key: str | None, print_: str = "") -> None:
        self.keys = keys
        self.key = key
        self.print = print_
        self.replay: dict[str, Any] | None = None

    def __enter__(self) -> "Slot":
        if self.key:
            self.replay = self.keys.claim(self.key, self.print)
        return self

    def __exit__(self, *_: object) -> None:
        if self.key:
            self.keys.release(self.key)

    def keep(self, status: int, body: dict[str, Any], request_id: str) -> None:
        """Write the answer down; called inside the unit of work that made it."""
        if not self.key:
            return
        store = self.keys.world.store
        id = _row_id(self.key)
        row = store.find(id) or store.add({"id": id, "object": "_idempotency"})
        row.update(
            print=self.print,
            path=self.print.split(" ")[0],
            status=status,
            body=body,
            request_id=request_id,
            created=self.keys.world.clock.now(),
        )


class Keys:
    def __init__(self, world: World) -> None:
        self.world = world
        self.under_way: set[str] = set()

    def slot(self, key: str | None, account: str, path: str, params: dict[str, Any]) -> Slot:
        """A slot that does nothing when the request carries no key."""
        if key is None:
            return Slot(self, None)
        if not key or len(key) > LONGEST_KEY:
            raise StripeError(
                f"Idempotency keys must be between 1 and {LONGEST_KEY} characters long.",
                type="idempotency_error",
            )
        said = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
        return Slot(self, f"{account}:{key}", f"{path} {said}")

    def claim(self, key: str, print_: str) -> dict[str, Any] | None:
        with self.world.lock:
            if key in self.under_way:
                raise StripeError(
                    "There is currently another in-progress request using this Idempotent Key "
                    "(that probably means you submitted twice, and the other request is still "
                    f"going through): {_bare(key)}. Please try again later.",
                    status=409,
                    type="idempotency_error",
                    code="idempotency_key_in_use",
                )
            kept = self.world.store.rows.get(_row_id(key))
            if kept and kept["created"] + KEPT_FOR > self.world.clock.now():
                self._compare(kept, key, print_)
                return kept
            self.under_way.add(key)
            return None

    def release(self, key: str) -> None:
        with self.world.lock:
            self.under_way.discard(key)

    @staticmethod
    def _compare(kept: dict[str, Any], key: str, print_: str) -> None:
        if kept["path"] != print_.split(" ")[0]:
            raise StripeError(
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{print_.split(' ')[0]}' vs '{kept['path']}'). Try using a key "
                f"other than '{_bare(key)}' if you meant to execute a different request.",
                type="idempotency_error",
            )
        if kept["print"] != print_:
            raise StripeError(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{_bare(key)}' if you meant to "
                "execute a different request.",
                type="idempotency_error",
            )


def _row_id(key: str) -> str:
    return f"_idem:{key}"


def _bare(key: str) -> str:
    return key.partition(":")[2]
