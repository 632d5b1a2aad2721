"""Test clocks: time of its own for a customer, moved by the API.

https://docs.stripe.com/billing/testing/test-clocks. The sandbox's own clock, which `/_test/clock`
moves, is for everything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ..clock import DAY
from ..errors import StripeError, missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World

PATH = "/v1/test_helpers/test_clocks"
KIND = "test_helpers.test_clock"


@contextmanager
def time_of(world: World, customer: Row | None) -> Iterator[None]:
    """Within, it is the time of the customer's test clock, if there is one."""
    clock = world.store.find(customer["test_clock"]) if customer else None
    if clock is None or world.test_clock == clock["id"]:
        yield
        return
    with world.frozen_at(clock["frozen_time"], clock["id"]):
        yield


@route("POST", PATH, "test_helpers.TestClockCreateParams")
def create(call: Call) -> Row:
    clock = call.world.store.add(
        {
            "id": new_id("clock_1"),
            "object": KIND,
            "created": call.world.now(),
            "deletes_after": call.world.now() + 30 * DAY,
            "frozen_time": call.params["frozen_time"],
            "livemode": False,
            "name": call.params.get("name"),
            "status": "ready",
            "status_details": {},
        }
    )
    call.world.emit("test_helpers.test_clock.created", clock)
    return clock


@route("GET", PATH, "test_helpers.TestClockListParams")
def list_clocks(call: Call) -> Row:
    return page(call, KIND, PATH)


@route("GET", PATH + "/{id}", "test_helpers.TestClockRetrieveParams")
def retrieve(call: Call) -> Row:
    clock = call.world.store.find(call.args["id"], KIND)
    if clock is None or clock.get("deleted"):
        raise missing("test clock", call.args["id"])
    return clock


@route("POST", PATH + "/{id}/advance", "test_helpers.TestClockAdvanceParams")
def advance(call: Call) -> Row:
    """Answers `advancing` as Stripe does; whoever asks next finds it `ready`."""
    clock = retrieve(call)
    target = call.params["frozen_time"]
    if target <= clock["frozen_time"]:
        raise StripeError(
            "The frozen time must be after the clock's current frozen time.", param="frozen_time"
        )
    call.world.emit("test_helpers.test_clock.advancing", clock | {"status": "advancing"})
    _run(call.world, clock, target)
    clock["frozen_time"] = target
    call.world.emit("test_helpers.test_clock.ready", clock)
    return clock | {
        "status": "advancing",
        "status_details": {"advancing": {"target_frozen_time": target}},
    }


def _run(world: World, clock: Row, target: int) -> None:
    while True:
        rows = world.store.oldest_first(
            "_job",
            lambda row: (
                row["test_clock"] == clock["id"] and not row["done"] and row["due"] <= target
            ),
        )
        if not rows:
            return
        first = min(rows, key=lambda row: row["due"])
        clock["frozen_time"] = max(clock["frozen_time"], first["due"])
        world.run_job(first["id"], first["due"])


@route("DELETE", PATH + "/{id}", "test_helpers.TestClockDeleteParams")
def delete(call: Call) -> Row:
    clock = retrieve(call)
    clock["deleted"] = True
    call.world.emit("test_helpers.test_clock.deleted", clock)
    return {"id": clock["id"], "object": KIND, "deleted": True}
