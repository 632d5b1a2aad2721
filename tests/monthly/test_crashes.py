"""A process that is killed at any statement leaves nothing that the next ones cannot put right."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaigns.monthly import renewals
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.monthly.monthly_donor import MonthlyDonor
from tests.payments.test_crashes import KillAt, Killed

TOLD = ("checkout.session.completed", "invoice.paid")


def hear_of_the_beginning(donor, gift):
    for message in donor.messages():
        if message["type"] in TOLD:
            donor.deliver(message)


def begin_by_the_return_page(donor, gift):
    donor.visit(gift, "?returned=1")


def hear_of_a_renewal(donor, gift):
    renewals.catch_up(MonthlyGift.objects.get(pk=gift.pk))


def stop_it(donor, gift):
    donor.press(gift, "stop")


def change_it(donor, gift):
    donor.press(gift, "amount", amount="7000")


# What is done before, what is killed, and how many months are then paid.
STORIES = {
    "hearing of the beginning": (False, hear_of_the_beginning, 1),
    "coming back": (False, begin_by_the_return_page, 1),
    "finding a renewal": (True, hear_of_a_renewal, 2),
    "stopping": (True, stop_it, 2),
    "changing the sum": (True, change_it, 2),
}


def killed_after(statements, act, donor, gift) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            act(donor, gift)
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


@pytest.mark.parametrize("story", STORIES)
def test_killed_at_any_statement_each_month_is_counted_once(committed_db, stripe_sandbox, story):
    has_begun, act, months = STORIES[story]
    statements, was_killed = 0, True
    while was_killed:
        # A gift of its own each time: entries stay, as entries do.
        stripe_sandbox.reset()
        donor = MonthlyDonor(Client(), stripe_sandbox, make_fund())
        gift = donor.give()
        donor.pay(gift)
        if has_begun:
            renewals.settle_beginning(donor.start(gift))
            donor.month_passes(gift)
        was_killed = killed_after(statements, act, donor, gift)
        donor.clock_turns()
        gifts = donor.gifts(gift)
        assert [one.state for one in gifts] == [DonationState.PAID] * months, statements
        assert donor.raised() == donor.charged(), statements
        assert Mail.objects.filter(key=f"monthly_began:{gift.pk}").count() == 1, statements
        if act is stop_it:
            after = MonthlyGift.objects.get(pk=gift.pk)
            # Killed before a row said so, nobody asked.
            asked = gift.instructions.filter(kind="stop").exists()
            assert (after.state == MonthlyState.CANCELLED) == asked, statements
        statements += 1
    assert statements > 5
    call_command("check_ledger")
