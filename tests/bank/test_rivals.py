"""Rivals at the worst moment, each with a control that shows the race when its guard is off."""

import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from campaigns.bank import importing, payouts, settlement
from campaigns.bank.importing import import_statement
from campaigns.bank.models import BankLine, LineState, StatementFile
from campaigns.bank.settlement import NotMatched, give_without_pledge, settle_transfer
from campaigns.funds.models import Entry, FundTotal
from campaigns.payments.models import Donation
from outbox.models import Mail
from tests.factories.bank import (
    as_csv,
    as_mt940,
    booking,
    bring,
    line_of,
    make_payout,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_fund
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once

pytestmark = pytest.mark.usefixtures("committed_db")


def bring_at_once(*files):
    return at_once(*[lambda data=data: import_statement(data, "x") for data in files])


def looked_at_together(monkeypatch, module, name, look=lambda *args: None):
    """Take the lock `name` away, and hold two rivals until both have looked."""
    both = threading.Barrier(2)

    def unlocked(*args):
        found = look(*args)
        both.wait(10)
        return found

    monkeypatch.setattr(module, name, unlocked)


def drop(table, *columns):
    """Take away the unique constraints of `table` over one of `columns`."""
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass"
                " AND contype = 'u' AND pg_get_constraintdef(oid) = %s",
                [table, f"UNIQUE ({column})"],
            )
            (name,) = cursor.fetchone()
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def test_one_file_brought_by_two_is_kept_once():
    pledge = make_pledge()
    data = as_csv(pay_pledge(pledge), booking(7_00))
    assert bring_at_once(data, data, data) == [None] * 3
    assert (StatementFile.objects.count(), BankLine.objects.count()) == (1, 2)
    assert FundTotal.objects.get().raised_tiyn == pledge.donation.amount_tiyn
    call_command("check_ledger")


def test_two_files_that_overlap_brought_at_once_bring_each_booking_once():
    pledge = make_pledge()
    first, shared, last = booking(1_00), pay_pledge(pledge), booking(2_00)
    files = as_csv(first, shared), as_mt940(shared, last)
    assert bring_at_once(*files, *files) == [None] * 4
    assert BankLine.objects.count() == 3
    assert FundTotal.objects.get().raised_tiyn == pledge.donation.amount_tiyn


def known_before_either_keeps(monkeypatch):
    """Both look for what is there already before one of them writes."""
    both = threading.Barrier(2)
    known = importing._known

    def known_by_both(*args):
        found = known(*args)
        both.wait(10)
        return found

    monkeypatch.setattr(importing, "_known", known_by_both)


def test_without_the_lock_the_keys_still_hold_but_not_quietly(monkeypatch):
    shared = booking(5_00)
    looked_at_together(monkeypatch, importing, "lock_imports")
    known_before_either_keeps(monkeypatch)
    errors = bring_at_once(as_csv(shared), as_csv(shared, booking(1_00)))
    assert sorted(type(error) for error in errors if error) == [IntegrityError]
    assert BankLine.objects.filter(amount_tiyn=5_00).count() == 1


def test_without_the_lock_and_the_keys_a_booking_would_be_kept_twice(monkeypatch):
    shared = booking(5_00)
    looked_at_together(monkeypatch, importing, "lock_imports")
    drop("bank_bankline", "key")
    known_before_either_keeps(monkeypatch)
    assert bring_at_once(as_csv(shared), as_csv(shared, booking(1_00))) == [None, None]
    assert BankLine.objects.filter(amount_tiyn=5_00).count() == 2


@pytest.fixture
def officers():
    return make_user("one"), make_user("two")


def unmatched_line():
    """Money whose sum is not the promised one, so that a person has to say whose it is."""
    one = booking(9_000_00)
    bring(one)
    return line_of(one)


def test_two_officers_match_one_line_and_one_of_them_wins(officers):
    pledges, line = [make_pledge(), make_pledge()], unmatched_line()
    jobs = [
        lambda pledge=pledge, by=by: settle_transfer(line.pk, pledge.donation_id, by=by)
        for pledge, by in zip(pledges, officers, strict=True)
    ]
    errors = at_once(*jobs)
    assert sorted(type(error) for error in errors if error) == [NotMatched]
    assert Donation.objects.settled().count() == 1
    assert Entry.objects.count() == 1
    assert Mail.objects.filter(key__startswith="gift_thanks").count() == 1
    call_command("check_ledger")


def test_without_the_lock_of_the_line_only_the_ledger_would_hold(officers, monkeypatch):
    pledges, line = [make_pledge(), make_pledge()], unmatched_line()
    looked_at_together(monkeypatch, settlement, "lock_line", lambda pk: BankLine.objects.get(pk=pk))
    jobs = [
        lambda pledge=pledge, by=by: settle_transfer(line.pk, pledge.donation_id, by=by)
        for pledge, by in zip(pledges, officers, strict=True)
    ]
    errors = at_once(*jobs)
    # Loud instead of polite, but counted once: the line is the source, and a source counts once.
    assert sum(error is not None for error in errors) == 1
    assert not any(isinstance(error, NotMatched) for error in errors)
    assert Entry.objects.count() == 1


def test_two_lines_for_one_pledge_and_one_of_them_wins(officers):
    pledge, lines = make_pledge(), [unmatched_line(), unmatched_line()]
    jobs = [
        lambda line=line, by=by: settle_transfer(line.pk, pledge.donation_id, by=by)
        for line, by in zip(lines, officers, strict=True)
    ]
    errors = at_once(*jobs)
    assert sorted(type(error) for error in errors if error) == [NotMatched]
    assert BankLine.objects.filter(state=LineState.MATCHED).count() == 1
    call_command("check_ledger")


def test_without_the_lock_of_the_gift_one_gift_would_take_two_lines(officers, monkeypatch):
    pledge, lines = make_pledge(), [unmatched_line(), unmatched_line()]
    looked_at_together(monkeypatch, settlement, "lock_gift", lambda pk: Donation.objects.get(pk=pk))
    drop("bank_bankline", "donation_id")
    jobs = [
        lambda line=line, by=by: settle_transfer(line.pk, pledge.donation_id, by=by)
        for line, by in zip(lines, officers, strict=True)
    ]
    assert at_once(*jobs) == [None, None]
    assert Entry.objects.count() == 2
    with pytest.raises(SystemExit):
        call_command("check_ledger")


def test_two_officers_make_a_gift_of_one_line_and_one_of_them_wins(officers):
    fund, line = make_fund(), unmatched_line()
    errors = at_once(*[lambda by=by: give_without_pledge(line.pk, fund, by) for by in officers])
    assert sorted(type(error) for error in errors if error) == [NotMatched]
    assert FundTotal.objects.get(fund=fund).gifts == 1


def is_somebody_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_two_lines_are_not_both_the_same_payout(monkeypatch):
    """The second officer is told so, whoever is quicker; and a file's other lines are matched."""
    one, other = booking(90_000_00), booking(90_000_00)
    bring(one, other)
    payout, deciding, decide = make_payout(), [], payouts.decide

    def slowly(*args):
        deciding.append(1)
        while len(deciding) < 2 and not is_somebody_waiting():
            pass
        decide(*args)

    monkeypatch.setattr(payouts, "decide", slowly)
    lines = [line_of(each).pk for each in (one, other)]
    raised = at_once(*[lambda pk=pk: payouts.know_payout(pk, payout) for pk in lines])
    assert [type(error) for error in raised if error] == [NotMatched]
    assert BankLine.objects.filter(payout=payout).count() == 1
