"""`check_ledger` finds what was done with the guards taken away."""

import pytest
from django.db import connection

from campaigns.funds.invariants import GUARDS, RULES, Violation, violations
from tests.factories.money import enter_charge, make_fund
from tests.funds.tampering import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    fund = make_fund()
    enter_charge(fund, 5_000_00, "ch_1")
    return fund


def broken_rules():
    return {one.rule for one in violations()}


def test_a_sound_ledger_breaks_no_rule(fund):
    assert list(violations()) == []


PLANTED = {
    "every entry adds up to zero in each currency": (
        "UPDATE funds_posting SET amount_tiyn = amount_tiyn + 1 WHERE amount_tiyn > 0"
    ),
    "every entry has postings": "DELETE FROM funds_posting",
    "a kept total is the sum of its entries": "UPDATE funds_fundtotal SET gifts = gifts + 1",
    "whatever touches a fund raises or sets aside": "UPDATE funds_entry SET kind = 'fee'",
    "the guards stand": "ALTER TABLE funds_entry DISABLE TRIGGER funds_entry_permanent",
    "nothing is entered twice": (
        "ALTER TABLE funds_entry DROP CONSTRAINT funds_entry_once;"
        "INSERT INTO funds_entry (kind, external_id, happened_at, reason)"
        " SELECT kind, external_id, happened_at, reason FROM funds_entry"
    ),
    "a reversal mirrors its original": (
        "INSERT INTO funds_entry (kind, external_id, happened_at, reason, reverses_id)"
        " SELECT 'reversal', 'x', happened_at, '', id FROM funds_entry"
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_planted_fault_is_found(fund, rule):
    tamper(PLANTED[rule])
    assert rule in broken_rules()


WHERE_IT_STANDS = """
    SELECT tgrelid::regclass::text, 'TRIGGER' FROM pg_trigger
     WHERE tgname = %(guard)s AND NOT EXISTS (SELECT FROM pg_constraint WHERE oid = tgconstraint
       AND contype <> 't')
     UNION
    SELECT conrelid::regclass::text, 'CONSTRAINT' FROM pg_constraint
     WHERE conname = %(guard)s AND contype <> 't'
"""


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_that_is_taken_away_is_missed(fund, guard):
    with connection.cursor() as cursor:
        cursor.execute(WHERE_IT_STANDS, {"guard": guard})
        ((table, kind),) = cursor.fetchall()
    tamper(
        f"ALTER TABLE {table} DROP CONSTRAINT {guard}"
        if kind == "CONSTRAINT"
        else f"DROP TRIGGER {guard} ON {table}"
    )
    assert set(violations()) == {
        Violation("the guards stand", f"{guard}: missing or switched off"),
    }


def test_a_total_that_was_lost_is_found(fund):
    tamper("DELETE FROM funds_fundtotal")
    assert "a kept total is the sum of its entries" in broken_rules()


def test_a_constraint_trigger_that_is_only_switched_off_is_missed_too(fund):
    """Its row among the constraints stays, and says nothing."""
    tamper("ALTER TABLE funds_posting DISABLE TRIGGER funds_posting_balances")
    assert broken_rules() == {"the guards stand"}
