"""Rivals at the worst moment, each with a control that shows the race when its guard is off."""

import threading
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections
from django.test import Client

from campaigns.funds.models import Entry, Fund, FundTotal
from campaigns.payments import gateway, locks, settlement
from campaigns.payments.giving import checkout
from campaigns.payments.messages import handlers, inbox
from campaigns.payments.models import Attempt, Donation, WebhookEvent
from campaigns.payments.states import AttemptState, DonationState
from outbox.models import Mail
from tests.factories.money import NOON, make_fund, make_gift
from tests.funds.test_ledger_commits import at_once
from tests.payments.donor import BROWSER, FORM, Donor


@pytest.fixture
def donor(committed_db, stripe_sandbox):
    return Donor(Client(), stripe_sandbox, make_fund())


@contextmanager
def unlocked(monkeypatch):
    """The lock taken away, and two rivals who have both looked before either goes on."""
    both_have_looked = threading.Barrier(2)

    def look(attempt_id):
        attempt = Attempt.objects.select_related("donation").get(pk=attempt_id)
        both_have_looked.wait(10)
        return attempt.donation, attempt

    with monkeypatch.context() as patch:
        patch.setattr(settlement, "lock_attempt", look)
        yield


def drop(table, *constraints):
    with connection.cursor() as cursor:
        for name in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def settle(attempt):
    return lambda: settlement.settle(Attempt.objects.select_related("donation").get(pk=attempt.pk))


def raised(fund):
    return FundTotal.objects.get(fund=fund).raised_tiyn


def test_many_who_settle_one_gift_at_once_count_it_once(donor):
    donation = donor.give()
    donor.pay(donation)
    assert at_once(*[settle(donor.attempt(donation))] * 6) == [None] * 6
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    assert raised(donor.fund) == donation.amount_tiyn
    assert Entry.objects.count() == 2
    assert Mail.objects.count() == 1
    call_command("check_ledger")


def test_without_the_lock_the_constraints_still_count_once_but_not_quietly(donor, monkeypatch):
    donation = donor.give()
    donor.pay(donation)
    with unlocked(monkeypatch):
        errors = at_once(*[settle(donor.attempt(donation))] * 2)
    assert sum(error is not None for error in errors) == 1
    assert raised(donor.fund) == donation.amount_tiyn


def test_without_the_lock_and_the_constraint_it_would_count_twice(donor, monkeypatch):
    donation = donor.give()
    donor.pay(donation)
    drop("funds_entry", "funds_entry_once")
    insert = """
        INSERT INTO funds_entry (kind, external_id, reverses_id, donation, happened_at, reason)
        VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
    """

    def insert_unguarded(draft):
        values = [draft.kind, draft.external_id, None, draft.donation, draft.happened_at, ""]
        with connection.cursor() as cursor:
            cursor.execute(insert, values)
            return Entry(pk=cursor.fetchone()[0])

    monkeypatch.setattr("campaigns.funds.ledger._insert_entry", insert_unguarded)
    with unlocked(monkeypatch):
        assert at_once(*[settle(donor.attempt(donation))] * 2) == [None, None]
    assert raised(donor.fund) == 2 * donation.amount_tiyn
    with pytest.raises(SystemExit):
        call_command("check_ledger")


def send_form(fund, replies):
    def job():
        replies.append(
            Client().post(fund.get_donate_url("en"), FORM | {"stamp": "now"}, headers=BROWSER)
        )

    return job


def test_a_double_click_makes_one_gift_and_one_pay_page(donor):
    replies = []
    assert at_once(*[send_form(donor.fund, replies)] * 4) == [None] * 4
    donation = Donation.objects.get()
    assert donation.attempts.count() == 1
    assert {reply["Location"] for reply in replies} == {donor.attempt(donation).checkout_url}
    keys = {call["idempotency_key"] for call in donor.asked_of_stripe()}
    assert keys == {f"don:{donation.pk}:1"}


def test_without_the_forms_key_a_double_click_would_make_two(donor):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'payments_donation'::regclass"
            " AND contype = 'u' AND conname LIKE '%%form_key%%'"
        )
        drop("payments_donation", cursor.fetchone()[0])
    looked = threading.Barrier(2)
    get = Donation.objects.filter(form_key="now")

    def job():
        if not get.exists():
            looked.wait(10)
            make_gift(Fund.objects.get(pk=donor.fund.pk), form_key="now")

    # get_or_create looks again by itself: hold both between the look and the insert.
    original = Donation.objects._queryset_class.get

    def get_then_wait(queryset, *args, **kwargs):
        try:
            return original(queryset, *args, **kwargs)
        except Donation.DoesNotExist:
            held.wait(10)
            raise

    held = threading.Barrier(2)
    Donation.objects._queryset_class.get = get_then_wait
    try:
        assert at_once(job, job) == [None, None]
    finally:
        Donation.objects._queryset_class.get = original
    assert Donation.objects.count() == 2


def failed_gift(fund):
    donation = make_gift(fund)
    donation.attempts.update(state=AttemptState.FAILED)
    Donation.objects.filter(pk=donation.pk).update(state=DonationState.FAILED)
    return donation


def test_trying_again_from_two_windows_opens_one_page(donor):
    donation = failed_gift(donor.fund)
    pages = []

    def job():
        pages.append(checkout.pay_page(Donation.objects.get(pk=donation.pk)))

    assert at_once(*[job] * 4) == [None] * 4
    assert len(set(pages)) == 1
    assert donation.attempts.count() == 2


def test_without_the_lock_only_the_constraint_would_hold_a_second_page(donor, monkeypatch):
    donation = failed_gift(donor.fund)
    looked = threading.Barrier(2)

    def look(donation_id):
        found = Donation.objects.get(pk=donation_id)
        looked.wait(10)
        return found

    monkeypatch.setattr(checkout, "lock_gift", look)
    monkeypatch.setattr(gateway, "create_session", lambda order: pytest.fail("not reached"))
    errors = at_once(*[lambda: checkout._payable_attempt(Donation.objects.get(pk=donation.pk))] * 2)
    assert sorted(type(error) for error in errors if error) == [IntegrityError]
    assert locks.lock_gift is not look


def test_two_workers_handle_each_message_once(committed_db, monkeypatch):
    for n in range(30):
        WebhookEvent.objects.create(
            event_id=f"evt_{n}", type="counted", livemode=False, happened_at=NOON
        )
    handled = []
    monkeypatch.setitem(handlers.HANDLERS, "counted", lambda event: handled.append(event.event_id))
    assert at_once(*[inbox.work_off] * 3) == [None] * 3
    assert sorted(handled) == sorted(f"evt_{n}" for n in range(30))


def test_workers_who_do_not_lock_handle_a_message_twice(committed_db, monkeypatch):
    WebhookEvent.objects.create(event_id="evt_1", type="counted", livemode=False, happened_at=NOON)
    looked = threading.Barrier(2)
    handled = []

    def take_without_lock():
        event = WebhookEvent.objects.due().first()
        if event is not None:
            looked.wait(10)
            WebhookEvent.objects.filter(pk=event.pk).update(next_attempt_at=event.received_at)
        return event

    monkeypatch.setattr(inbox, "_take_next", take_without_lock)
    monkeypatch.setitem(handlers.HANDLERS, "counted", lambda event: handled.append(event.event_id))
    assert at_once(*[lambda: inbox.work_off(limit=1)] * 2) == [None] * 2
    assert handled == ["evt_1", "evt_1"]


def test_a_message_and_a_visit_at_once_count_once(donor):
    donation = donor.give()
    donor.pay(donation)
    (message,) = [m for m in donor.messages() if m["type"] == "checkout.session.completed"]
    signed = donor.sandbox.signed(message)

    def deliver():
        assert Client().post("/webhooks/stripe/", **signed).status_code == 200
        inbox.work_off()

    def visit():
        assert Client().get(donation.get_absolute_url("en")).status_code == 200

    assert at_once(deliver, visit, deliver, visit) == [None] * 4
    inbox.work_off()
    assert raised(donor.fund) == donation.amount_tiyn
    call_command("check_ledger")


def test_the_call_to_stripe_holds_no_lock_and_no_transaction(donor, monkeypatch):
    """While Stripe is slow, another connection can lock the gift at once."""
    donation = donor.give()
    attempt = donor.attempt(donation)
    fetch = gateway.fetch_session

    def fetch_and_look(*args, **kwargs):
        assert not connection.in_atomic_block
        raised_elsewhere = []

        def lock_elsewhere():
            with connections["default"].cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM payments_donation WHERE id = %s FOR UPDATE NOWAIT",
                    [donation.pk],
                )

        raised_elsewhere += at_once(lock_elsewhere)
        assert raised_elsewhere == [None]
        return fetch(*args, **kwargs)

    monkeypatch.setattr(gateway, "fetch_session", fetch_and_look)
    donor.pay(donation)
    settlement.settle(attempt)
    assert raised(donor.fund) == donation.amount_tiyn


def test_a_page_that_opens_after_its_attempt_was_given_up_is_led_to_by_nobody(donor, monkeypatch):
    """Else it could be paid beside the page of the next attempt."""
    donation = make_gift(donor.fund)
    create = gateway.create_session

    def create_slowly(order):
        session = create(order)
        checkout.give_up(donation.attempts.get())
        return session

    monkeypatch.setattr(gateway, "create_session", create_slowly)
    with pytest.raises(checkout.NothingToPay):
        checkout.pay_page(donation)
    donation.refresh_from_db()
    assert donation.state == DonationState.EXPIRED
