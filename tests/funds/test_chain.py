"""Whatever was changed behind the guards in days that were closed is found, and on which day."""

from io import StringIO

import pytest
from django.core.management import call_command

from campaigns.funds import canonical, chain, closing
from campaigns.funds.models import DailyClose, Entry
from tests.factories.money import enter_charge, make_fund
from tests.funds.tampering import tamper
from tests.funds.test_closing import tomorrow

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed():
    fund = make_fund()
    enter_charge(fund, 5_000_00, "ch_1")
    enter_charge(fund, 2_000_00, "ch_2")
    with tomorrow(3):
        closing.close_due()
    return list(DailyClose.objects.order_by("day"))


def test_an_untouched_chain_holds(closed):
    assert chain.first_break() is None
    assert list(chain.violations()) == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE funds_posting SET amount_tiyn = amount_tiyn * 2", "its entries are not"),
        ("UPDATE funds_entry SET reason = 'x'", "its entries are not"),
        ("DELETE FROM funds_posting", "its entries are not"),
        ("UPDATE funds_dailyclose SET entries = 1", "its digest is not"),
        ("UPDATE funds_dailyclose SET balances = '{}'", "its digest is not"),
    ],
)
def test_what_was_changed_behind_the_guards_breaks_the_first_day(closed, statement, why):
    tamper(statement)
    day, told = chain.first_break()
    assert (day, told.startswith(why)) == (closed[0].day.isoformat(), True)


def test_a_day_that_was_taken_out_breaks_the_next(closed):
    tamper(f"DELETE FROM funds_dailyclose WHERE day = '{closed[1].day}'")
    assert chain.first_break()[0] == closed[2].day.isoformat()


def test_a_day_sealed_anew_breaks_the_next(closed):
    """Whoever changes a day and computes its digest anew still has every later day against it."""
    close = closed[1]
    close.entries = 5
    tamper(
        f"UPDATE funds_dailyclose SET entries = 5, digest = '{canonical.digest_of_close(close)}'"
        f" WHERE day = '{close.day}'"
    )
    assert chain.first_break() is not None
    assert chain.first_break()[0] == close.day.isoformat()


def test_a_day_left_out_under_later_ones_sealed_anew_is_missed(closed):
    """Whoever seals all later days anew still cannot hide that one is gone."""
    first, gone, last = closed
    last.previous = first.digest
    tamper(
        f"DELETE FROM funds_dailyclose WHERE day = '{gone.day}'",
        f"UPDATE funds_dailyclose SET previous = '{first.digest}',"
        f" digest = '{canonical.digest_of_close(last)}' WHERE day = '{last.day}'",
    )
    assert chain.first_break() == (last.day.isoformat(), "a day before it is missing")


def test_an_entry_slipped_in_among_closed_ones_is_found(closed):
    first = Entry.objects.earliest("pk").pk
    tamper(
        "INSERT INTO funds_entry (id, kind, external_id, happened_at, reason)"
        f" OVERRIDING SYSTEM VALUE VALUES ({first - 1}, 'charge', 'x', now(), '')"
    )
    assert "its entries are not" in chain.first_break()[1]


def test_balances_that_are_not_the_entries_are_found(closed):
    close = closed[0]
    close.balances = {"bank": {"KZT": 1}}
    tamper(
        'UPDATE funds_dailyclose SET balances = \'{"bank": {"KZT": 1}}\','
        f" digest = '{canonical.digest_of_close(close)}' WHERE day = '{close.day}'"
    )
    assert "its balances are not" in chain.first_break()[1]


def test_check_ledger_names_the_first_broken_day(closed):
    tamper("UPDATE funds_entry SET reason = 'x'")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_ledger", stdout=out)
    assert f"the closed days hold together: {closed[0].day}" in out.getvalue()
