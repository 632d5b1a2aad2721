"""A process that is killed at any statement leaves nothing that the next ones cannot put right."""

from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaigns.bank import matching
from campaigns.bank.importing import import_statement
from campaigns.bank.models import BankLine
from campaigns.funds.models import FundTotal
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.bank import as_csv, booking, pay_pledge
from tests.factories.money import make_fund
from tests.payments.donor import BROWSER
from tests.payments.test_crashes import KillAt, Killed

FORM = {"amount": "5000", "donor_email": "aigul@example.org", "stamp": "now"}


def promise(fund):
    """By somebody else for each fund: one address gets only so many letters a day."""
    form = FORM | {"donor_email": f"donor{fund.pk}@example.org"}
    Client().post(f"/en/donate/{fund.slug}/transfer/", form, headers=BROWSER)


def statement_of(fund):
    """The same bytes each time it is asked for."""
    pledge = fund.donations.get().pledge
    return as_csv(
        pay_pledge(pledge, reference=f"R{fund.pk}"), booking(1_00, reference=f"S{fund.pk}")
    )


def killed_after(statements, job) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            job()
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


def test_a_promise_killed_at_any_statement_is_made_once_when_sent_again(committed_db):
    statements, was_killed = 0, True
    while was_killed:
        fund = make_fund()
        was_killed = killed_after(statements, lambda fund=fund: promise(fund))
        promise(fund)
        donation = fund.donations.get()
        assert donation.pledge.reference, statements
        assert Mail.objects.filter(key=f"bank_pledge:{donation.pk}").count() == 1, statements
        statements += 1
    assert statements > 8
    call_command("check_ledger")


def test_an_import_killed_at_any_statement_counts_once_when_brought_again(committed_db):
    statements, was_killed = 0, True
    while was_killed:
        fund = make_fund()
        promise(fund)
        data = statement_of(fund)
        was_killed = killed_after(statements, lambda data=data: import_statement(data, "x"))
        import_statement(data, "x")
        matching.match_waiting()
        donation = fund.donations.get()
        assert donation.state == DonationState.PAID, statements
        assert FundTotal.objects.get(fund=fund).raised_tiyn == 5_000_00, statements
        assert BankLine.objects.filter(reference=f"S{fund.pk}").count() == 1, statements
        assert Mail.objects.filter(key=f"gift_thanks:{donation.pk}").count() == 1, statements
        statements += 1
    assert statements > 15
    call_command("check_ledger")
