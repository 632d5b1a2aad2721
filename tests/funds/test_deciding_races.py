"""Rivals for the same tenge: one gets it."""

import threading
from functools import partial

from django.db import OperationalError, connection, transaction

from campaigns.funds import locks
from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.recall import ask_recall, recall
from campaigns.funds.deciding.rules import NotEnough, WrongState
from campaigns.funds.models import Apartment, Entry, FundKind, FundTotal
from tests.factories.homes import (
    fund_with,
    make_apartment,
    make_person,
    proposed,
    proposed_payment,
    proposed_wish,
    set_aside,
    wish_fund_with,
)
from tests.funds.test_ledger_commits import at_once


def unlock(monkeypatch, name):
    """Let `locks.<name>` look without locking, and wait until both rivals have looked."""
    looked = threading.Barrier(2)

    def look(number):
        if name == "hold_fund":
            total = FundTotal.objects.get(fund_id=number)
            left = total.raised_tiyn - total.allocated_tiyn
        else:
            left = locks.set_aside(number)
        looked.wait(10)
        return left

    monkeypatch.setattr(locks, name, look)


def two_for_one_fund():
    fund, one, other = fund_with(1_000), make_apartment(), make_apartment()
    return fund, proposed(fund, one, 700), proposed(fund, other, 700)


def two_for_one_wishs_fund():
    fund = wish_fund_with(1_000)
    return fund, proposed_wish(fund, 700), proposed_wish(fund, 700)


def two_for_one_apartment():
    apartment = make_apartment()
    set_aside(fund_with(1_000), apartment, 1_000)
    return apartment, proposed_payment(apartment, 700), proposed_payment(apartment, 700)


def approving(decision):
    by = make_person()
    return lambda: approve(decision, by)


def test_two_approvals_do_not_set_the_same_tenge_aside(committed_db):
    fund, one, other = two_for_one_fund()
    raised = at_once(approving(one), approving(other))
    assert [type(error) for error in raised if error] == [NotEnough]
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 700


def test_without_the_lock_on_the_total_they_would(committed_db, monkeypatch):
    fund, one, other = two_for_one_fund()
    unlock(monkeypatch, "hold_fund")
    assert at_once(approving(one), approving(other)) == [None, None]
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 1_400


def test_two_payments_for_a_wish_do_not_spend_the_same_tenge(committed_db):
    fund, one, other = two_for_one_wishs_fund()
    raised = at_once(approving(one), approving(other))
    assert [type(error) for error in raised if error] == [NotEnough]
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 700


def test_without_the_lock_on_the_total_two_wishes_would(committed_db, monkeypatch):
    fund, one, other = two_for_one_wishs_fund()
    unlock(monkeypatch, "hold_fund")
    assert at_once(approving(one), approving(other)) == [None, None]
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 1_400


def test_a_wish_and_an_apartment_do_not_get_the_same_tenge(committed_db):
    fund = fund_with(1_000, kind=FundKind.GENERAL)
    home, wish = proposed(fund, make_apartment(), 700), proposed_wish(fund, 700)
    raised = at_once(approving(home), approving(wish))
    assert [type(error) for error in raised if error] == [NotEnough]
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 700


def test_two_payments_do_not_spend_the_same_tenge(committed_db):
    apartment, one, other = two_for_one_apartment()
    raised = at_once(approving(one), approving(other))
    assert [type(error) for error in raised if error] == [NotEnough]
    assert locks.set_aside(apartment.pk) == 300


def test_without_the_lock_on_the_apartment_they_would(committed_db, monkeypatch):
    apartment, one, other = two_for_one_apartment()
    unlock(monkeypatch, "hold_apartment")
    assert at_once(approving(one), approving(other)) == [None, None]
    assert locks.set_aside(apartment.pk) == -400


@transaction.atomic
def propose_without_waiting(fund, apartment, by):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")
    proposed(fund, apartment, 10, by)


@transaction.atomic
def during(hold, *jobs):
    """What each of `jobs`, on a connection of its own, raised while `hold` held."""
    hold()
    return at_once(*jobs)


def test_while_a_home_is_held_for_one_decision_others_are_proposed(committed_db):
    fund, apartment, by = fund_with(1_000), make_apartment(), make_person()
    hold = partial(locks.hold_apartment, apartment.pk)
    assert during(hold, lambda: propose_without_waiting(fund, apartment, by)) == [None]


def test_with_a_lock_against_all_they_would_wait(committed_db):
    fund, apartment, by = fund_with(1_000), make_apartment(), make_person()
    hold = partial(Apartment.objects.select_for_update().get, pk=apartment.pk)
    [error] = during(hold, lambda: propose_without_waiting(fund, apartment, by))
    assert isinstance(error, OperationalError)


def test_one_proposal_approved_by_many_at_once_moves_the_money_once(committed_db):
    fund = fund_with(5_000)
    decision = proposed(fund, make_apartment(), 700)
    raised = at_once(*[approving(decision) for _ in range(4)])
    assert [type(error) for error in raised if error] == [WrongState] * 3
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 700


def test_a_payment_and_the_taking_back_of_its_money_never_both_happen(committed_db):
    fund, apartment = fund_with(1_000), make_apartment()
    decision = ask_recall(set_aside(fund, apartment, 1_000), make_person(), "why")
    payment, by = proposed_payment(apartment, 1_000), make_person()
    raised = at_once(approving(payment), lambda: recall(decision, by))
    assert sum(error is None for error in raised) == 1
    assert locks.set_aside(apartment.pk) == 0


def test_an_approval_that_broke_off_leaves_nothing(committed_db):
    """Killed at every statement, in turn: the decision waits as before, or all of it happened."""
    fund, by = fund_with(10_000), make_person()
    left, finished = 0, False
    while not finished:
        decision = proposed(fund, make_apartment(), 10)
        try:
            with connection.execute_wrapper(KillAt(left)):
                approve(decision, by)
            finished = True
        except Killed:
            connection.close()
        decision.refresh_from_db()
        entered = Entry.objects.filter(external_id=decision.number).count()
        assert (decision.state == "approved") == finished == bool(entered)
        left += 1
    assert left > 5
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 10


class Killed(BaseException):
    """Nothing in the site gets to tidy up after it."""


class KillAt:
    def __init__(self, left: int):
        self.left = left

    def __call__(self, execute, *args):
        if self.left == 0:
            raise Killed
        self.left -= 1
        return execute(*args)
