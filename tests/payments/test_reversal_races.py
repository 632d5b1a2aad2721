"""Rivals over one gift's money, each with a control that shows the race when its guard is off."""

import threading
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client

from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments import gateway_movements
from campaigns.payments.gateway import GatewayBusy
from campaigns.payments.messages import inbox
from campaigns.payments.models import Donation, Refund, RefundKind
from campaigns.payments.reversals import disputes, refunds, standing
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.refunds import requests, settling
from campaigns.payments.reversals.states import RefundState
from campaigns.payments.states import DonationState
from tests.factories.money import make_fund
from tests.factories.staff import make_officer
from tests.funds.test_ledger_commits import at_once
from tests.payments.books import fresh, raised
from tests.payments.donor import Donor


@pytest.fixture
def donor(committed_db, stripe_sandbox):
    return Donor(Client(), stripe_sandbox, make_fund())


@pytest.fixture
def gift(donor):
    return donor.give_and_pay()


@pytest.fixture
def people(donor):
    return [make_officer() for _n in range(3)]


@contextmanager
def unlocked(monkeypatch, rivals=2):
    """The gift's lock taken away, and rivals who have all looked before any goes on."""
    all_have_looked = threading.Barrier(rivals)

    def look_at_refund(refund_id):
        refund = Refund.objects.select_related("donation").get(pk=refund_id)
        all_have_looked.wait(10)
        return refund.donation, refund

    def left_then_wait(donation):
        left = left_to_refund(donation)
        all_have_looked.wait(10)
        return left

    left_to_refund = requests.left_to_refund
    with monkeypatch.context() as patch:
        patch.setattr(requests, "lock_gift", lambda pk: Donation.objects.get(pk=pk))
        patch.setattr(requests, "lock_refund", look_at_refund)
        patch.setattr(requests, "left_to_refund", left_then_wait)
        yield


def ask(gift, tiyn, by):
    return lambda: refunds.request(Donation.objects.get(pk=gift.pk), tiyn, "donor_asked", by)


def approve(refund, by):
    return lambda: refunds.approve(Refund.objects.get(pk=refund.pk), by)


def without_trigger():
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER payments_refund_within_gift ON payments_refund")


def promised(gift):
    return sum(gift.refunds.live().values_list("amount_tiyn", flat=True))


def test_two_refunds_at_once_find_room_for_one(gift, people):
    raised_by = at_once(ask(gift, 3_000_00, people[0]), ask(gift, 3_000_00, people[1]))
    assert sorted(type(error) for error in raised_by if error) == [refunds.OverRefund]
    assert promised(gift) == 3_000_00


def test_without_the_lock_the_trigger_refuses_but_not_kindly(gift, people, monkeypatch):
    with unlocked(monkeypatch):
        raised_by = at_once(ask(gift, 3_000_00, people[0]), ask(gift, 3_000_00, people[1]))
    assert sorted(type(error) for error in raised_by if error) == [IntegrityError]
    assert promised(gift) == 3_000_00


def test_without_lock_and_trigger_more_would_be_promised_than_given(gift, people, monkeypatch):
    without_trigger()
    with unlocked(monkeypatch):
        assert at_once(ask(gift, 3_000_00, people[0]), ask(gift, 3_000_00, people[1])) == [
            None,
            None,
        ]
    assert promised(gift) == 6_000_00


@pytest.fixture
def two_ways(donor, gift, people):
    """All of a gift by card, and all of it by bank: its card did not take it."""
    asked = refunds.request(gift, gift.amount_tiyn, "donor_asked", people[0])
    refund = refunds.send(refunds.approve(asked, people[1]))
    donor.sandbox.fail_refund(refund.stripe_refund_id)
    donor.deliver_all()
    return [
        lambda kind=kind, by=by: refunds.request(
            Donation.objects.get(pk=gift.pk), gift.amount_tiyn, "donor_asked", by, kind=kind
        )
        for kind, by in zip(
            (RefundKind.REQUESTED_HERE, RefundKind.BY_BANK), people[:2], strict=True
        )
    ]


def test_of_two_ways_at_once_one_finds_room(gift, two_ways):
    raised_by = at_once(*two_ways)
    assert sorted(type(error) for error in raised_by if error) == [refunds.NothingToGiveBack]
    assert promised(gift) == gift.amount_tiyn


def test_without_lock_and_trigger_both_ways_would_be_gone(gift, two_ways, monkeypatch):
    without_trigger()
    with unlocked(monkeypatch):
        assert at_once(*two_ways) == [None, None]
    assert promised(gift) == 2 * gift.amount_tiyn


def test_two_who_approve_at_once_approve_once(gift, people):
    asked = refunds.request(gift, 1_000_00, "donor_asked", people[0])
    raised_by = at_once(approve(asked, people[1]), approve(asked, people[2]))
    assert sorted(type(error) for error in raised_by if error) == [refunds.AlreadyDecided]


def test_without_the_lock_both_would_think_they_had_decided(gift, people, monkeypatch):
    asked = refunds.request(gift, 1_000_00, "donor_asked", people[0])
    with unlocked(monkeypatch):
        assert at_once(approve(asked, people[1]), approve(asked, people[2])) == [None, None]


@pytest.fixture
def approved(gift, people):
    asked = refunds.request(gift, 2_000_00, "donor_asked", people[0])
    return refunds.approve(asked, people[1])


def test_many_workers_send_one_refund_once(donor, gift, approved):
    assert at_once(*[refunds.send_due] * 4) == [None] * 4
    refunds.send_due()
    assert fresh(approved).state == RefundState.SUCCEEDED
    assert {one["idempotency_key"] for one in donor.refunds_asked_for()} == {f"ref:{approved.pk}:1"}
    assert (raised(donor.fund), donor.sandbox.books()["refunds"]) == (3_000_00, -2_000_00)
    call_command("check_ledger")


def test_message_worker_and_reconciliation_at_once_enter_once(donor, gift, approved):
    made = gateway_movements.create_refund(
        Entry.objects.get(kind=Kind.CHARGE).external_id,
        amount_tiyn=2_000_00,
        idempotency_key=f"ref:{approved.pk}:1",
        refund_id=str(approved.pk),
        donation_id=str(gift.pk),
    )
    for message in donor.messages():
        Client().post("/webhooks/stripe/", **donor.sandbox.signed(message))
    jobs = [inbox.work_off, lambda: refunds.settle_refund(made.id), refunds.send_due]
    ends = at_once(*jobs, *jobs)
    # So many may overtake one of them again and again, until it leaves it for another time.
    assert all(end is None or isinstance(end, GatewayBusy) for end in ends)
    for job in jobs:
        job()
    assert Entry.objects.filter(kind=Kind.REFUND).count() == 1
    assert (raised(donor.fund), fresh(gift).state) == (3_000_00, DonationState.PARTLY_REFUNDED)
    call_command("check_ledger")


def summed_then_wait(barrier):
    """Whoever has all three sums of a gift waits for the other to have them too."""
    original, turns = standing._sum, threading.local()

    def summed(rows):
        result = original(rows)
        turns.taken = getattr(turns, "taken", 0) + 1
        if turns.taken == 3:
            barrier.wait(10)
        return result

    return summed


def test_a_refund_and_a_dispute_at_once_leave_the_sums_right(donor, gift):
    intent = donor.attempt(gift).intent_id
    refund = donor.sandbox.refund(intent, amount=2_000_00)["id"]
    dispute = donor.sandbox.dispute(intent)["id"]
    jobs = [lambda: refunds.settle_refund(refund), lambda: settle_dispute(dispute)]
    assert at_once(*jobs, *jobs) == [None] * 4
    gift = fresh(gift)
    assert (gift.refunded_tiyn, gift.contested_tiyn) == (2_000_00, 3_000_00)
    assert raised(donor.fund) == 0
    call_command("check_ledger")


def test_without_the_lock_the_sums_of_a_gift_would_go_wrong(donor, gift, monkeypatch):
    """Each counts anew what it sees, and the other's is not there yet."""
    intent = donor.attempt(gift).intent_id
    refund = donor.sandbox.refund(intent, amount=2_000_00)["id"]
    dispute = donor.sandbox.dispute(intent)["id"]
    for module in (settling, disputes):
        monkeypatch.setattr(module, "lock_gift", lambda pk: Donation.objects.get(pk=pk))
    monkeypatch.setattr(standing, "_sum", summed_then_wait(threading.Barrier(2)))
    at_once(lambda: refunds.settle_refund(refund), lambda: settle_dispute(dispute))
    gift = fresh(gift)
    assert (gift.refunded_tiyn, gift.contested_tiyn) != (2_000_00, 3_000_00)
    with pytest.raises(SystemExit):
        call_command("check_ledger")
