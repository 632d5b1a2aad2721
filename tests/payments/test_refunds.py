"""Money given back: asked for by one, approved by another, sent once, entered once."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds.accounts import CLEARING, OPERATIONS, of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry, Fund
from campaigns.payments.models import Donation, Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.settled import settled_gift
from tests.payments.books import assert_books_are_stripes, balances, fresh, moved_by, raised

pytestmark = pytest.mark.django_db


def test_a_gift_is_given_back_in_full(donor, paid, approved):
    refund = refunds.send(approved(5_000_00))
    assert (refund.state, refund.entered_at is not None) == (RefundState.SUCCEEDED, True)
    gift = fresh(paid)
    assert (gift.state, gift.refunded_tiyn, gift.standing_tiyn) == (
        DonationState.REFUNDED,
        5_000_00,
        0,
    )
    total = Fund.objects.with_totals().get(pk=donor.fund.pk)
    assert (total.raised_tiyn, total.gifts) == (0, 0)
    assert moved_by(Kind.REFUND) == {CLEARING: -5_000_00, of_fund(donor.fund.pk): 5_000_00}
    assert_books_are_stripes(donor)


def test_parts_are_given_back_until_nothing_is_left(donor, paid, approved):
    refunds.send(approved(2_000_00))
    gift = fresh(paid)
    assert (gift.state, gift.standing_tiyn) == (DonationState.PARTLY_REFUNDED, 3_000_00)
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).gifts == 1
    refunds.send(approved(3_000_00))
    assert fresh(paid).state == DonationState.REFUNDED
    assert raised(donor.fund) == 0
    assert_books_are_stripes(donor)


@pytest.mark.parametrize("tiyn", [5_000_01, 0, -1])
def test_more_than_the_gift_cannot_be_asked_for(paid, asker, tiyn):
    with pytest.raises(refunds.OverRefund):
        refunds.request(paid, tiyn, "donor_asked", asker)
    assert not Refund.objects.exists()


def test_refunds_together_are_no_more_than_the_gift(paid, asker):
    refunds.request(paid, 3_000_00, "donor_asked", asker)
    assert refunds.left_to_refund(fresh(paid)) == 2_000_00
    with pytest.raises(refunds.OverRefund) as error:
        refunds.request(paid, 2_000_01, "donor_asked", asker)
    assert error.value.left_tiyn == 2_000_00


def test_a_refund_that_was_not_approved_promises_nothing(paid, asker, approver):
    asked = refunds.request(paid, 5_000_00, "donor_asked", asker)
    assert refunds.reject(asked, approver).state == RefundState.REJECTED
    again = refunds.request(paid, 5_000_00, "donor_asked", asker)
    assert refunds.withdraw(again, asker).state == RefundState.CANCELLED
    assert refunds.left_to_refund(fresh(paid)) == 5_000_00


def test_an_unpaid_gift_cannot_be_given_back(gift, asker):
    with pytest.raises(refunds.NothingToGiveBack):
        refunds.request(gift, 1_00, "donor_asked", asker)


def test_nobody_approves_or_rejects_what_they_asked_for(paid, asker):
    asked = refunds.request(paid, 1_00, "donor_asked", asker)
    for decide in (refunds.approve, refunds.reject):
        with pytest.raises(refunds.SamePerson):
            decide(asked, asker)
    assert fresh(asked).state == RefundState.REQUESTED


def test_nobody_takes_back_what_another_asked_for(paid, asker, approver):
    asked = refunds.request(paid, 1_00, "donor_asked", asker)
    with pytest.raises(refunds.NotYours):
        refunds.withdraw(asked, approver)
    assert fresh(asked).state == RefundState.REQUESTED


def test_the_database_wants_two_people_too(paid, asker):
    asked = refunds.request(paid, 1_00, "donor_asked", asker)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Refund.objects.filter(pk=asked.pk).update(approved_by=asker)
    with pytest.raises(IntegrityError, match="is_approved"), transaction.atomic():
        Refund.objects.filter(pk=asked.pk).update(state=RefundState.APPROVED)


def test_the_database_refuses_more_than_the_gift_too(paid, asker):
    refunds.request(paid, 5_000_00, "donor_asked", asker)
    with pytest.raises(IntegrityError, match="more than what stands"), transaction.atomic():
        Refund.objects.create(donation=paid, amount_tiyn=1, requested_by=asker)


def test_a_decision_is_made_once(paid, asker, approver):
    asked = refunds.request(paid, 1_00, "donor_asked", asker)
    refunds.approve(asked, approver)
    for decide in (refunds.approve, refunds.reject):
        with pytest.raises(refunds.AlreadyDecided):
            decide(asked, approver)


def test_everything_that_people_do_is_in_the_audit(paid, approved):
    refunds.send(approved(1_00))
    actions = AuditEntry.objects.filter(action__startswith="refund").values_list(
        "action", flat=True
    )
    assert set(actions) == {"refund.requested", "refund.approved", "refund.entered"}


def test_nothing_is_sent_before_it_is_approved(donor, paid, asker):
    asked = refunds.request(paid, 1_00, "donor_asked", asker)
    assert refunds.send(asked).state == RefundState.REQUESTED
    assert refunds.send_due() == 0
    assert donor.refunds_asked_for() == []


def test_sending_twice_gives_back_once(donor, approved):
    refund = approved(1_000_00)
    refunds.send(refund)
    refunds.send(refund)
    assert refunds.send_due() == 0
    assert len(donor.refunds_asked_for()) == 1
    assert_books_are_stripes(donor)


def test_messages_alone_bring_nothing_twice(donor, paid, approved):
    refunds.send(approved(1_000_00))
    donor.deliver_all()
    donor.deliver_all()
    assert Entry.objects.filter(kind=Kind.REFUND).count() == 1
    assert_books_are_stripes(donor)


def test_a_refund_made_at_stripe_is_taken_as_truth_and_flagged(donor, paid, asker):
    donor.sandbox.refund(donor.attempt(paid).intent_id, amount=2_000_00)
    donor.deliver_all()
    refund = Refund.objects.get()
    assert (refund.kind, refund.state) == (RefundKind.MADE_AT_STRIPE, RefundState.SUCCEEDED)
    assert fresh(paid).state == DonationState.PARTLY_REFUNDED
    assert list(Refund.objects.unseen()) == [refund]
    refunds.acknowledge(refund, asker)
    assert not Refund.objects.unseen().exists()
    assert_books_are_stripes(donor)


def test_a_refund_that_was_asked_for_cannot_outrun_one_made_at_stripe(donor, paid, asker, approver):
    asked = refunds.request(paid, 5_000_00, "donor_asked", asker)
    donor.sandbox.refund(donor.attempt(paid).intent_id, amount=1_00)
    donor.deliver_all()
    with pytest.raises(refunds.OverRefund):
        refunds.approve(asked, approver)
    assert refunds.reject(asked, approver).state == RefundState.REJECTED


def test_a_pending_refund_is_entered_when_the_balance_moved(donor, asker, approver):
    gift = donor.give_and_pay(card="4000000000007726")
    asked = refunds.request(gift, 5_000_00, "donor_asked", asker)
    refund = refunds.send(refunds.approve(asked, approver))
    assert (refund.state, raised(donor.fund)) == (RefundState.SENT, 0)
    assert not Mail.objects.filter(key__startswith="gift_given_back").exists()
    donor.sandbox.advance(120)
    donor.deliver_all()
    assert fresh(refund).state == RefundState.SUCCEEDED
    assert Mail.objects.filter(key=f"gift_given_back:{refund.pk}").count() == 1
    assert_books_are_stripes(donor)


def test_a_refund_that_fails_later_brings_the_money_back(donor, asker, approver):
    gift = donor.give_and_pay(card="4000000000005126")
    asked = refunds.request(gift, 5_000_00, "donor_asked", asker)
    refund = refunds.send(refunds.approve(asked, approver))
    assert raised(donor.fund) == 0
    donor.sandbox.advance(120)
    donor.deliver_all()
    gift = fresh(gift)
    assert (gift.state, gift.standing_tiyn) == (DonationState.PAID, 5_000_00)
    assert fresh(refund).state == RefundState.FAILED
    total = Fund.objects.with_totals().get(pk=donor.fund.pk)
    assert (total.raised_tiyn, total.gifts) == (5_000_00, 1)
    assert Mail.objects.filter(key=f"gift_refund_returned:{refund.pk}").count() == 1
    assert refunds.left_to_refund(gift) == 5_000_00, "it may be tried again"
    assert_books_are_stripes(donor)


def test_a_settlement_in_another_currency_has_its_legs(donor, asker, approver):
    donor.sandbox.settings(settlement_currency="usd")
    gift = donor.give_and_pay()
    asked = refunds.request(gift, 2_000_00, "donor_asked", asker)
    refunds.send(refunds.approve(asked, approver))
    assert CLEARING not in balances("KZT")
    assert raised(donor.fund) == 3_000_00
    assert_books_are_stripes(donor)


def test_a_refund_that_nobody_approved_is_not_ours_whatever_it_says(donor, paid, asker):
    """Somebody with Stripe's key writes our number on it: it is flagged all the same."""
    from campaigns.payments import gateway_movements
    from campaigns.payments.messages.origins import charge_of

    asked = refunds.request(paid, 1_000_00, "donor_asked", asker)
    made = gateway_movements.create_refund(
        charge_of(paid.pk),
        amount_tiyn=1_000_00,
        idempotency_key="x",
        refund_id=str(asked.pk),
        donation_id=str(paid.pk),
    )
    refunds.settle_refund(made.id)
    assert fresh(asked).state == RefundState.REQUESTED
    assert Refund.objects.unseen().get().stripe_refund_id == made.id


def test_a_refund_heard_of_before_its_gift_settles_the_gift_first(donor):
    gift = donor.give()
    donor.pay(gift)
    donor.sandbox.refund(donor.attempt(gift).session_id, amount=1_000_00)
    (message,) = [m for m in donor.messages() if m["type"] == "refund.created"]
    donor.deliver(message)
    assert (fresh(gift).state, raised(donor.fund)) == (DonationState.PARTLY_REFUNDED, 4_000_00)
    assert_books_are_stripes(donor)


def test_a_refund_of_what_is_not_ours_is_left_to_reconciliation(donor, paid, caplog):
    stranger = donor.give()
    donor.pay(stranger)
    donor.sandbox.refund(donor.attempt(stranger).session_id)
    stranger.attempts.all().delete()
    stranger.delete()
    donor.deliver_all()
    assert not Refund.objects.exists()
    assert "of no gift in our books" in caplog.text


@pytest.mark.parametrize(
    ("method", "kind", "account"),
    [("transfer", RefundKind.BY_BANK, "bank"), ("cash", RefundKind.IN_CASH, "cash")],
)
def test_what_came_past_stripe_goes_back_past_stripe(asker, approver, method, kind, account):
    gift = settled_gift(method, cover_tiyn=500_00)
    asked = refunds.request(gift, 4_800_00, "wrong_sum", asker)
    refund = refunds.approve(asked, approver)
    assert (refund.kind, refunds.send(refund).state) == (kind, RefundState.APPROVED)
    assert list(Refund.objects.to_pay_out()) == [refund]
    refunds.paid_out(refund, asker, paid_at=timezone.now(), reference="PO 17")
    assert moved_by(Kind.REFUND) == {
        account: -4_800_00,
        of_fund(gift.fund_id): 4_500_00,
        OPERATIONS: 300_00,
    }
    assert fresh(gift).state == DonationState.PARTLY_REFUNDED
    with pytest.raises(refunds.AlreadyDecided):
        refunds.paid_out(refund, asker, paid_at=timezone.now(), reference="PO 17")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_donor_is_told_once_in_their_language(donor, paid, approved, language):
    Donation.objects.filter(pk=paid.pk).update(language=language)
    refund = refunds.send(approved(2_000_00))
    donor.deliver_all()
    letter = Mail.objects.get(key=f"gift_given_back:{refund.pk}")
    assert letter.language == language
    assert fresh(paid).token in letter.body


def test_who_asked_to_be_forgotten_gets_no_letter(donor, paid, approved):
    Donation.objects.filter(pk=paid.pk).update(donor_email="", erased_at=timezone.now())
    refunds.send(approved(2_000_00))
    assert not Mail.objects.filter(key__startswith="gift_given_back").exists()
