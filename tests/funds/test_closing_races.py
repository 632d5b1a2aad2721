"""Entries in flight while a day is closed, and two who close it."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from campaigns.funds import chain, closing
from campaigns.funds.models import DailyClose, Entry
from tests.factories.money import enter_charge, make_fund
from tests.funds.test_ledger_commits import at_once


def a_day_later():
    return time_machine.travel(timezone.now() + timedelta(days=1), tick=True)


class Slow:
    """A gift that is entered and not committed until it is let go."""

    def __init__(self, fund):
        self.fund = fund
        self.written, self.free = threading.Event(), threading.Event()

    @transaction.atomic
    def __call__(self):
        enter_charge(self.fund, 100, "ch_slow")
        self.written.set()
        self.free.wait(20)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def wait_until(condition):
    pause = threading.Event()
    for _ in range(500):
        if condition():
            return
        pause.wait(0.02)
    pytest.fail("it did not happen in ten seconds")


def test_an_entry_in_flight_is_waited_for_and_closed_with_its_day(committed_db):
    # Gifts to two funds: on one, the quick gift would wait for the slow one's total.
    fund, other = make_fund(), make_fund()
    enter_charge(fund, 100, "ch_before")
    slow = Slow(other)

    def close():
        slow.written.wait(10)
        enter_charge(fund, 100, "ch_quick")
        closing.close_due()

    def let_go():
        slow.written.wait(10)
        wait_until(waits_for_a_lock)
        slow.free.set()

    with a_day_later():
        assert at_once(slow, close, let_go) == [None] * 3
    close = DailyClose.objects.get()
    assert (close.entries, close.last_entry) == (3, Entry.objects.latest("pk").pk)
    assert chain.first_break() is None


def test_without_the_hold_it_would_slip_under_the_close(committed_db):
    """The control: its number is lower than the last one closed, and it is in no close."""
    fund, other = make_fund(), make_fund()
    enter_charge(fund, 100, "ch_before")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION funds_hold_entries() RETURNS void LANGUAGE sql AS ''"
        )
    slow = Slow(other)

    def close():
        slow.written.wait(10)
        enter_charge(fund, 100, "ch_quick")
        closing.close_due()
        slow.free.set()

    with a_day_later():
        assert at_once(slow, close) == [None] * 2
    close = DailyClose.objects.get()
    assert close.entries == 2
    assert Entry.objects.get(external_id="ch_slow").pk < close.last_entry
    assert chain.first_break() is not None


def test_a_writer_that_takes_too_long_is_not_waited_for(committed_db, monkeypatch):
    """Gifts queue behind the closer: it gives up, and the clock comes again."""
    monkeypatch.setattr(closing, "PATIENCE", "200ms")
    fund = make_fund()
    enter_charge(fund, 100, "ch_before")
    slow = Slow(fund)

    def close():
        slow.written.wait(10)
        try:
            closing.close_due()
        finally:
            slow.free.set()

    with a_day_later():
        _slow, error = at_once(slow, close)
        assert isinstance(error, OperationalError)
        assert closing.close_due() == "days closed: 1"


def test_a_day_that_a_rival_closed_meanwhile_is_left_as_it_is(committed_db, monkeypatch):
    enter_charge(make_fund(), 100)
    draw_up = closing.draw_up

    def draw_up_beside_a_rival(day):
        close = draw_up(day)
        draw_up(day).save(force_insert=True)
        return close

    monkeypatch.setattr(closing, "draw_up", draw_up_beside_a_rival)
    with a_day_later():
        assert closing.close_day(closing.next_day()) is False
        assert closing.close_due() == ""
    assert DailyClose.objects.count() == 1


def test_two_closers_at_once_close_each_day_once(committed_db):
    fund = make_fund()
    enter_charge(fund, 100)
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=True):
        assert at_once(*[closing.close_due] * 4) == [None] * 4
    assert DailyClose.objects.count() == 5
    assert chain.first_break() is None
