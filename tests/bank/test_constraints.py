"""What the database refuses by itself, whoever asks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaigns.bank import pledging
from campaigns.bank.importing import import_statement
from campaigns.bank.models import Asked, BankLine, CashRecord, Pledge, StatementFile
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.bank import (
    as_csv,
    booking,
    bring,
    line_of,
    make_cash,
    make_deposit,
    make_payout,
    make_pledge,
    pay_pledge,
)
from tests.factories.money import make_gift
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once


def refused(constraint, change):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change()


@pytest.fixture
def line(db):
    one = booking(5_00)
    bring(one)
    return line_of(one)


def alter(row, /, **fields):
    return lambda: type(row).objects.filter(pk=row.pk).update(**fields)


def add(row, /, **fields):
    """Another row like `row` with these fields: what the bank told is not altered at all."""
    told = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    told |= {"id": None, "key": "another"} if isinstance(row, BankLine) else {"id": None}
    return lambda: type(row)(**(told | fields)).save()


def test_one_code_has_one_pledge_and_one_gift_one_code(db):
    one, other = make_pledge(), make_pledge()
    refused("reference", alter(other, reference=one.reference))
    refused("donation_id", alter(other, donation=one.donation))


def test_one_file_is_kept_once_and_one_booking_once(line):
    bring(booking(6_00))
    file = StatementFile.objects.exclude(pk=line.file_id).get()
    refused("sha256", add(file))
    refused("key", add(line, key=line.key))


def test_a_gift_or_a_payout_has_one_line(db):
    gift, payout = make_gift(), make_payout()
    bring(booking(1_00), booking(2_00))
    one, other = BankLine.objects.all()
    alter(one, state="matched", donation=gift)()
    refused("donation_id", alter(other, state="matched", donation=gift))
    BankLine.objects.update(state="aside", aside_reason="payout", donation=None)
    alter(one, payout=payout)()
    refused("payout_id", alter(other, payout=payout))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("bank_line_not_zero", {"amount_tiyn": 0}),
        ("bank_line_known_state", {"state": "lost"}),
        ("bank_line_matched_has_gift", {"state": "matched"}),
        ("bank_line_aside_has_reason", {"state": "aside"}),
        ("bank_line_aside_has_reason", {"aside_reason": "own"}),
        ("bank_line_aside_has_reason", {"state": "aside", "aside_reason": "unknown"}),
    ],
)
def test_a_line_is_what_its_state_says(line, constraint, fields):
    refused(constraint, add(line, **fields))


@pytest.mark.parametrize("fields", [{"amount_tiyn": -5_00}, {"currency": "USD"}])
def test_only_tenge_that_came_in_are_a_gift(line, fields):
    matched = {"state": "matched", "donation": make_gift()}
    refused("bank_line_gift_is_a_credit", add(line, **matched, **fields))


# --- What the bank told -------------------------------------------------------------------

TOLD = {
    "key": "x",
    "account": "KZ1",
    "booked_on": "2026-03-03",
    "amount_tiyn": 6_00,
    "currency": "USD",
    "reference": "x",
    "text": "",
    "payer_name": "",
    "payer_bin": "999940000000",
    "payer_account": "",
    "row": 9,
    "turn": 2,
    "file": 0,
}


def test_all_of_a_line_but_what_people_say_of_it_is_the_banks():
    said = {"state", "donation", "payout", "entry", "aside_reason", "aside_note"}
    said |= {"id", "twin", "told_apart_from", "decided_by", "decided_at"}
    assert {field.name for field in BankLine._meta.concrete_fields} == {*TOLD} | said


@pytest.mark.parametrize("name", TOLD)
def test_what_the_bank_told_of_a_line_is_never_changed(line, name):
    value = line.file_id + 1 if name == "file" else TOLD[name]
    refused("never changed", alter(line, **{name: value}))


def test_nor_is_a_line_ever_removed(line):
    refused("never removed", lambda: BankLine.objects.filter(pk=line.pk)._raw_delete("default"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused("never removed", lambda: cursor.execute("TRUNCATE bank_bankline CASCADE"))


def test_the_files_row_stays_as_it_is(line):
    for field in ("sha256", "new_rows", "rows", "closing_tiyn"):
        refused("only added to", alter(line.file, **{field: "1"}))
    files = StatementFile.objects.filter(pk=line.file_id)
    refused("only added to", lambda: files._raw_delete("default"))


def test_that_a_line_looked_like_another_is_never_wiped(line):
    """It goes from the one column to the other, and stays."""
    add(line, twin=line)()
    second = BankLine.objects.exclude(pk=line.pk).get()
    refused("never changed", alter(second, twin=None))
    refused("never changed", alter(line, twin=second))
    refused("same_or_told_apart", alter(second, told_apart_from=line))
    alter(second, twin=None, told_apart_from=line)()
    refused("never changed", alter(second, told_apart_from=None))
    alter(second, twin=line, told_apart_from=None)()


def test_what_is_set_aside_by_two_says_as_what(line):
    asked = {"line": line, "reason": "because", "amount_tiyn": 5_00, "recorded_by": make_user()}
    for wrong in ({"act": "aside"}, {"act": "aside", "aside_reason": "x"}):
        refused("says_what_is_aside", Asked(**asked, **wrong).save)
    refused("says_what_is_aside", Asked(**asked, act="undo", aside_reason="own").save)


def test_a_payout_is_no_open_work(line):
    refused("bank_line_payout_is_aside", alter(line, payout=make_payout()))


def test_a_slip_is_entered_once_and_its_cash_is_one_gift(db):
    by, other, gift = make_user("one"), make_user("other"), make_gift()
    first, second = make_cash(by), make_cash(by)
    refused("paper_number", alter(second, paper_number=first.paper_number))
    confirmed = {"state": "confirmed", "decided_by": other, "decided_at": timezone.now()}
    alter(first, donation=gift, **confirmed)()
    refused("donation_id", alter(second, donation=gift, **confirmed))
    slips = make_deposit(by), make_deposit(by)
    refused("slip_number", alter(slips[1], slip_number=slips[0].slip_number))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("positive", {"amount_tiyn": 0}),
        ("decided", {"state": "rejected"}),
        ("decided", {"decided_at": timezone.now()}),
        ("has_gift", {"state": "rejected", "donation": True}),
    ],
)
def test_a_record_of_cash_is_what_its_state_says(db, constraint, fields):
    by = make_user("one")
    if "donation" in fields:
        fields = fields | {
            "donation": make_gift(),
            "decided_by": by,
            "decided_at": timezone.now(),
        }
    refused(f"bank_cashrecord_.*{constraint}", alter(make_cash(by), **fields))
    assert CashRecord.objects.get().state == "pending"


# --- Rivals of the clock ------------------------------------------------------------------


def test_two_clocks_remind_once(committed_db):
    pledge = make_pledge(wants_reminder=True)
    long_ago = timezone.now() - timedelta(days=8)
    Donation.objects.filter(pk=pledge.donation_id).update(created_at=long_ago)
    assert at_once(*[pledging.remind] * 4) == [None] * 4
    assert Mail.objects.filter(key__startswith="bank_reminder").count() == 1


def test_money_that_comes_at_the_moment_of_giving_up_is_a_gift(committed_db):
    for _time in range(3):
        pledge = make_pledge()
        Pledge.objects.filter(pk=pledge.pk).update(due_on="2020-01-01")
        data = as_csv(pay_pledge(pledge))
        jobs = [pledging.expire, lambda data=data: import_statement(data, "x"), pledging.expire]
        assert at_once(*jobs) == [None] * 3
        pledge.donation.refresh_from_db()
        assert pledge.donation.state == DonationState.PAID
