"""The web's own role of the database may add to the books and not rewrite them."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds import append_only, closing
from campaigns.funds.models import DailyClose, FundTotal
from campaigns.payments.states import DonationState
from tests.factories.homes import fund_with, make_apartment, paid_for, set_aside
from tests.factories.money import make_fund
from tests.payments.donor import Donor

pytestmark = pytest.mark.django_db

WEB = "zhurek_web_of_the_tests"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def web_role():
    """Made in the test's transaction, so gone with it."""
    run(f"CREATE ROLE {WEB} LOGIN NOSUPERUSER")
    call_command("grant_app_role", WEB, stdout=StringIO())
    return WEB


@contextmanager
def acting_as(role):
    """Every statement by `role`, with that role's rights alone."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    run(f"SET LOCAL SESSION AUTHORIZATION {role}")
    try:
        yield
        run("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        run("RESET SESSION AUTHORIZATION")


def test_a_gift_goes_its_whole_way(web_role, client, stripe_sandbox):
    donor = Donor(client, stripe_sandbox, make_fund())
    with acting_as(web_role):
        donor.send_form()
        donation = donor.fund.donations.get()
        donor.pay(donation)
        for message in donor.messages():
            donor.deliver(message)
        donor.visit(donation)
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_money_is_set_aside_and_paid_and_the_day_is_closed(web_role):
    with acting_as(web_role):
        fund, apartment = fund_with(1_000), make_apartment()
        set_aside(fund, apartment, 1_000)
        paid_for(apartment, 1_000)
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            closing.close_due()
    assert FundTotal.objects.get(fund=fund).allocated_tiyn == 1_000
    assert DailyClose.objects.get().entries == 3
    assert AuditEntry.objects.count() == 4


@pytest.mark.parametrize("table", append_only.TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "TRUNCATE {0} CASCADE",
        "ALTER TABLE {0} DISABLE TRIGGER ALL",
        "DROP TABLE {0} CASCADE",
        "CREATE TRIGGER t BEFORE INSERT ON {0} EXECUTE FUNCTION funds_refuse_change()",
    ],
)
def test_it_cannot_rewrite(web_role, table, statement):
    with connection.cursor() as cursor:
        first = connection.introspection.get_table_description(cursor, table)[0].name
    with (
        acting_as(web_role),
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
    ):
        run(statement.format(table, first))


def test_it_writes_what_a_later_version_adds(web_role):
    run("CREATE TABLE of_a_later_version (id serial)")
    with acting_as(web_role):
        run("INSERT INTO of_a_later_version DEFAULT VALUES")
        run("DELETE FROM of_a_later_version")


@pytest.mark.parametrize(
    "statement", ["SET session_replication_role = replica", "CREATE TABLE mine (id int)"]
)
def test_it_cannot_go_round_the_guards(web_role, statement):
    with (
        acting_as(web_role),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        run(statement)


def test_every_table_that_only_grows_is_held_by_the_grants():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE proname IN ('funds_refuse_change', 'audit_entry_is_immutable')"
        )
        growing = {name for (name,) in cursor.fetchall()}
    assert growing - set(append_only.TABLES) == set()


def test_check_ledger_warns_of_a_role_that_may_rewrite(web_role):
    assert [one.rule for one in append_only.warnings()] == [
        "this database role may rewrite the books"
    ]
    with acting_as(web_role):
        assert list(append_only.warnings()) == []


def test_the_command_may_be_run_again_and_shows_what_it_would_do(web_role):
    out = StringIO()
    call_command("grant_app_role", web_role, "--dry-run", stdout=out)
    call_command("grant_app_role", web_role, stdout=out)
    assert 'GRANT INSERT ON "audit_auditentry", "bank_statementfile"' in out.getvalue()
    assert "GRANT INSERT, UPDATE, DELETE" in out.getvalue()


def test_the_owner_of_the_tables_is_no_role_for_the_web():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    for role, why in ((owner, "owns tables"), ("nobody-at-all", "there is no role")):
        with pytest.raises(CommandError, match=why):
            call_command("grant_app_role", role)
