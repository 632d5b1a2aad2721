"""A reminder and a payment at the same moment; the lock with a control that shows the race."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from campaigns.payments.giving import reminders
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


def remind_on_a_connection_of_its_own():
    try:
        reminders.remind()
    finally:
        connections.close_all()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        # What a transaction has seen of it once it would go on seeing.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def remind_while_it_is_being_paid(donation):
    """The reminder begins when the payment holds the gift, and before it is committed."""
    reminding = threading.Thread(target=remind_on_a_connection_of_its_own)
    with transaction.atomic():
        held = lock_gift(donation.pk)
        reminding.start()
        while reminding.is_alive() and not somebody_waits():
            reminding.join(0.02)
        held.state, held.paid_at = DonationState.PAID, timezone.now()
        held.save(update_fields=["state", "paid_at"])
    reminding.join(30)
    assert not reminding.is_alive()


def letters():
    return Mail.objects.filter(key__startswith="gift_reminder:").count()


def test_whoever_is_paying_right_now_is_not_reminded(begun):
    remind_while_it_is_being_paid(begun)
    reminders.remind()
    assert letters() == 0


def test_without_the_lock_and_the_last_look_who_is_paying_would_be_reminded(begun, monkeypatch):
    def look(donation_id):
        return Donation.objects.get(pk=donation_id)

    monkeypatch.setattr(reminders, "lock_gift_if_free", look)
    monkeypatch.setattr(reminders, "_gave_otherwise", lambda donation: False)
    remind_while_it_is_being_paid(begun)
    assert letters() == 1
    begun.refresh_from_db()
    assert begun.state == DonationState.PAID


def test_many_turns_at_once_write_one_letter(begun):
    assert at_once(*[reminders.remind] * 4) == [None] * 4
    assert letters() == 1
