"""A reminder and a payment at the same moment; each guard with a control that shows the race."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from campaigns.payments import reminders
from campaigns.payments.locks import lock_gift
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.money import make_gift
from tests.funds.test_ledger_commits import at_once


@pytest.fixture
def begun(committed_db):
    donation = make_gift(wants_reminder=True)
    two_days_ago = timezone.now() - timedelta(days=2)
    Donation.objects.update(created_at=two_days_ago, state=DonationState.OPEN)
    return donation


def pay_while(job, donation):
    """Run `job` on another connection while the gift is being paid; the payment commits last."""
    with transaction.atomic():
        held = lock_gift(donation.pk)
        raised = at_once(job)
        held.state, held.paid_at = DonationState.PAID, timezone.now()
        held.save()
    return raised


def letters():
    return Mail.objects.filter(key__startswith="gift_reminder:").count()


def test_whoever_is_paying_right_now_is_not_reminded(begun):
    assert pay_while(reminders.remind, begun) == [None]
    assert letters() == 0
    assert reminders.remind() == 0


def test_without_the_lock_who_is_paying_would_be_reminded(begun, monkeypatch):
    def look(donation_id):
        return Donation.objects.select_related("fund").get(pk=donation_id)

    monkeypatch.setattr(reminders, "lock_gift_if_free", look)
    monkeypatch.setattr(Donation, "save", lambda self, **kwargs: None)
    assert at_once(reminders.remind) == [None]
    assert letters() == 1


def test_two_turns_at_once_write_one_letter(begun):
    assert at_once(*[reminders.remind] * 4) == [None] * 4
    assert letters() == 1
    connections.close_all()
