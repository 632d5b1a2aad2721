"""Events, to be looked up for thirty days as in Stripe."""

from fnmatch import fnmatchcase

from ..clock import DAY
from ..errors import missing
from ..listing import page
from ..routing import Call, route
from ..store import Row

PATH = "/v1/events"
KEPT_FOR = 30 * DAY


@route("GET", PATH, "EventListParams")
def list_events(call: Call) -> Row:
    params = call.params
    wanted = params.get("types") or ([params["type"]] if "type" in params else ["*"])
    delivered = params.get("delivery_success")

    def fits(event: Row) -> bool:
        right_type = any(fnmatchcase(event["type"], each) for each in wanted)
        reached = delivered is None or (event["pending_webhooks"] == 0) == delivered
        return right_type and reached and event["created"] + KEPT_FOR > call.world.now()

    return page(call, "event", PATH, fits)


@route("GET", PATH + "/{id}", "EventRetrieveParams")
def retrieve(call: Call) -> Row:
    event = call.world.store.find(call.args["id"], "event")
    if event is None:
        raise missing("event", call.args["id"])
    return event
