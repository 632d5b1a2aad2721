"""The promise to guardians counts the days that are worked in Kazakhstan."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import wishes as make
from wishes import lifecycle
from wishes.moderation.models import DayOff, Reading
from wishes.moderation.working_days import calendar

pytestmark = pytest.mark.django_db


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("told", "due"),
    [
        (date(2025, 2, 3), date(2025, 2, 5)),  # Monday, Wednesday
        (date(2025, 2, 6), date(2025, 2, 10)),  # Thursday; over a weekend
        (date(2025, 2, 8), date(2025, 2, 11)),  # Saturday
        (date(2025, 3, 6), date(2025, 3, 11)),  # 8 March was a Saturday: Monday was free
        (date(2025, 3, 19), date(2025, 3, 26)),  # Nauryz from Friday to Sunday: two days more
        (date(2025, 1, 6), date(2025, 1, 9)),  # Orthodox Christmas
        (date(2026, 5, 26), date(2026, 5, 29)),  # Kurban Ait
    ],
)
def test_the_promise_ends_on_the_second_day_that_is_worked(told, due):
    assert calendar().due(at(told)) == due


def test_a_free_day_at_a_weekend_is_not_moved_unless_it_is_a_holiday():
    # 7 January 2023 was a Saturday.
    assert calendar().is_working(date(2023, 1, 9))
    # 1 January 2023 was a Sunday, and 2 January is a holiday itself.
    assert not calendar().is_working(date(2023, 1, 3))


def test_staff_add_a_free_day_and_a_worked_saturday():
    names = {"name_kk": "к", "name_ru": "р", "name_en": "e"}
    DayOff.objects.create(day=date(2025, 2, 4), kind="day_off", **names)
    DayOff.objects.create(day=date(2025, 2, 8), kind="working", **names)
    days = calendar()
    assert days.due(at(date(2025, 2, 3))) == date(2025, 2, 6)
    assert days.due(at(date(2025, 2, 7))) == date(2025, 2, 10)


@pytest.mark.parametrize("today", [date(2025, 2, 5), date(2025, 2, 9), date(2025, 3, 26)])
def test_one_moment_tells_late_from_in_time(today):
    days = calendar()
    border = days.late_before(at(today))
    first = timezone.localdate(border)
    assert days.due(at(first)) >= today
    assert days.due(at(first - timedelta(days=1))) < today


def test_a_wish_that_was_sent_again_waits_from_then_on(time_machine):
    time_machine.move_to(at(date(2025, 2, 3)), tick=False)
    wish = make.asked_wish()
    told = Reading.objects.get().waiting_since
    time_machine.move_to(at(date(2025, 2, 20)), tick=False)
    lifecycle.resubmit(wish)
    assert timezone.localdate(told) == date(2025, 2, 3)
    assert timezone.localdate(Reading.objects.get().waiting_since) == date(2025, 2, 20)
