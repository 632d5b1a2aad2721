"""`check_ledger` finds gifts and entries that do not fit each other."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CASH, OPERATIONS, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments.invariants import RULES, violations
from campaigns.payments.models import Donation
from campaigns.payments.states import AttemptState, DonationState
from tests.factories.money import NOON, enter_charge, make_fund, make_gift

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(gift):
    """A gift that is paid as it should be, without Stripe."""
    enter_charge(gift.fund, gift.amount_tiyn, "ch_1", donation=gift.pk)
    gift.attempts.update(state=AttemptState.PAID)
    Donation.objects.update(state=DonationState.PAID, paid_at=timezone.now())
    return gift


def tamper(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def broken():
    return {one.rule for one in violations()}


def test_sound_books_break_no_rule(paid):
    make_gift(paid.fund)
    assert broken() == set()


def test_a_settled_gift_without_entry(paid):
    tamper("DELETE FROM funds_entry")
    assert "a settled gift is entered exactly once" in broken()


def test_a_gift_entered_twice(paid):
    enter_charge(paid.fund, paid.amount_tiyn, "ch_2", donation=paid.pk)
    assert "a settled gift is entered exactly once" in broken()


def test_a_settled_gift_whose_entry_was_taken_back(paid):
    ledger.reverse(Entry.objects.get(), reason="mistake", happened_at=NOON)
    assert "a settled gift is entered exactly once" in broken()


def test_a_gift_that_was_taken_back_and_entered_anew(paid):
    ledger.reverse(Entry.objects.get(), reason="another sum", happened_at=NOON)
    enter_charge(paid.fund, paid.amount_tiyn, "ch_1 again", donation=paid.pk)
    assert broken() == set()


def test_a_charge_entry_of_an_unpaid_gift(paid):
    Donation.objects.update(state=DonationState.OPEN)
    assert "money given belongs to a settled gift" in broken()
    assert "a paid attempt belongs to a settled gift" in broken()


def test_a_charge_entry_of_no_gift(paid):
    enter_charge(paid.fund, charge="ch_2")
    assert broken() == {"money given belongs to a settled gift"}


@pytest.mark.parametrize("fields", [{"amount_tiyn": 1}, {"currency": "USD"}])
def test_a_charge_entry_of_another_sum(paid, fields):
    Donation.objects.update(**fields)
    assert broken() == {"money given reaches the gift's fund, whole"}


def test_a_charge_entry_to_another_fund(paid):
    Donation.objects.update(fund=make_gift().fund)
    assert "money given reaches the gift's fund, whole" in broken()


def test_a_settled_gift_without_a_paid_attempt(paid):
    paid.attempts.update(state=AttemptState.EXPIRED)
    assert broken() == {"a settled card gift has exactly one paid attempt"}


def test_a_fee_of_an_uncharged_gift(paid):
    tamper(
        "INSERT INTO funds_entry (kind, external_id, donation, happened_at, reason)"
        " VALUES ('fee', 'txn_x', gen_random_uuid(), now(), '')"
    )
    assert broken() == {"a fee is of a charged gift, or of none"}


@pytest.mark.parametrize("method", ["transfer", "cash"])
def test_a_charge_of_a_gift_that_went_another_way(paid, method):
    Donation.objects.update(method=method)
    assert broken() == {"a gift came the way that it says"}


@pytest.mark.parametrize(("kind", "account"), [("fee", BANK), ("conversion", CASH)])
def test_money_of_the_bank_that_is_called_a_fee_or_a_conversion(paid, kind, account):
    legs = (Leg(account, -1_00), Leg(OPERATIONS, 1_00))
    ledger.post(Draft(Kind(kind), "txn_x", legs, NOON))
    assert broken() == {"each kind moves only its own accounts"}


def test_money_of_a_fund_that_is_called_a_gift_to_another(paid):
    legs = (Leg(of_fund(paid.fund_id), 1_00), Leg(of_fund(make_fund().pk), -1_00))
    ledger.post(Draft(Kind.CASH_BANKED, "deposit:0", legs, NOON))
    assert "each kind moves only its own accounts" in broken()


def test_each_rule_has_its_planted_fault():
    import inspect
    import sys

    told = inspect.getsource(sys.modules[__name__])
    assert [rule for rule in RULES if f'"{rule}"' not in told] == []


def test_the_command_is_silent_about_sound_books_and_exits_well(paid):
    out = StringIO()
    call_command("check_ledger", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["ok"], report["gifts"], report["violations"]) == (True, 1, [])


def test_the_command_exits_with_one_and_names_the_rule(paid):
    Donation.objects.update(amount_tiyn=1)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_ledger", stdout=out)
    assert ended.value.code == 1
    assert "money given reaches the gift's fund, whole" in out.getvalue()
