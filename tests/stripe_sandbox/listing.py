"""Lists with Stripe's cursor pages: https://docs.stripe.com/api/pagination."""

from collections.abc import Callable, Iterable
from typing import Any

from .errors import StripeError, missing
from .routing import Call
from .store import Row

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 100
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda have, want: have > want,
    "gte": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "lte": lambda have, want: have <= want,
}


def whole(url: str, rows: list[Any]) -> dict[str, Any]:
    """A list that stands inside an object, all of it."""
    return {"object": "list", "data": rows, "has_more": False, "url": url}


def page(
    call: Call,
    kind: str,
    url: str,
    where: Callable[[Row], bool] = lambda row: True,
    equal: Iterable[str] = (),
) -> dict[str, Any]:
    """Newest first. Fields named in `equal` must match the parameter of that name if given."""
    params = call.params
    wanted = {name: params[name] for name in equal if name in params}

    def fits(row: Row) -> bool:
        same = all(row.get(name) == value for name, value in wanted.items())
        return same and in_range(row.get("created", 0), params.get("created")) and where(row)

    rows = [row for row in call.world.store.newest_first(kind) if fits(row)]
    return cut(call, rows, kind, url)


def cut(call: Call, rows: list[Row], kind: str, url: str) -> dict[str, Any]:
    limit = call.params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise StripeError(
            f"This value must be between 1 and {LARGEST_LIMIT}.",
            code="parameter_invalid_integer",
            param="limit",
        )
    rows, more = _after_cursor(call, rows, kind, limit)
    return {"object": "list", "data": rows, "has_more": more, "url": url}


def _after_cursor(call: Call, rows: list[Row], kind: str, limit: int) -> tuple[list[Row], bool]:
    after, before = call.params.get("starting_after"), call.params.get("ending_before")
    if after and before:
        raise StripeError("You cannot use starting_after and ending_before at the same time.")
    cursor = after or before
    if not cursor:
        return rows[:limit], len(rows) > limit
    place = next((index for index, row in enumerate(rows) if row["id"] == cursor), None)
    if place is None:
        param = "starting_after" if after else "ending_before"
        raise missing(kind, cursor, param=param, status=400)
    if after:
        rest = rows[place + 1 :]
        return rest[:limit], len(rest) > limit
    rest = rows[:place]
    return rest[-limit:], len(rest) > limit


def in_range(value: int, wanted: Any) -> bool:
    if wanted is None:
        return True
    if isinstance(wanted, int):
        return value == wanted
    return all(COMPARE[name](value, limit) for name, limit in wanted.items())
