"""A process killed at any statement of a refund's way leaves nothing that the next cannot mend."""

from datetime import timedelta

from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaigns.funds.models import FundTotal
from campaigns.payments.messages import inbox
from campaigns.payments.models import Refund, WebhookEvent
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.factories.staff import make_officer
from tests.payments.donor import Donor
from tests.payments.test_crashes import KillAt, Killed


def a_refunds_way(donor, gift, asker, approver):
    """Asked for, approved, sent, and told of by Stripe."""
    asked = refunds.request(gift, 2_000_00, "donor_asked", asker)
    refunds.approve(asked, approver)
    refunds.send_due()
    for message in donor.messages():
        donor.deliver(message)


def killed_after(statements, *way) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            a_refunds_way(*way)
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


def live_on(donor, gift, asker, approver):
    """What people and the clock do afterwards."""
    gift.refresh_from_db()
    refund = gift.refunds.first() or refunds.request(gift, 2_000_00, "donor_asked", asker)
    if refund.state == RefundState.REQUESTED:
        refunds.approve(refund, approver)
    refunds.send_due()
    WebhookEvent.objects.unhandled().update(next_attempt_at="2020-01-01T00:00Z")
    inbox.work_off()


def test_killed_at_any_statement_money_goes_back_once(committed_db, stripe_sandbox):
    asker, approver = make_officer(), make_officer()
    statements, was_killed = 0, True
    while was_killed:
        # A gift of its own each time: entries stay, as entries do.
        stripe_sandbox.reset()
        donor = Donor(Client(), stripe_sandbox, make_fund())
        gift = donor.give_and_pay()
        was_killed = killed_after(statements, donor, gift, asker, approver)
        live_on(donor, gift, asker, approver)
        gift.refresh_from_db()
        refund = gift.refunds.get()
        assert (refund.state, gift.state) == (
            RefundState.SUCCEEDED,
            DonationState.PARTLY_REFUNDED,
        ), statements
        assert stripe_sandbox.books()["refunds"] == -2_000_00, statements
        total = FundTotal.objects.get(fund=donor.fund)
        assert (total.raised_tiyn, total.gifts) == (3_000_00, 1), statements
        assert Mail.objects.filter(key=f"gift_given_back:{refund.pk}").count() == 1, statements
        # Most statements are alike: a message that was handled, handled again.
        statements += 1 if statements < 60 else 7
    assert statements > 60
    call_command("check_ledger")


def test_a_key_from_before_the_crash_is_taken_up_again(committed_db, stripe_sandbox):
    """Killed two days ago, before the answer came: Stripe is asked before anything is sent."""
    donor = Donor(Client(), stripe_sandbox, make_fund())
    gift = donor.give_and_pay()
    asked = refunds.request(gift, 2_000_00, "donor_asked", make_officer())
    refund = refunds.approve(asked, make_officer())
    stripe_sandbox.fault("drop-after-effect", path="/v1/refunds", method="POST")
    refunds.send_due()
    then = Refund.objects.get().asked_at - timedelta(days=2)
    Refund.objects.update(asked_at=then)
    stripe_sandbox.advance(2 * 24 * 3600)
    refunds.send_due()
    assert stripe_sandbox.books()["refunds"] == -2_000_00
    refund.refresh_from_db()
    assert refund.idempotency_key == f"ref:{refund.pk}:1"
