"""`check_ledger` finds lines, cash, gifts and entries that do not fit each other."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.bank import asking, cash, invariants, papers, payouts, returns, ties
from campaigns.bank.look_at import warnings
from campaigns.bank.models import BankLine, CashDeposit, CashRecord, Pledge
from campaigns.payments.models import Donation
from tests.bank.test_ties import near
from tests.factories.bank import (
    agree,
    booking,
    bring,
    enter_payout,
    line_of,
    make_cash,
    make_deposit,
    make_paid_back,
    make_payout,
    make_pledge,
    pay_pledge,
)
from tests.factories.wishes import make_user
from tests.payments.test_check_ledger import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def books():
    """A transfer, cash, and cash brought to the bank, all as it should be."""
    one, other = make_user("one"), make_user("other")
    bring(pay_pledge(make_pledge()))
    make_pledge()
    wrong = pay_pledge(make_pledge())
    bring(wrong, booking(-50_00, reference="FEE"), booking(-1_000_00, reference="BACK"))
    asking.ask_to_undo(line_of(wrong).pk, "another's", one)
    agree(line_of(wrong), other)
    ties.enter_fee(BankLine.objects.get(reference="FEE").pk, one)
    paid_back = make_paid_back(1_000_00)
    ties.tie(BankLine.objects.get(reference="BACK").pk, paid_back, one)
    returned = make_paid_back(2_000_00)
    bring(booking(2_000_00, reference="RETURNED", day=near(returned)))
    returns.know_return(BankLine.objects.get(reference="RETURNED").pk, returned.external_id, one)
    short = booking(89_000_00, reference="SHORT")
    bring(short)
    payouts.know_payout(line_of(short).pk, enter_payout(make_payout()), by=one)
    changed = booking(512_345_00, reference="CHANGED")
    bring(changed)
    abroad = enter_payout(make_payout(1_000_00, currency="USD"))
    asking.ask_for_payout(line_of(changed).pk, abroad, "the advice of the bank", one)
    agree(line_of(changed), other)
    make_cash(one)
    cash.confirm_gift(make_cash(one), other)
    cash.confirm_deposit(make_deposit(one, amount_tiyn=1_000_00), other)
    make_deposit(one)


def broken():
    return {one.rule for told in (invariants, papers) for one in told.violations()}


@pytest.mark.usefixtures("books")
def test_sound_books_break_no_rule():
    assert broken() == set()
    call_command("check_ledger")


CHANGED = "a payout in another currency is changed into its line's sum, by two people"
FAULTS = [
    *[
        (statement, CHANGED)
        for statement in (
            "UPDATE bank_asked SET state = 'rejected'",
            "UPDATE payments_payout SET amount = amount + 1",
            "UPDATE bank_bankline SET amount_tiyn = amount_tiyn + 1 WHERE reference = 'CHANGED'",
            "UPDATE bank_bankline SET payout_id = NULL, aside_reason = 'other'"
            " WHERE reference = 'CHANGED'",
            "UPDATE funds_entry SET external_id = 'x' WHERE kind = 'bank_exchange'",
            "DELETE FROM funds_entry WHERE kind = 'bank_exchange'",
        )
    ],
    (
        "UPDATE bank_bankline SET amount_tiyn = amount_tiyn + 1 WHERE state = 'matched'",
        "a gift by transfer in the books is exactly one matched line of the same sum",
    ),
    (
        "UPDATE bank_bankline SET state = 'new', donation_id = NULL WHERE state = 'matched'",
        "a gift by transfer in the books is exactly one matched line of the same sum",
    ),
    (
        "DELETE FROM bank_asked; DELETE FROM bank_bankline",
        "a gift by transfer in the books is exactly one matched line of the same sum",
    ),
    ("DELETE FROM funds_entry WHERE kind = 'bank_receipt'", "a matched line is in the books"),
    ("UPDATE payments_donation SET state = 'open'", "a matched line is in the books"),
    (
        "UPDATE bank_cashrecord SET amount_tiyn = 1 WHERE state = 'confirmed'",
        "a gift in cash in the books is one confirmed record of the same sum",
    ),
    (
        "DELETE FROM bank_cashrecord",
        "a gift in cash in the books is one confirmed record of the same sum",
    ),
    ("DELETE FROM funds_entry WHERE kind = 'cash'", "confirmed cash is in the books"),
    (
        "UPDATE bank_cashdeposit SET amount_tiyn = 1 WHERE state = 'confirmed'",
        "cash brought to the bank is in the books, with its sum",
    ),
    (
        "DELETE FROM bank_cashdeposit",
        "cash brought to the bank is in the books, with its sum",
    ),
    (
        "DELETE FROM funds_entry WHERE kind = 'cash_banked'",
        "cash brought to the bank is in the books, with its sum",
    ),
    (
        "UPDATE bank_asked SET state = 'rejected'",
        "what was entered from a line is taken back by two people",
    ),
    (
        "UPDATE bank_bankline SET aside_reason = 'booked' WHERE aside_reason = 'fee'",
        "a fee of the bank is of one line",
    ),
    *[
        (
            f"UPDATE bank_bankline SET amount_tiyn = amount_tiyn - 1 WHERE aside_reason = '{what}'",
            "a line that is in the books already has the sum of its entry, less what the bank kept",
        )
        for what in ("booked", "fee", "came_back")
    ],
    (
        "UPDATE bank_bankline SET amount_tiyn = amount_tiyn - 1 WHERE aside_reason = 'payout'",
        "a payout came to the bank with its sum, less what the bank kept",
    ),
    (
        "DELETE FROM funds_entry WHERE kind = 'bank_fee' AND external_id IN"
        " (SELECT key FROM bank_bankline WHERE payout_id IS NOT NULL)",
        "a payout came to the bank with its sum, less what the bank kept",
    ),
    ("DELETE FROM bank_pledge", "a gift that waits for a transfer has its reference"),
    (
        "UPDATE bank_bankline SET aside_reason = 'booked' WHERE aside_reason = 'came_back'",
        "a refund that the bank sent back is one line",
    ),
    ("DELETE FROM bank_bankline", "a file kept as many lines as it says"),
    ("UPDATE bank_statementfile SET new_rows = rows + 1", "a file kept as many lines as it says"),
    (
        "UPDATE bank_bankline SET booked_on = booked_on - 1 WHERE reference = 'FEE'",
        "a line is of the account and the days of its file",
    ),
    *[
        (f"UPDATE bank_bankline SET {told} WHERE reference = 'FEE'", papers.KEY)
        for told in (
            "amount_tiyn = amount_tiyn - 1",
            "text = 'x'",
            "payer_account = 'KZ1'",
            "reference = 'x'",
            "key = 'x'",
        )
    ],
    *[
        (f"ALTER TABLE {table} DISABLE TRIGGER {name}", "what holds the bank's lines stands")
        for table, name in (
            ("bank_bankline", "bank_bankline_kept"),
            ("bank_bankline", "bank_bankline_not_truncated"),
            ("bank_statementfile", "bank_statementfile_permanent"),
        )
    ],
]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("statement", "rule"), FAULTS)
def test_a_fault_is_found(statement, rule):
    tamper(statement)
    assert rule in broken()


@pytest.mark.usefixtures("books")
def test_a_cash_box_below_nothing_is_warned_of():
    assert list(warnings()) == []
    tamper("DELETE FROM funds_posting WHERE account_id = 'cash' AND amount_tiyn > 0")
    assert [one.rule for one in warnings()] == ["the cash box holds no less than nothing"]


GUARDED = [
    (
        "ALTER TABLE bank_bankline DROP CONSTRAINT bank_bankline_key_key",
        "INSERT INTO bank_bankline (file_id, row, key, account, booked_on, amount_tiyn, currency,"
        " reference, text, payer_name, payer_bin, payer_account, state, aside_reason, aside_note)"
        " SELECT file_id, row, key, account, booked_on, amount_tiyn, currency, reference, text,"
        " payer_name, payer_bin, payer_account, 'new', '', '' FROM bank_bankline",
        "one booking of the bank is kept once",
    ),
    (
        "ALTER TABLE bank_bankline DROP CONSTRAINT bank_bankline_donation_id_key",
        "INSERT INTO bank_bankline (file_id, row, key, account, booked_on, amount_tiyn, currency,"
        " reference, text, payer_name, payer_bin, payer_account, state, donation_id, aside_reason,"
        " aside_note) SELECT file_id, row, 'k' || id, account, booked_on, amount_tiyn, currency,"
        " reference, text, payer_name, payer_bin, payer_account, state, donation_id, '', ''"
        " FROM bank_bankline WHERE state = 'matched'",
        "one gift takes one line",
    ),
    (
        "ALTER TABLE bank_bankline DROP CONSTRAINT bank_bankline_entry_id_key",
        "INSERT INTO bank_bankline (file_id, row, key, account, booked_on, amount_tiyn, currency,"
        " reference, text, payer_name, payer_bin, payer_account, state, entry_id, aside_reason,"
        " aside_note) SELECT file_id, row, 'k', account, booked_on, amount_tiyn, currency,"
        " reference, text, payer_name, payer_bin, payer_account, state, entry_id, aside_reason, ''"
        " FROM bank_bankline WHERE aside_reason = 'booked'",
        "a payment of the bank has one line",
    ),
    (
        "ALTER TABLE bank_asked DROP CONSTRAINT bank_asked_two_people",
        "UPDATE bank_asked SET decided_by_id = recorded_by_id",
        "what is asked about the bank is done by another person",
    ),
    (
        "ALTER TABLE bank_cashrecord DROP CONSTRAINT bank_cashrecord_two_people",
        "UPDATE bank_cashrecord SET decided_by_id = recorded_by_id WHERE state = 'confirmed'",
        "cash is confirmed by another person",
    ),
]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(("guard", "statement", "rule"), GUARDED)
def test_with_its_guard_taken_away_a_fault_is_found(guard, statement, rule):
    tamper(guard)
    tamper(statement)
    assert rule in broken()


def test_each_rule_has_its_planted_fault():
    planted = {fault[-1] for fault in (*FAULTS, *GUARDED)}
    assert planted == {*invariants.RULES, *papers.RULES, papers.KEY}


def test_what_was_looked_at_is_told(books):
    assert invariants.figures() == {"bank_lines": BankLine.objects.count(), "cash_records": 2}
    assert CashRecord.objects.count() == CashDeposit.objects.count() == 2
    assert Pledge.objects.count() == 5
    assert Donation.objects.filter(paid_at__lte=timezone.now()).count() == 4
