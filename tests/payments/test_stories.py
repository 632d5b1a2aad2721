"""Anything a donor, Stripe and the clock may do, in any order: the books agree afterwards."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.funds.models import Fund
from campaigns.payments import gateway_books
from campaigns.payments.messages import inbox
from campaigns.payments.models import Attempt, Donation, WebhookEvent
from campaigns.payments.states import SETTLED
from campaigns.reconciliation.stale import stale_attempts
from tests.factories.money import make_fund
from tests.stripe_sandbox.process import OrderRefused

pytestmark = pytest.mark.django_db

STEPS = st.one_of(
    st.sampled_from(["give", "pay", "decline", "visit", "retry", "reconcile", "a day passes"]),
    st.tuples(st.just("deliver"), st.integers(0, 30)),
    st.tuples(
        st.just("fault"),
        st.sampled_from(["drop", "drop-after-effect", "error-after-effect", "status"]),
    ),
)


class Story:
    """One donor's afternoon; steps that make no sense yet do nothing."""

    def __init__(self, donor):
        self.donor = donor
        self.gift = None

    def take(self, step):
        name, *details = (step,) if isinstance(step, str) else step
        getattr(self, name.replace(" ", "_"))(*details)

    def give(self):
        self.donor.send_form(stamp="now")
        self.gift = Donation.objects.filter(fund=self.donor.fund).first()

    def pay(self, card="4242424242424242"):
        if self.gift and self.donor.attempt(self.gift).session_id:
            # Declined, paid before, or closed: Stripe says so.
            with suppress(OrderRefused):
                self.donor.pay(self.gift, card=card)

    def decline(self):
        self.pay(card="4000000000000002")

    def visit(self):
        if self.gift:
            self.gift.attempts.update(checked_at=None)
            assert self.donor.visit(self.gift).status_code == 200

    def retry(self):
        if self.gift:
            assert self.donor.try_again(self.gift).status_code == 303

    def deliver(self, number):
        messages = self.donor.messages()
        if messages:
            self.donor.deliver(messages[number % len(messages)])

    def fault(self, kind):
        self.donor.sandbox.fault(kind)

    def reconcile(self):
        stale_attempts()

    def a_day_passes(self):
        self.donor.sandbox.advance(25 * 3600)


@settings(max_examples=25)
@given(steps=st.lists(STEPS, max_size=14))
def test_whatever_happens_the_books_agree(donor, steps):
    donor.sandbox.reset()
    # A fund of its own: the entries of the example before stay, as entries do.
    donor.fund = make_fund()
    story = Story(donor)
    for step in ["give", *steps]:
        story.take(step)
    donor.sandbox.clear_faults()
    settle_everything(donor)

    charged = sum(line.amount for line in charges(donor))
    gifts = Donation.objects.filter(fund=donor.fund, state__in=SETTLED)
    assert len(charges(donor)) <= 1, "one gift is never paid twice"
    assert (gifts.aggregate(sum=Sum("amount_tiyn"))["sum"] or 0) == charged
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn == charged
    assert not WebhookEvent.objects.unhandled().exists()
    call_command("check_ledger")


def settle_everything(donor):
    """One turn of everything that runs by the clock."""
    WebhookEvent.objects.unhandled().update(next_attempt_at="2020-01-01T00:00Z")
    inbox.work_off()
    Attempt.objects.live().update(checked_at="2020-01-01T00:00Z")
    stale_attempts()


def charges(donor):
    """What Stripe's own books say."""
    end = datetime.fromtimestamp(donor.sandbox.now(), tz=UTC)
    pages = gateway_books.pages(end - timedelta(days=90), end)
    return [line for page in pages for line in page if line.type == "charge"]
