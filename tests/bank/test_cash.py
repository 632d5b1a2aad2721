"""Cash counts when a second person has confirmed it, once, and never before."""

import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.bank import cash
from campaigns.bank.cash import NotDecided
from campaigns.bank.look_at import warnings
from campaigns.bank.models import CashDeposit, CashRecord, Decision
from campaigns.funds.accounts import BANK, CASH, of_fund
from campaigns.funds.models import Entry, FundTotal
from campaigns.payments.models import Donation
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.refunds import requests
from outbox.models import Mail
from tests.bank.test_rivals import drop, looked_at_together
from tests.factories.bank import DAY, make_cash, make_deposit
from tests.factories.money import make_gift
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once


@pytest.fixture
def one(db):
    return make_user("one")


@pytest.fixture
def other(db):
    return make_user("other")


def legs(entry):
    return {leg.account_id: leg.amount_tiyn for leg in entry.postings.all()}


def test_what_is_only_recorded_counts_nowhere(one):
    make_cash(one)
    assert not Donation.objects.exists()
    assert not Entry.objects.exists()


def test_confirmed_by_another_person_it_is_a_gift(one, other):
    found = make_cash(one, donor_email="a@example.org", donor_name="Айгүл", language="ru")
    gift = cash.confirm_gift(found, other)
    assert (gift.method, gift.state, gift.amount_tiyn) == ("cash", "paid", 3_000_00)
    assert timezone.localtime(gift.paid_at).date() == DAY
    entry = Entry.objects.get()
    assert (entry.kind, entry.external_id) == ("cash", f"gift:{found.pk}")
    assert legs(entry) == {CASH: 3_000_00, of_fund(gift.fund_id): -3_000_00}
    assert FundTotal.objects.get().gifts == 1
    assert Mail.objects.get().language == "ru"
    actions = list(AuditEntry.objects.values_list("action", "actor"))
    assert ("cash.gift_recorded", one.pk) in actions
    assert ("gift.paid", other.pk) in actions
    call_command("check_ledger")


def test_without_an_address_nobody_is_written_to(one, other):
    cash.confirm_gift(make_cash(one), other)
    assert not Mail.objects.exists()


def test_nobody_confirms_what_they_recorded(one):
    for found, confirm in (
        (make_cash(one), cash.confirm_gift),
        (make_deposit(one), cash.confirm_deposit),
    ):
        with pytest.raises(NotDecided):
            confirm(found, one)
        found.refresh_from_db()
        assert found.state == Decision.PENDING
    assert not Entry.objects.exists()


@pytest.mark.parametrize("model", [CashRecord, CashDeposit])
def test_nor_does_the_database_let_them(one, model):
    found = make_cash(one) if model is CashRecord else make_deposit(one)
    decided = {"state": "confirmed", "decided_by": one, "decided_at": timezone.now()}
    if model is CashRecord:
        decided["donation"] = make_gift()
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        model.objects.filter(pk=found.pk).update(**decided)


def test_what_was_not_so_is_rejected_with_a_reason_and_stays_so(one, other):
    found = make_cash(one)
    cash.reject(found, "The slip says 2 000", other)
    found.refresh_from_db()
    assert (found.state, found.reject_reason) == (Decision.REJECTED, "The slip says 2 000")
    with pytest.raises(NotDecided):
        cash.confirm_gift(found, other)
    assert not Entry.objects.exists()


def test_whoever_recorded_it_may_take_it_back(one):
    assert cash.reject(make_cash(one), "typed twice", one).state == Decision.REJECTED


def test_one_slip_is_recorded_once(one):
    make_cash(one, paper_number="К-1000")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_cash(one, paper_number="К-1000")


def test_cash_brought_to_the_bank_is_no_gift_but_changes_its_place(one, other):
    cash.confirm_gift(make_cash(one), other)
    cash.confirm_deposit(make_deposit(one, amount_tiyn=2_000_00), other)
    entry = Entry.objects.get(kind="cash_banked")
    assert legs(entry) == {BANK: 2_000_00, CASH: -2_000_00}
    assert cash.cash_in_box() == 1_000_00
    assert FundTotal.objects.get().raised_tiyn == 3_000_00
    call_command("check_ledger")


def test_no_more_is_brought_than_the_box_holds(one, other):
    cash.confirm_gift(make_cash(one), other)
    deposit = make_deposit(one, amount_tiyn=3_000_01)
    with pytest.raises(NotDecided, match="holds only"):
        cash.confirm_deposit(deposit, other)
    deposit.refresh_from_db()
    assert deposit.state == Decision.PENDING


# --- Rivals -------------------------------------------------------------------------------


@pytest.fixture
def three(committed_db):
    return make_user("one"), make_user("other"), make_user("third")


def test_two_who_confirm_at_once_make_one_gift(three):
    one, *others = three
    found = make_cash(one)
    errors = at_once(*[lambda by=by: cash.confirm_gift(found, by) for by in others])
    assert sorted(type(error) for error in errors if error) == [NotDecided]
    assert (Donation.objects.count(), Entry.objects.count()) == (1, 1)
    call_command("check_ledger")


def test_without_the_lock_the_ledger_still_counts_once_but_not_quietly(three, monkeypatch):
    one, *others = three
    found = make_cash(one)
    looked_at_together(
        monkeypatch, cash, "lock_recorded", lambda row: type(row).objects.get(pk=row.pk)
    )
    errors = at_once(*[lambda by=by: cash.confirm_gift(found, by) for by in others])
    assert sum(error is not None for error in errors) == 1
    assert not any(isinstance(error, NotDecided) for error in errors)
    assert Entry.objects.count() == 1


def test_two_deposits_at_once_never_take_more_than_there_is(three):
    one, *others = three
    cash.confirm_gift(make_cash(one), others[0])
    deposits = [make_deposit(one), make_deposit(one)]
    jobs = [
        lambda found=found, by=by: cash.confirm_deposit(found, by)
        for found, by in zip(deposits, others, strict=True)
    ]
    errors = at_once(*jobs)
    assert sorted(type(error) for error in errors if error) == [NotDecided]
    assert cash.cash_in_box() == 0


def test_without_the_lock_of_the_box_they_would(three, monkeypatch):
    one, *others = three
    cash.confirm_gift(make_cash(one), others[0])
    deposits = [make_deposit(one), make_deposit(one)]
    both = threading.Barrier(2)
    held = cash.cash_in_box

    def held_by_both():
        found = held()
        both.wait(10)
        return found

    monkeypatch.setattr(cash, "lock_cash_box", lambda: None)
    monkeypatch.setattr(cash, "cash_in_box", held_by_both)
    jobs = [
        lambda found=found, by=by: cash.confirm_deposit(found, by)
        for found, by in zip(deposits, others, strict=True)
    ]
    assert at_once(*jobs) == [None, None]
    assert held() == -3_000_00
    assert [one.rule for one in warnings()] == ["the cash box holds no less than nothing"]


@pytest.fixture
def out_of_the_box(three):
    """All that the box holds, to be given back to its donor and to be brought to the bank."""
    one, other, third = three
    gift = cash.confirm_gift(make_cash(one), other)
    asked = refunds.request(gift, gift.amount_tiyn, "donor_asked", one)
    refund = refunds.approve(asked, other)
    deposit = make_deposit(one)
    return (
        lambda: refunds.paid_out(refund, one, paid_at=timezone.now(), reference="1"),
        lambda: cash.confirm_deposit(deposit, third),
    )


def test_no_more_is_given_back_in_cash_than_the_box_holds(out_of_the_box):
    give_back, bring = out_of_the_box
    bring()
    with pytest.raises(refunds.NotInTheBox, match="holds only"):
        give_back()
    assert cash.cash_in_box() == 0


def test_one_alone_of_a_refund_and_a_deposit_takes_what_is_there(out_of_the_box):
    errors = at_once(*out_of_the_box)
    assert len([one for one in errors if isinstance(one, NotDecided | refunds.NotInTheBox)]) == 1
    assert cash.cash_in_box() == 0


def test_without_the_lock_of_the_box_both_would(out_of_the_box, monkeypatch):
    both, held = threading.Barrier(2), cash.cash_in_box

    def held_by_both():
        found = held()
        both.wait(10)
        return found

    for module in (cash, requests):
        monkeypatch.setattr(module, "lock_cash_box", lambda: None)
        monkeypatch.setattr(module, "cash_in_box", held_by_both)
    assert at_once(*out_of_the_box) == [None, None]
    assert held() == -3_000_00


def test_a_slip_without_its_constraint_would_count_twice(three):
    one, other, _third = three
    drop("bank_cashrecord", "paper_number")
    for _time in range(2):
        cash.confirm_gift(make_cash(one, paper_number="К-1"), other)
    assert cash.cash_in_box() == 6_000_00
