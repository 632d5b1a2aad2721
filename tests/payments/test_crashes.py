"""A process that is killed at any statement leaves nothing that the next ones cannot put right."""

from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaigns.funds.models import FundTotal
from campaigns.payments.messages import inbox
from campaigns.payments.models import Attempt, WebhookEvent
from campaigns.payments.states import DonationState
from campaigns.reconciliation.stale import stale_attempts
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.payments.donor import Donor


class Killed(BaseException):
    """Not an `Exception`: nothing in the site gets to tidy up after it."""


class KillAt:
    """Lets so many statements pass, and none after them."""

    def __init__(self, left: int):
        self.left = left

    def __call__(self, execute, *args):
        if self.left == 0:
            raise Killed
        self.left -= 1
        return execute(*args)


def an_afternoon(donor):
    """The form, the payment, Stripe's messages and the way back."""
    donor.send_form(stamp="now")
    donation = donor.fund.donations.get()
    donor.pay(donation)
    for message in donor.messages():
        donor.deliver(message)
    donor.visit(donation)


def killed_after(statements, donor) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            an_afternoon(donor)
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


def live_on(donor):
    """What the donor and the clock do afterwards."""
    donor.send_form(stamp="now")
    donation = donor.fund.donations.get()
    if not charges(donor):
        donor.pay(donation)
    WebhookEvent.objects.unhandled().update(next_attempt_at="2020-01-01T00:00Z")
    inbox.work_off()
    Attempt.objects.live().update(checked_at="2020-01-01T00:00Z")
    stale_attempts()


def charges(donor):
    return [one for one in donor.messages() if one["type"] == "charge.succeeded"]


def test_killed_at_any_statement_a_gift_is_charged_once_and_counted_once(
    committed_db, stripe_sandbox
):
    statements, was_killed = 0, True
    while was_killed:
        # A gift of its own each time: entries stay, as entries do.
        stripe_sandbox.reset()
        donor = Donor(Client(), stripe_sandbox, make_fund())
        was_killed = killed_after(statements, donor)
        live_on(donor)
        donation = donor.fund.donations.get()
        assert donation.state == DonationState.PAID, statements
        assert len(charges(donor)) == 1, statements
        assert FundTotal.objects.get(fund=donor.fund).raised_tiyn == donation.amount_tiyn, (
            statements
        )
        assert Mail.objects.filter(key__endswith=donation.pk).count() == 1, statements
        statements += 1
    assert statements > 30
    call_command("check_ledger")
