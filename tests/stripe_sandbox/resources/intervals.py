"""Billing periods: counted from the anchor, so that the 31st comes back after a short month."""

import calendar
from datetime import UTC, datetime, timedelta
from typing import Any


def later(anchor: int, recurring: dict[str, Any], periods: int) -> int:
    """The moment so many periods after the anchor."""
    start = datetime.fromtimestamp(anchor, UTC)
    count = recurring["interval_count"] * periods
    match recurring["interval"]:
        case "day":
            moment = start + timedelta(days=count)
        case "week":
            moment = start + timedelta(weeks=count)
        case "month":
            moment = _add_months(start, count)
        case _:
            moment = _add_months(start, 12 * count)
    return int(moment.timestamp())


def _add_months(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)
