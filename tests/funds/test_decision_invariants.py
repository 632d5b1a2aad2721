"""`check_ledger` finds decisions, apartments and entries that do not fit each other."""

import pytest

from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, of_apartment, of_fund
from campaigns.funds.deciding.invariants import RULES, violations, warnings
from campaigns.funds.deciding.recall import ask_recall, recall
from campaigns.funds.desk import waiting
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Allocation, FundTotal
from tests.factories.homes import fund_with, make_apartment, make_person, paid_for, set_aside
from tests.factories.money import NOON
from tests.factories.staff import make_officer
from tests.funds.tampering import tamper

pytestmark = pytest.mark.django_db

IN_LEDGER, BY_TWO, NOT_OVERPAID, _FROM_ITS_FUND = RULES


@pytest.fixture
def homes():
    """A fund, an apartment with money set aside and partly paid, and one taken back."""
    fund, apartment = fund_with(1_000), make_apartment()
    set_aside(fund, apartment, 600)
    paid_for(apartment, 500)
    recall(ask_recall(set_aside(fund, apartment, 300), make_person(), "why"), make_person())
    return fund, apartment


def broken():
    return {one.rule for one in violations()}


def test_sound_books_break_no_rule(homes):
    assert list(violations()) == []
    assert list(warnings()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_allocation SET amount_tiyn = amount_tiyn + 1",
        "UPDATE funds_purchase SET amount_tiyn = amount_tiyn + 1",
        "UPDATE funds_allocation SET fund_id = 0",
        "UPDATE funds_allocation SET apartment_id = 0",
        "UPDATE funds_purchase SET apartment_id = 0",
        "UPDATE funds_entry SET external_id = 'A-' || id WHERE kind = 'allocation'",
        "UPDATE funds_posting SET amount_tiyn = 7 WHERE account_id LIKE 'apartment%'",
        "DELETE FROM funds_entry WHERE kind = 'reversal'",
    ],
)
def test_a_decision_that_the_ledger_tells_otherwise(homes, statement):
    tamper(statement)
    assert IN_LEDGER in broken()


def test_a_decision_that_was_taken_back_in_the_ledger_alone(homes):
    decision = Allocation.objects.in_force().get()
    ledger.reverse(decision.entry, reason="", happened_at=NOON)
    assert IN_LEDGER in broken()


def test_money_moved_that_nobody_decided_on(homes):
    fund, apartment = homes
    legs = (Leg(of_fund(fund.pk), 1), Leg(of_apartment(apartment.pk), -1))
    ledger.post(Draft(Kind.ALLOCATION, "A-99999", legs, NOON))
    assert broken() == {BY_TWO}


def test_an_apartment_paid_with_more_than_was_set_aside(homes):
    _fund, apartment = homes
    legs = (Leg(of_apartment(apartment.pk), 101), Leg(BANK, -101))
    ledger.post(Draft(Kind.PURCHASE, "P-99999", legs, NOON))
    assert broken() == {BY_TWO, NOT_OVERPAID}


def test_a_fund_that_gave_back_what_it_had_set_aside_is_warned_of(homes):
    fund, _apartment = homes
    FundTotal.objects.filter(fund=fund).update(raised_tiyn=599)
    (warned,) = warnings()
    assert warned.detail == f"{fund.slug}: raised 599, set aside or spent 600"
    assert broken() == set()


def test_a_fund_that_holds_less_than_nothing_is_warned_of_and_told_at_the_desk(client):
    """Its gift went back after it had gone on to another fund."""
    sound, fund = fund_with(500), fund_with(500)
    assert waiting() == []
    FundTotal.objects.filter(fund=fund).update(raised_tiyn=-100)
    (warned,) = warnings()
    assert warned.detail == f"{fund.slug}: raised -100, set aside or spent 0"
    (told,) = waiting()
    assert told.how_many == 1
    client.force_login(make_officer())
    listed = client.get(told.url).content.decode()
    assert (f"/edit/{fund.pk}/" in listed, f"/edit/{sound.pk}/" in listed) == (True, False)
    assert (">Yes</b>" in listed, ">True</b>" in listed) == (True, False)
