"""`check_ledger` finds refunds, disputes and payouts that do not fit the books."""

import inspect
import sys

import pytest
from django.db import connection

from campaigns.payments.invariants import violations
from campaigns.payments.models import Dispute, Donation, Payout, Refund
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.invariants import RULES
from campaigns.payments.reversals.payouts import settle_payout
from campaigns.payments.states import DonationState

pytestmark = pytest.mark.django_db
ENTERED = "what left and came back is entered as its row says"
SUMS = "a gift knows what has left it"


def tamper(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def broken():
    return {one.rule for one in violations()}


@pytest.fixture(autouse=True)
def world(donor, asker, approver):
    """One gift given back in part, one in dispute, one paid out."""
    gift = donor.give_and_pay(card="4000000000000077")
    settle_payout(donor.sandbox.payout(amount=100_00)["id"])
    asked = refunds.request(gift, 2_000_00, "donor_asked", asker)
    refunds.send(refunds.approve(asked, approver))
    other = donor.give(amount="7000")
    donor.pay(other)
    settle_dispute(donor.sandbox.dispute(donor.attempt(other).session_id)["id"])


def test_sound_books_break_no_rule():
    assert broken() == set()


@pytest.mark.parametrize("kind", ["charge", "refund", "dispute"])
def test_a_gift_that_counts_though_it_is_gone_or_not_though_it_stands(kind):
    """The contested one counts no more, the one given back in part still does."""
    tamper(f"UPDATE funds_entry SET gifts = gifts + 1 WHERE kind = '{kind}'")
    assert broken() == {"a gift counts as long as a part of it is its fund's"}


@pytest.mark.parametrize("rows", [Refund, Dispute, Payout])
def test_an_entry_without_its_row(rows):
    tamper(f"DELETE FROM {rows._meta.db_table}")
    assert ENTERED in broken()


@pytest.mark.parametrize("kind", ["refund", "dispute", "payout"])
def test_a_row_without_its_entry(kind):
    tamper(f"DELETE FROM funds_entry WHERE kind = '{kind}'")
    assert ENTERED in broken()


@pytest.mark.parametrize("kind", ["refund", "dispute", "payout"])
def test_an_entry_of_another_sum(kind):
    tamper(
        "UPDATE funds_posting SET amount_tiyn = amount_tiyn * 2 FROM funds_entry e"
        f" WHERE e.id = entry_id AND e.kind = '{kind}'"
    )
    assert ENTERED in broken()


def test_an_entry_of_another_gift():
    tamper("UPDATE funds_entry SET donation = gen_random_uuid() WHERE kind = 'refund'")
    assert ENTERED in broken()


def test_a_refund_that_came_back_without_its_entry():
    Refund.objects.update(came_back_at="2026-01-01T00:00Z")
    assert {ENTERED, SUMS} <= broken()


def test_more_given_back_than_was_given():
    tamper("UPDATE payments_refund SET amount_tiyn = amount_tiyn * 10")
    assert "no more is given back than was given" in broken()


@pytest.mark.parametrize(
    ("column", "where"),
    [
        ("refunded_tiyn", "refunded_tiyn > 0"),
        ("contested_tiyn", "contested_tiyn > 0"),
        ("lost_tiyn", "contested_tiyn > 0"),
    ],
)
def test_a_sum_that_nobody_took(column, where):
    tamper(f"UPDATE payments_donation SET {column} = {column} + 1 WHERE {where}")
    assert SUMS in broken()


def test_a_state_that_does_not_follow_from_the_sums():
    for state in (DonationState.PAID, DonationState.DISPUTED):
        Donation.objects.filter(refunded_tiyn__gt=0).update(state=state)
        assert broken() == {"a settled gift is called by what has left it"}


def test_a_fund_that_gave_too_much():
    rule = "a fund gives back what of its part has left the gift"
    tamper(
        "UPDATE funds_posting SET amount_tiyn = amount_tiyn + 1 FROM funds_entry e, funds_account a"
        " WHERE e.id = entry_id AND e.kind = 'refund' AND a.code = account_id"
        " AND a.fund_id IS NOT NULL"
    )
    assert rule in broken()


@pytest.mark.parametrize("account", ["stripe.withheld", "gifts.contested"])
def test_money_withheld_without_a_dispute(account):
    tamper(f"UPDATE funds_posting SET amount_tiyn = amount_tiyn + 1 WHERE account_id = '{account}'")
    assert "what banks withhold is what is in dispute" in broken()


@pytest.mark.parametrize(
    "fault", ["approved_by_id = requested_by_id", "approved_by_id = NULL", "requested_by_id = NULL"]
)
def test_a_refund_that_one_person_decided(fault):
    constraints = ["two_people", "is_approved", "is_asked_for"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in constraints:
            cursor.execute(f"ALTER TABLE payments_refund DROP CONSTRAINT payments_refund_{name}")
    tamper(f"UPDATE payments_refund SET {fault}")
    assert broken() == {"two people decide about a refund", "the guards of refunds stand"}


def test_a_guard_that_was_switched_off():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_refund DISABLE TRIGGER payments_refund_within_gift")
    assert broken() == {"the guards of refunds stand"}


def test_each_rule_has_its_planted_fault():
    told = inspect.getsource(sys.modules[__name__])
    assert [rule for rule in RULES if f'"{rule}"' not in told] == []
