"""Long sums are added up by one reader at a time."""

from datetime import UTC, datetime

import pytest
from django.core.cache import cache

from campaigns.funds.kept import kept


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def minute_is_over():
    cache.delete("sums:fresh")


def test_sums_are_kept():
    assert kept("sums", lambda: [1]) == [1]
    assert kept("sums", lambda: [2]) == [1]


@pytest.mark.parametrize(("seconds", "shown"), [(59.5, 1), (60.5, 2)])
def test_sums_are_kept_for_a_minute(time_machine, seconds, shown):
    time_machine.move_to(NOW, tick=False)
    kept("sums", lambda: 1)
    time_machine.shift(seconds)
    assert kept("sums", lambda: 2) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(299.5, 1), (300.5, 3)])
def test_nobody_is_shown_sums_that_are_older_than_five_minutes(time_machine, seconds, shown):
    time_machine.move_to(NOW, tick=False)
    kept("sums", lambda: 1)
    time_machine.shift(seconds)
    shown_meanwhile = []

    def slowly():
        shown_meanwhile.append(kept("sums", lambda: 3))
        return 2

    assert kept("sums", slowly) == 2
    assert shown_meanwhile == [shown]


def test_nothing_at_all_is_kept_too():
    kept("sums", list)
    assert kept("sums", lambda: [2]) == []


def test_when_they_are_due_anew_they_are_added_up_anew():
    kept("sums", lambda: [1])
    minute_is_over()
    assert kept("sums", lambda: [2]) == [2]


def test_while_one_reader_adds_up_the_others_are_shown_the_old_ones():
    kept("sums", lambda: [1])
    minute_is_over()
    shown = []

    def slowly():
        shown.extend(kept("sums", lambda: [3]) for _reader in range(5))
        return [2]

    assert kept("sums", slowly) == [2]
    assert shown == [[1]] * 5


def test_sums_that_could_not_be_added_up_leave_the_old_ones():
    kept("sums", lambda: [1])
    minute_is_over()
    with pytest.raises(ZeroDivisionError):
        kept("sums", lambda: [1 // 0])
    assert kept("sums", lambda: [2]) == [1]
