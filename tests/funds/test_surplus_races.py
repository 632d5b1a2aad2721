"""Rivals who bring funds to their level at the same time."""

import threading

import pytest
from django.db import connection

from campaigns.funds import ledger, surplus
from campaigns.funds.models import Fund, FundKind, FundTotal
from tests.factories.money import enter_charge, make_fund
from tests.funds.test_ledger_commits import at_once
from tests.funds.test_surplus import PRICE, holds, make_wish


@pytest.fixture
def overfull(committed_db):
    general = make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    wish = make_wish(general)
    enter_charge(wish, PRICE + 1_000_00)
    return wish, general


def look_only(fund_id):
    return Fund.objects.with_totals().get(pk=fund_id).held_tiyn


def without_the_lock(monkeypatch):
    """Two rivals who have both looked before either goes on."""
    both_have_looked, looks = threading.Barrier(2), threading.local()
    looked = surplus._given_on

    def look(fund, other):
        answer = looked(fund, other)
        if not getattr(looks, "once", False):
            looks.once = True
            both_have_looked.wait(10)
        return answer

    monkeypatch.setattr(surplus, "hold_fund", look_only)
    monkeypatch.setattr(surplus, "_given_on", look)


def test_many_at_once_move_it_once(overfull):
    wish, general = overfull
    assert at_once(*[surplus.move_surplus] * 5) == [None] * 5
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1_000_00)


def test_without_the_lock_the_number_still_lets_one_move(overfull, monkeypatch):
    wish, general = overfull
    without_the_lock(monkeypatch)
    errors = at_once(*[surplus.move_surplus] * 2)
    assert sorted(type(error) for error in errors if error) == [ledger.AlreadyPosted]
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1_000_00)


def test_without_the_lock_and_the_number_it_would_move_twice(overfull, monkeypatch):
    wish, general = overfull
    without_the_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE numbers")

    def never_the_same(fund):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('numbers')")
            return f"fund:{fund.pk}:{cursor.fetchone()[0]}:"

    monkeypatch.setattr(surplus, "_stem", never_the_same)
    assert at_once(*[surplus.move_surplus] * 2) == [None, None]
    assert (holds(wish)[0], holds(general)[0]) == (PRICE - 1_000_00, 2_000_00)


def test_a_gift_that_comes_while_it_moves_is_kept(overfull):
    wish, general = overfull
    jobs = [surplus.move_surplus, *(lambda: enter_charge(wish, 500_00) for _ in range(4))]
    assert at_once(*jobs, surplus.move_surplus) == [None] * 6
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 3_000_00)
    assert sum(FundTotal.objects.values_list("gifts", flat=True)) == 5
