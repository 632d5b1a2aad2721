"""A bank takes money back and asks afterwards: the books follow the money, whoever speaks first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.accounts import CLEARING, CONTESTED, OPERATIONS, WITHHELD, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry, Fund
from campaigns.payments.models import Dispute
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.states import DisputeStatus
from campaigns.payments.states import DonationState
from tests.payments.books import assert_books_are_stripes, balances, fresh, moved_by, raised

pytestmark = pytest.mark.django_db
FEE = 5_000_00


@pytest.fixture
def contest(donor, paid):
    """The bank disputes the gift, or a part of it; the row as we then have it."""

    def make(**how):
        number = donor.sandbox.dispute(donor.attempt(paid).intent_id, **how)["id"]
        return settle_dispute(number)

    return make


def decide(donor, dispute, *, won):
    donor.sandbox.close_dispute(dispute.stripe_id, won=won)
    return settle_dispute(dispute.stripe_id)


def test_the_public_total_falls_at_once(donor, paid, contest):
    dispute = contest()
    gift = fresh(paid)
    assert (gift.state, gift.contested_tiyn, gift.standing_tiyn) == (
        DonationState.DISPUTED,
        5_000_00,
        0,
    )
    total = Fund.objects.with_totals().get(pk=donor.fund.pk)
    assert (total.raised_tiyn, total.gifts) == (0, 0)
    assert moved_by(Kind.DISPUTE) == {
        CLEARING: -5_000_00,
        WITHHELD: 5_000_00,
        of_fund(donor.fund.pk): 5_000_00,
        CONTESTED: -5_000_00,
    }
    week = timezone.now() + timedelta(days=7)
    assert abs(dispute.evidence_due_at - week) < timedelta(hours=1)
    assert dispute.status == DisputeStatus.NEEDS_RESPONSE
    assert_books_are_stripes(donor)


def test_the_fee_of_a_dispute_is_not_the_funds(donor, paid, contest):
    before = balances()[OPERATIONS]
    dispute = contest()
    assert dispute.fee == donor.sandbox.settings()["dispute_fee"] > 0
    assert balances()[OPERATIONS] == before + dispute.fee


def test_a_dispute_that_is_won_brings_all_back(donor, paid, contest):
    dispute = decide(donor, contest(), won=True)
    assert (dispute.status, dispute.closed_at is not None) == (DisputeStatus.WON, True)
    assert fresh(paid).state == DonationState.PAID
    total = Fund.objects.with_totals().get(pk=donor.fund.pk)
    assert (total.raised_tiyn, total.gifts) == (5_000_00, 1)
    assert not {WITHHELD, CONTESTED} & balances().keys()
    assert_books_are_stripes(donor)


def test_a_dispute_that_is_lost_is_closed_in_the_books(donor, paid, contest):
    decide(donor, contest(), won=False)
    gift = fresh(paid)
    assert (gift.state, gift.lost_tiyn, gift.contested_tiyn) == (DonationState.LOST, 5_000_00, 0)
    assert raised(donor.fund) == 0
    assert not {WITHHELD, CONTESTED} & balances().keys()
    assert_books_are_stripes(donor)


@pytest.mark.parametrize("won", [True, False])
def test_an_inquiry_moves_no_money(donor, paid, contest, won):
    dispute = contest(inquiry=True)
    assert dispute.status == DisputeStatus.WARNING_NEEDS_RESPONSE
    dispute = decide(donor, dispute, won=won)
    assert dispute.status == DisputeStatus.WARNING_CLOSED
    assert fresh(paid).state == DonationState.PAID
    assert not Entry.objects.filter(kind__startswith="dispute").exists()


@pytest.mark.parametrize(
    ("won", "state", "standing"),
    [(True, DonationState.PAID, 5_000_00), (False, DonationState.LOST, 3_000_00)],
)
def test_a_part_may_be_disputed(donor, paid, contest, won, state, standing):
    dispute = contest(amount=2_000_00)
    assert (fresh(paid).state, raised(donor.fund)) == (DonationState.DISPUTED, 3_000_00)
    decide(donor, dispute, won=won)
    gift = fresh(paid)
    assert (gift.state, gift.standing_tiyn, raised(donor.fund)) == (state, standing, standing)
    assert_books_are_stripes(donor)


@pytest.mark.parametrize(
    ("won", "state", "standing"),
    [(True, DonationState.PARTLY_REFUNDED, 3_000_00), (False, DonationState.LOST, 0)],
)
def test_what_is_left_after_a_refund_may_be_disputed(
    donor, paid, asker, approver, won, state, standing
):
    asked = refunds.request(paid, 2_000_00, "donor_asked", asker)
    refunds.send(refunds.approve(asked, approver))
    number = donor.sandbox.dispute(donor.attempt(paid).intent_id)["id"]
    dispute = settle_dispute(number)
    assert (dispute.amount_tiyn, fresh(paid).state) == (3_000_00, DonationState.DISPUTED)
    decide(donor, dispute, won=won)
    gift = fresh(paid)
    assert (gift.state, gift.standing_tiyn, raised(donor.fund)) == (state, standing, standing)
    assert_books_are_stripes(donor)


def test_a_bank_that_takes_what_was_refunded_takes_it_from_operations(donor, paid, asker, approver):
    asked = refunds.request(paid, 5_000_00, "donor_asked", asker)
    refunds.send(refunds.approve(asked, approver))
    before = balances()[OPERATIONS]
    number = donor.sandbox.dispute(donor.attempt(paid).intent_id, amount=5_000_00)["id"]
    dispute = settle_dispute(number)
    assert raised(donor.fund) == 0, "a fund never gives more than it was given"
    assert balances()[OPERATIONS] == before + 5_000_00 + dispute.fee
    assert decide(donor, dispute, won=True).reinstated_at
    assert fresh(paid).state == DonationState.REFUNDED
    assert balances()[OPERATIONS] == before + dispute.fee
    assert_books_are_stripes(donor)


def test_nothing_can_be_refunded_while_a_dispute_lasts(paid, contest, asker):
    contest(amount=2_000_00)
    assert refunds.left_to_refund(fresh(paid)) == 0


def test_a_settlement_in_another_currency_has_its_legs(donor):
    donor.sandbox.settings(settlement_currency="usd")
    gift = donor.give_and_pay()
    for won in (True,):
        number = donor.sandbox.dispute(donor.attempt(gift).intent_id)["id"]
        dispute = settle_dispute(number)
        assert raised(donor.fund) == 0
        decide(donor, dispute, won=won)
    assert CLEARING not in balances("KZT")
    assert raised(donor.fund) == 5_000_00
    assert_books_are_stripes(donor)


@pytest.mark.parametrize("won", [True, False])
def test_the_last_message_first_ends_the_same(donor, paid, won):
    dispute = donor.sandbox.dispute(donor.attempt(paid).intent_id)["id"]
    donor.sandbox.close_dispute(dispute, won=won)
    for message in reversed(donor.messages()):
        donor.deliver(message)
        donor.deliver(message)
    row = Dispute.objects.get()
    assert (row.withdrawn_at is None, row.reinstated_at is None) == (False, not won)
    assert fresh(paid).state == (DonationState.PAID if won else DonationState.LOST)
    assert_books_are_stripes(donor)


def test_a_dispute_heard_of_before_its_gift_settles_the_gift_first(donor):
    gift = donor.give()
    donor.pay(gift, card="4000000000000259")
    (message,) = [m for m in donor.messages() if m["type"] == "charge.dispute.created"]
    donor.deliver(message)
    assert (fresh(gift).state, raised(donor.fund)) == (DonationState.DISPUTED, 0)
    assert_books_are_stripes(donor)


def test_an_old_answer_does_not_undo_a_newer_one(donor, paid, contest, monkeypatch):
    """Somebody else asked later, and entered first."""
    from campaigns.payments import gateway_movements

    dispute = contest()
    fetch = gateway_movements.fetch_dispute
    overtaken = []

    def fetch_slowly(number):
        answer = fetch(number)
        if not overtaken:
            overtaken.append(number)
            decide(donor, dispute, won=False)
        return answer

    monkeypatch.setattr(gateway_movements, "fetch_dispute", fetch_slowly)
    settle_dispute(dispute.stripe_id)
    assert fresh(dispute).status == DisputeStatus.LOST
    assert fresh(paid).state == DonationState.LOST


def test_disputes_are_shown_by_urgency(donor, paid, contest):
    dispute = contest()
    later = Dispute.objects.create(
        stripe_id="du_2",
        donation=paid,
        amount_tiyn=1,
        status=DisputeStatus.NEEDS_RESPONSE,
        opened_at=timezone.now(),
        evidence_due_at=dispute.evidence_due_at + timedelta(days=1),
    )
    closed = Dispute.objects.create(
        stripe_id="du_3",
        donation=paid,
        amount_tiyn=1,
        status=DisputeStatus.WON,
        opened_at=timezone.now(),
        evidence_due_at=dispute.evidence_due_at - timedelta(days=9),
    )
    assert list(Dispute.objects.by_urgency()) == [dispute, later, closed]
    assert list(Dispute.objects.waiting().by_urgency()) == [dispute, later]
