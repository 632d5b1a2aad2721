"""The promise to guardians, counted in working days of Kazakhstan.

Labour Code of Kazakhstan, articles 84 and 85: Saturday and Sunday are free, and for a holiday at a
weekend the next working day is. Which days are holidays, and which weekends the government has
worked instead, is a list that staff keep (`DayOff`).
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from wishes.moderation.models import DayOff

A_DAY = timedelta(days=1)
SATURDAY = 5


class Calendar:
    """Which days are worked; `days_off` are read once, so make one for each request."""

    def __init__(self, days_off: Iterable[DayOff]) -> None:
        self._rows = list(days_off)
        self._free: dict[int, set[date]] = {}
        self._worked = {row.day for row in self._rows if row.kind == DayOff.Kind.WORKING}

    def is_working(self, day: date) -> bool:
        if day in self._worked:
            return True
        return day.weekday() < SATURDAY and day not in self._free_in(day.year)

    def due(self, since: datetime) -> date:
        """The last day on which an answer keeps the promise."""
        day, left = timezone.localdate(since), settings.WISH_PROMISE_DAYS
        while left:
            day += A_DAY
            left -= self.is_working(day)
        return day

    def late_before(self, now: datetime | None = None) -> datetime:
        """What has waited since before this moment is late: one number for the database."""
        today = timezone.localdate(now)
        first = today
        while self._due_of(first - A_DAY) >= today:
            first -= A_DAY
        return _start_of(first)

    def _due_of(self, day: date) -> date:
        return self.due(_start_of(day))

    def _free_in(self, year: int) -> set[date]:
        if year not in self._free:
            self._free[year] = self._reckon(year)
        return self._free[year]

    def _reckon(self, year: int) -> set[date]:
        rows = [(_in_year(row, year), row.kind) for row in self._rows]
        free = {day for day, kind in rows if day and kind != DayOff.Kind.WORKING}
        moved = sorted(day for day, kind in rows if day and kind == DayOff.Kind.HOLIDAY)
        for day in moved:
            if day.weekday() >= SATURDAY and day not in self._worked:
                free.add(self._next_worked(day, free))
        return free

    def _next_worked(self, day: date, free: set[date]) -> date:
        while day.weekday() >= SATURDAY or day in free:
            day += A_DAY
        return day


def calendar() -> Calendar:
    return Calendar(DayOff.objects.all())


def _in_year(row: DayOff, year: int) -> date | None:
    if not row.every_year:
        return row.day if row.day.year == year else None
    try:
        return row.day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
