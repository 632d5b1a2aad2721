"""With every message lost: what was paid is here within a quarter of an hour, the rest in an hour.

The clock's steps are run as often as they are due, on a virtual clock.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from campaigns.funds.models import Fund
from campaigns.payments.models import Donation
from campaigns.payments.states import AttemptState, DonationState
from jobs import periodic

pytestmark = pytest.mark.django_db
MINUTE = 60
QUARTER, HOUR, DAY = 15 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE
STEPS = [
    step
    for step in periodic.STEPS
    if step.function.startswith("campaigns.reconciliation.") and "digest" not in step.function
]


@pytest.fixture
def wait(donor):
    """Lets time go by, here and at Stripe, with the steps run by the clock as they are due."""
    with time_machine.travel(datetime.fromtimestamp(donor.sandbox.now(), UTC), tick=True) as clock:
        due = {step: -(5 * MINUTE) * n for n, step in enumerate(STEPS)}
        passed = 0

        def advance(seconds, *, steps=True):
            nonlocal passed
            for _minute in range(seconds // MINUTE):
                passed += MINUTE
                donor.sandbox.advance(MINUTE)
                clock.shift(timedelta(minutes=1))
                for step in STEPS:
                    if steps and passed >= due[step]:
                        periodic.load(step)()
                        due[step] = passed + step.every.total_seconds()

        yield advance


def skip(donor, clock_wait, seconds):
    clock_wait(seconds, steps=False)


def state_of(donation):
    donation.refresh_from_db()
    return donation.state


def raised(donor):
    return Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn


def test_what_was_paid_at_once(donor, wait):
    donation = donor.give()
    wait(7 * MINUTE)
    donor.pay(donation)
    wait(QUARTER)
    assert state_of(donation) == DonationState.PAID


def test_what_was_paid_on_an_old_page(donor, wait):
    donation = donor.give()
    skip(donor, wait, 3 * HOUR)
    wait(QUARTER)
    donor.pay(donation)
    wait(QUARTER)
    assert state_of(donation) == DonationState.PAID


def test_a_slow_method_counts_when_the_money_comes_and_not_before(donor, wait):
    donation = donor.give()
    donor.pay(donation, method="later", after=3 * HOUR)
    wait(QUARTER)
    assert (state_of(donation), raised(donor)) == (DonationState.PROCESSING, 0)
    skip(donor, wait, 3 * HOUR)
    wait(QUARTER)
    assert (state_of(donation), raised(donor)) == (DonationState.PAID, 5_000_00)


def test_a_slow_method_that_fails(donor, wait):
    donation = donor.give()
    donor.pay(donation, method="never", after=3 * HOUR)
    wait(QUARTER)
    skip(donor, wait, 3 * HOUR)
    wait(QUARTER)
    assert (state_of(donation), raised(donor)) == (DonationState.FAILED, 0)


def test_a_page_that_stripe_closed(donor, wait):
    donation = donor.give()
    skip(donor, wait, DAY)
    wait(QUARTER)
    assert state_of(donation) == DonationState.EXPIRED


def test_late_money_revives_a_gift_that_was_given_up(donor, wait):
    """The donor tried again and then paid on the older page."""
    donation = donor.give()
    first = donor.attempt(donation)
    first.state = AttemptState.FAILED
    first.save()
    Donation.objects.filter(pk=donation.pk).update(state=DonationState.FAILED)
    donor.sandbox.pay(first.session_id)
    wait(QUARTER)
    assert state_of(donation) == DonationState.PAID
