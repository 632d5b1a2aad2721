import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from wagtail.models import ReferenceIndex

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING, OPERATIONS, UnknownAccount, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Account, Entry, Fund, FundTotal, Posting
from tests.factories.money import NOON, charge_draft, enter_charge, make_fund

pytestmark = pytest.mark.django_db


def total(fund):
    kept = FundTotal.objects.get(fund=fund)
    return kept.raised_tiyn, kept.gifts


def demand_constraints():
    """What happens at a commit happens now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_charge_raises_the_funds_total_by_exactly_its_sum():
    fund = make_fund()
    enter_charge(fund, 5_000_00)
    enter_charge(fund, 1)
    assert total(fund) == (5_000_01, 2)
    fund = Fund.objects.with_totals().get(pk=fund.pk)
    assert (fund.raised_tiyn, fund.gifts) == (5_000_01, 2)


def test_a_fund_without_gifts_has_raised_nothing():
    assert Fund.objects.with_totals().get(pk=make_fund().pk).raised_tiyn == 0


def test_a_fee_is_borne_by_operations_and_not_by_the_fund():
    fund = make_fund()
    fee = Draft(Kind.FEE, "txn_1", (Leg(OPERATIONS, 2_95_00), Leg(CLEARING, -2_95_00)), NOON)
    ledger.post(charge_draft(fund, 5_000_00), fee)
    assert total(fund) == (5_000_00, 1)
    sums = {
        code: sum(Posting.objects.filter(account=code).values_list("amount_tiyn", flat=True))
        for code in (CLEARING, OPERATIONS, of_fund(fund.pk))
    }
    assert sums == {CLEARING: 4_705_00, OPERATIONS: 295_00, of_fund(fund.pk): -5_000_00}


def test_a_source_is_entered_once_for_each_kind():
    fund = make_fund()
    enter_charge(fund, charge="ch_1")
    with pytest.raises(ledger.AlreadyPosted):
        enter_charge(fund, charge="ch_1")
    assert total(fund) == (5_000_00, 1)


def test_of_several_drafts_either_all_are_entered_or_none():
    fund = make_fund()
    enter_charge(fund, charge="ch_1")
    with pytest.raises(ledger.AlreadyPosted):
        ledger.post(charge_draft(fund, charge="ch_2"), charge_draft(fund, charge="ch_1"))
    assert not Entry.objects.filter(external_id="ch_2").exists()
    assert total(fund) == (5_000_00, 1)


@pytest.mark.parametrize(
    "legs",
    [
        (),
        (Leg(CLEARING, 100),),
        (Leg(CLEARING, 100), Leg(OPERATIONS, -99)),
        (Leg(CLEARING, 100, "KZT"), Leg(OPERATIONS, -100, "USD")),
        (Leg(CLEARING, 0), Leg(OPERATIONS, 0)),
    ],
)
def test_what_does_not_balance_is_refused(legs):
    with pytest.raises(ledger.Unbalanced):
        ledger.post(Draft(Kind.FEE, "txn_1", legs, NOON))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("code", ["nobody", "fund.0", "fund.987654", "apartment.987654"])
def test_only_known_accounts_are_posted_to(code):
    with pytest.raises(UnknownAccount):
        ledger.post(Draft(Kind.FEE, "txn_1", (Leg(code, 1), Leg(CLEARING, -1)), NOON))


def test_a_reversal_takes_back_the_sum_and_the_gift():
    fund = make_fund()
    enter_charge(fund, 3_000_00)
    mistake = enter_charge(fund, 5_000_00)
    reversal = ledger.reverse(mistake, reason="entered by mistake", happened_at=NOON)
    assert total(fund) == (3_000_00, 1)
    assert reversal.reverses == mistake


def test_an_entry_is_reversed_once():
    entry = enter_charge(make_fund())
    ledger.reverse(entry, reason="mistake", happened_at=NOON)
    with pytest.raises(ledger.AlreadyPosted):
        ledger.reverse(entry, reason="mistake again", happened_at=NOON)


def test_a_reversal_is_not_reversed():
    """The money would be back in the fund and not in its total: enter the gift anew."""
    fund = make_fund()
    reversal = ledger.reverse(enter_charge(fund), reason="mistake", happened_at=NOON)
    with pytest.raises(ledger.LedgerError):
        ledger.reverse(reversal, reason="mistake again", happened_at=NOON)
    assert total(fund) == (0, 0)


def test_each_currency_balances_by_itself():
    fund = make_fund()
    conversion = Draft(
        Kind.CONVERSION,
        "txn_1",
        (
            Leg(CLEARING, -5_000_00),
            Leg("exchange", 5_000_00),
            Leg("exchange", -10_00, "USD"),
            Leg(CLEARING, 10_00, "USD"),
        ),
        NOON,
    )
    ledger.post(charge_draft(fund), conversion)
    assert total(fund) == (5_000_00, 1)


def test_legs_stand_in_the_books_and_in_no_index_beside_them():
    """Wagtail's would hold two rows for each leg of each gift."""
    assert not ReferenceIndex.model_is_indexable(Posting)


# --- What the database refuses, whoever writes ------------------------------------------


def raw_entry(external_id="raw", **fields):
    return Entry.objects.create(kind=Kind.FEE, external_id=external_id, happened_at=NOON, **fields)


def accounts():
    for code, kind in ((CLEARING, "asset"), (OPERATIONS, "cost")):
        Account.objects.get_or_create(code=code, defaults={"kind": kind})


def test_the_database_refuses_an_entry_that_does_not_balance():
    accounts()
    entry = raw_entry()
    Posting.objects.create(entry=entry, account_id=CLEARING, amount_tiyn=100)
    Posting.objects.create(entry=entry, account_id=OPERATIONS, amount_tiyn=-99)
    with pytest.raises(IntegrityError, match="is off by 1"):
        demand_constraints()


def test_the_database_refuses_an_entry_without_postings():
    raw_entry()
    with pytest.raises(IntegrityError, match="has no postings"):
        demand_constraints()


def test_the_database_refuses_a_second_entry_of_one_source():
    raw_entry()
    with pytest.raises(IntegrityError, match="funds_entry_once"), transaction.atomic():
        raw_entry()
    # The entry has no postings, which is not what is tested here.
    transaction.set_rollback(True)


@pytest.mark.parametrize("table", ["funds_entry", "funds_posting"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET id = id", "UPDATE {} SET id = id WHERE false", "DELETE FROM {}",
     "TRUNCATE {} CASCADE"],
)  # fmt: skip
def test_the_database_refuses_to_change_or_remove(table, statement):
    enter_charge(make_fund())
    demand_constraints()
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_the_database_refuses_an_amount_of_zero_and_a_currency_that_is_none():
    accounts()
    entry = enter_charge(make_fund())
    for fields in ({"amount_tiyn": 0}, {"amount_tiyn": 1, "currency": "tng"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(entry=entry, account_id=CLEARING, **fields)


def test_a_fund_with_entries_cannot_be_removed():
    fund = make_fund()
    enter_charge(fund)
    with pytest.raises(IntegrityError):
        fund.delete()
