"""Long sums are added up by one reader at a time."""

import pytest
from django.core.cache import cache

from campaigns.funds.kept import kept


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def minute_is_over():
    cache.delete("sums:fresh")


def test_sums_are_kept():
    assert kept("sums", lambda: [1]) == [1]
    assert kept("sums", lambda: [2]) == [1]


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
