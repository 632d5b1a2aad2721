"""Two at once about a fee of the bank, and about the opening balance; each with its control."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.bank import balance, settlement, ties
from campaigns.bank.cash import NotDecided
from campaigns.bank.models import BankLine, OpeningBalance
from campaigns.bank.settlement import NotMatched
from campaigns.funds.ledger import AlreadyPosted
from campaigns.funds.models import Entry
from tests.bank.test_rivals import looked_at_together
from tests.bank.test_ties import brought
from tests.factories.bank import DAY
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once

pytestmark = pytest.mark.usefixtures("committed_db")
BEFORE = DAY - timedelta(days=1)


def two_enter_a_fee(line):
    by = make_user(), make_user()
    return at_once(*[lambda who=who: ties.enter_fee(line.pk, who) for who in by])


def test_two_who_enter_a_fee_at_once_enter_it_once():
    errors = two_enter_a_fee(brought(-300_00))
    assert [type(error) for error in errors if error] == [NotMatched]
    assert Entry.objects.count() == 1
    call_command("check_ledger")


def test_without_the_lock_of_its_line_only_the_ledger_would_hold(monkeypatch):
    line = brought(-300_00)
    looked_at_together(monkeypatch, settlement, "lock_line", lambda pk: BankLine.objects.get(pk=pk))
    errors = two_enter_a_fee(line)
    assert [type(error) for error in errors if error] == [AlreadyPosted]
    assert Entry.objects.count() == 1


def two_propose():
    by = make_user(), make_user()
    return at_once(
        *[
            lambda who=who: balance.propose_opening(OpeningBalance(amount_tiyn=1, day=BEFORE), who)
            for who in by
        ]
    )


def test_of_two_who_propose_at_once_one_is_told_so():
    assert [type(error) for error in two_propose() if error] == [NotDecided]
    assert OpeningBalance.objects.count() == 1


def test_without_the_constraint_two_would_wait():
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX bank_openingbalance_one_pending")
    assert two_propose() == [None, None]
    assert OpeningBalance.objects.count() == 2


def decided_by_two(row):
    """One says yes, one says no."""
    yes, no = make_user(), make_user()
    return at_once(
        lambda: balance.decide_opening(row.pk, yes, yes=True),
        lambda: balance.decide_opening(row.pk, no, yes=False, why="another sum"),
    )


def proposed():
    return balance.propose_opening(OpeningBalance(amount_tiyn=1, day=BEFORE), make_user())


def test_of_two_who_decide_at_once_one_is_told_so():
    assert [type(error) for error in decided_by_two(proposed()) if error] == [NotDecided]


def test_without_the_lock_both_would_have_decided(monkeypatch):
    row = proposed()
    looked_at_together(
        monkeypatch, balance, "lock_recorded", lambda one: OpeningBalance.objects.get(pk=one.pk)
    )
    assert decided_by_two(row) == [None, None]
