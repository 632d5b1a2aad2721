"""Who began a gift and never paid is forgotten; the gift's row, and whoever paid, stay."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.donors import retention
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.models import Donation, WebhookEvent, Words
from campaigns.payments.states import DonationState
from tests.factories.money import make_fund, make_gift
from tests.factories.settled import settled_gift

pytestmark = pytest.mark.django_db

WHO = {"donor_email": "canary@example.org", "donor_name": "Canary"}


def begun(state):
    gift = make_gift(**WHO)
    gift.attempts.update(state="expired")
    Donation.objects.filter(pk=gift.pk).update(state=state, changed_at=timezone.now())
    Words.objects.create(donation=gift, message="Canary words")
    return gift


def later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


@pytest.mark.parametrize("state", [DonationState.EXPIRED, DonationState.FAILED])
def test_a_gift_that_was_never_paid_loses_its_donor(state):
    gift = begun(state)
    with later(89):
        assert retention.purge(dry_run=False) == {}
    with later(91):
        assert retention.purge(dry_run=True) == {"abandoned_gifts": 1}
        assert retention.purge(dry_run=False) == {"abandoned_gifts": 1}
        assert retention.purge(dry_run=False) == {}
    gift.refresh_from_db()
    assert (gift.donor_name, gift.donor_email, gift.state) == ("", "", state)
    assert Words.objects.get().message == ""
    assert AuditEntry.objects.get(action="gift.forget_donor").target_id == str(gift.pk)


@pytest.mark.parametrize(
    "state",
    [
        DonationState.CREATED,
        DonationState.OPEN,
        DonationState.PROCESSING,
        DonationState.QUARANTINED,
    ],
)
def test_one_that_may_still_be_paid_keeps_its_donor(state):
    gift = begun(state)
    with later(91):
        assert retention.purge(dry_run=False) == {}
    gift.refresh_from_db()
    assert gift.donor_name == "Canary"


@pytest.mark.parametrize(
    ("state", "is_forgotten"), [(MonthlyState.EXPIRED, True), (MonthlyState.OPEN, False)]
)
def test_a_monthly_gift_that_never_began_loses_its_donor(state, is_forgotten):
    gift = MonthlyGift.objects.create(
        fund=make_fund(), amount_tiyn=2_000_00, language="en", state=state, **WHO
    )
    with later(91):
        forgotten = {"abandoned_monthly_gifts": 1} if is_forgotten else {}
        assert retention.purge(dry_run=False) == forgotten
    gift.refresh_from_db()
    assert gift.donor_email == ("" if is_forgotten else WHO["donor_email"])


def test_a_payment_under_way_keeps_its_donor():
    gift = begun(DonationState.EXPIRED)
    gift.attempts.update(state="processing")
    with later(91):
        assert retention.purge(dry_run=False) == {}


def test_who_paid_is_known_for_as_long_as_the_books_are():
    settled_gift(**WHO)
    with later(4000):
        assert retention.purge(dry_run=False) == {}


def test_messages_from_stripe_hold_nothing_that_could_be_forgotten():
    """A test of a promise: the inbox has no column for a body."""
    names = {field.name for field in WebhookEvent._meta.concrete_fields}
    assert not names & {"body", "payload", "raw", "email", "data"}
