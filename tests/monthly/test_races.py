"""Rivals at the worst moment, each with a control that shows the race when its guard is off."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from campaigns.funds.models import Entry
from campaigns.monthly import instructions, locks, renewals, starting
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.states import InstructionKind, MonthlyState, StoppedBy
from campaigns.monthly.stopping import stop
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.funds.test_closing_races import wait_until, waits_for_a_lock
from tests.funds.test_ledger_commits import at_once
from tests.monthly.monthly_donor import MonthlyDonor
from tests.payments.donor import BROWSER


@pytest.fixture
def donor(committed_db, stripe_sandbox):
    return MonthlyDonor(Client(), stripe_sandbox, make_fund())


def the_invoice(donor) -> str:
    (paid,) = [one for one in donor.messages() if one["type"] == "invoice.paid"]
    return paid["data"]["object"]["id"]


def begun_but_not_paid_for(donor) -> MonthlyGift:
    """Stripe has the money; we know of the subscription and not yet of its invoice."""
    gift = donor.give()
    donor.pay(gift)
    starting.settle_start(donor.start(gift))
    return gift


def test_many_who_hear_of_one_payment_at_once_count_it_once(donor):
    gift = begun_but_not_paid_for(donor)
    invoice = the_invoice(donor)
    assert at_once(*[lambda: renewals.settle_invoice(invoice)] * 6) == [None] * 6
    assert len(donor.gifts(gift)) == 1
    assert donor.raised() == donor.charged() == 5_000_00
    assert Mail.objects.filter(key__startswith="gift_thanks").count() == 1
    call_command("check_ledger")


def test_without_the_lock_and_the_constraints_it_would_count_twice(donor, monkeypatch):
    begun_but_not_paid_for(donor)
    invoice = the_invoice(donor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'u' AND "
            "(conrelid = 'monthly_renewal'::regclass OR conname ~ '(intent_id|idempotency_key)')"
        )
        dropped = cursor.fetchall()
        for table, name in [*dropped, ("funds_entry", "funds_entry_once")]:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    both_have_looked = threading.Barrier(2)

    def look(gift_id):
        gift = MonthlyGift.objects.select_related("fund").get(pk=gift_id)
        both_have_looked.wait(10)
        return gift

    def insert_unguarded(draft):
        values = [draft.kind, draft.external_id, None, draft.donation, draft.happened_at, "", 1]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO funds_entry (kind, external_id, reverses_id, donation, happened_at,"
                " reason, gifts) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
                values,
            )
            return Entry(pk=cursor.fetchone()[0])

    def renewal_of(gift, invoice):
        return Renewal(
            monthly_gift=gift,
            invoice_id=invoice.id,
            period_start=invoice.period_start,
            period_end=invoice.period_end,
            amount_tiyn=invoice.amount_due_tiyn,
        )

    monkeypatch.setattr("campaigns.funds.ledger._insert_entry", insert_unguarded)
    monkeypatch.setattr(renewals, "lock_monthly", look)
    monkeypatch.setattr(renewals, "_renewal_of", renewal_of)
    at_once(*[lambda: renewals.settle_invoice(invoice)] * 2)
    assert donor.raised() == 2 * donor.charged()
    with pytest.raises(SystemExit):
        call_command("check_ledger")


def test_the_return_page_and_the_messages_at_once_begin_once(donor):
    gift = donor.give()
    donor.pay(gift)
    start = donor.start(gift)

    def settle():
        renewals.settle_beginning(Instruction.objects.get(pk=start.pk))

    assert at_once(*[settle] * 4) == [None] * 4
    donor.deliver_all()
    assert donor.raised() == donor.charged() == 5_000_00
    assert Mail.objects.filter(key__startswith="monthly_began").count() == 1
    call_command("check_ledger")


def press_form(donor, replies):
    def job():
        data = {"amount": "5000", "donor_email": "a@example.org", "stamp": "now"}
        replies.append(Client().post(donor.form_url(), data, headers=BROWSER))

    return job


def test_a_double_click_makes_one_gift_and_one_pay_page(donor):
    replies: list = []
    assert at_once(*[press_form(donor, replies)] * 4) == [None] * 4
    assert MonthlyGift.objects.count() == 1
    assert Instruction.objects.count() == 1
    keys = {one["idempotency_key"] for one in donor.sandbox.requests() if one["method"] == "POST"}
    assert len(keys) == 1


def test_a_donor_and_staff_who_stop_at_once_stop_once(donor):
    gift = donor.begin()

    def stop_by(who):
        return lambda: stop(MonthlyGift.objects.get(pk=gift.pk), who)

    at_once(stop_by(StoppedBy.DONOR), stop_by(StoppedBy.STAFF), stop_by(StoppedBy.DONOR))
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.CANCELLED
    assert gift.instructions.filter(kind=InstructionKind.STOP).count() == 1
    assert Mail.objects.filter(key__startswith="monthly_stopped").count() == 1


def test_who_stops_while_another_does_waits_and_finds_it_done(donor, monkeypatch):
    gift = donor.begin()
    stopping, free = [], threading.Event()

    def issue(*args, **facts):
        stopping.append(gift)
        free.wait(20)
        return instructions.issue(*args, **facts)

    def let_go():
        wait_until(lambda: len(stopping) == 2 or (stopping and waits_for_a_lock()))
        free.set()

    monkeypatch.setattr("campaigns.monthly.stopping.issue", issue)
    stops = [lambda: stop(MonthlyGift.objects.get(pk=gift.pk), StoppedBy.DONOR)] * 2
    assert at_once(*stops, let_go) == [None] * 3
    assert len(stopping) == 1


def test_without_the_lock_two_stops_would_take_one_number(donor, monkeypatch):
    """The number of an instruction is the key of its call: the database refuses the second."""
    gift = donor.begin()
    both_have_looked = threading.Barrier(2)

    def look(gift_id):
        return MonthlyGift.objects.select_related("fund").get(pk=gift_id)

    def issue(*args, **facts):
        both_have_looked.wait(10)
        return instructions.issue(*args, **facts)

    monkeypatch.setattr("campaigns.monthly.stopping.lock_monthly", look)
    monkeypatch.setattr("campaigns.monthly.stopping.issue", issue)
    errors = at_once(*[lambda: stop(gift, StoppedBy.DONOR)] * 2)
    assert sum(error is not None for error in errors) == 1
    assert locks.lock_monthly is not look


def test_a_renewal_and_a_stop_at_once_lose_nothing(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    newest = donor.messages()[-1]["data"]["object"]
    invoice = newest["id"] if newest["object"] == "invoice" else None
    jobs = [lambda: stop(MonthlyGift.objects.get(pk=gift.pk), StoppedBy.DONOR)]
    jobs += [lambda: renewals.catch_up(MonthlyGift.objects.get(pk=gift.pk))] * 2
    assert at_once(*jobs) == [None] * 3, invoice
    assert donor.raised() == donor.charged() == 10_000_00
    gift.refresh_from_db()
    assert gift.state == MonthlyState.CANCELLED
    call_command("check_ledger")
