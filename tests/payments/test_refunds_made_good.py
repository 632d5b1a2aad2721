"""Which refunds of a gift are owed still: what is asked for later makes the oldest good first."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.payments.models import Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from tests.factories.settled import settled_gift
from tests.payments.books import assert_books_are_stripes, fresh
from tests.payments.test_refunds_owed import owed

pytestmark = pytest.mark.django_db


def failed(gift, asker, approver, tiyn, minutes_ago):
    """It did not go through so long ago."""
    return Refund.objects.create(
        donation=gift,
        amount_tiyn=tiyn,
        state=RefundState.FAILED,
        requested_by=asker,
        approved_by=approver,
        created_at=timezone.now() - timedelta(minutes=minutes_ago + 1),
        closed_at=timezone.now() - timedelta(minutes=minutes_ago),
    )


@pytest.mark.parametrize(("new", "left"), [(1_000, 1), (1_500, 1), (2_000, 0)])
def test_what_makes_one_good_does_not_make_another_good_too(asker, approver, new, left):
    gift = settled_gift()
    first = failed(gift, asker, approver, 1_000_00, minutes_ago=3)
    second = failed(gift, asker, approver, 1_000_00, minutes_ago=2.5)
    other = failed(settled_gift(), asker, approver, 1_00, minutes_ago=1)
    assert set(owed()) == {first, second, other}
    refunds.request(gift, new * 100, "donor_asked", asker)
    assert set(owed()) == {other, *[second][:left]}


def test_nothing_makes_itself_good_by_another_clock(asker, approver):
    """What was made at Stripe has Stripe's moment, and failed at ours."""
    refund = failed(settled_gift(), asker, approver, 1_000_00, minutes_ago=1)
    Refund.objects.filter(pk=refund.pk).update(created_at=timezone.now())
    assert owed() == [refund]


def test_a_part_that_failed_again_does_not_hide_the_rest(asker, approver):
    """5,000 failed; of them 3,000 were tried and failed again, and are tried a third time."""
    gift = settled_gift()
    failed(gift, asker, approver, 5_000_00, minutes_ago=5)
    again = failed(gift, asker, approver, 3_000_00, minutes_ago=2)
    refunds.request(gift, 3_000_00, "donor_asked", asker)
    assert owed() == [again]
    refunds.request(gift, 2_000_00, "donor_asked", asker)
    assert owed() == []


def test_what_was_given_back_past_us_is_not_owed_once_more(donor, paid, approved):
    """Somebody was quicker in Stripe's dashboard: our call is refused, and the donor has it."""
    refund = approved(5_000_00)
    made = donor.sandbox.refund(donor.attempt(paid).intent_id)
    assert refunds.send_due() == 1
    assert (fresh(refund).state, fresh(refund).error_code) == (
        RefundState.FAILED,
        "charge_already_refunded",
    )
    assert fresh(paid).standing_tiyn == 0, "it was asked about at once"
    assert owed() == []
    assert_books_are_stripes(donor)
    donor.sandbox.fail_refund(made["id"])
    donor.deliver_all()
    (made_there,) = paid.refunds.filter(kind=RefundKind.MADE_AT_STRIPE)
    assert owed() == [made_there], "the donor has it not after all"


def test_a_part_given_back_past_us_is_not_owed_once_more(donor, paid, approved):
    approved(3_000_00)
    donor.sandbox.refund(donor.attempt(paid).intent_id, amount=3_000_00)
    assert refunds.send_due() == 1
    assert fresh(paid).standing_tiyn == 2_000_00
    assert owed() == []


def test_what_was_made_good_at_stripe_before_we_heard_is_owed_no_more(asker, approver):
    """It came back ten minutes ago, was made anew there after five, and we heard of both now."""
    gift = settled_gift()
    refund = failed(gift, asker, approver, 500_00, minutes_ago=0)
    moments = [timezone.now() - timedelta(minutes=ago) for ago in (20, 15, 10, 5)]
    asked_at, entered_at, came_back_at, made_at = moments
    Refund.objects.filter(pk=refund.pk).update(
        stripe_refund_id="re_ours",
        created_at=asked_at,
        entered_at=entered_at,
        came_back_at=came_back_at,
    )
    assert owed() == [refund]
    Refund.objects.create(
        donation=gift,
        amount_tiyn=500_00,
        kind=RefundKind.MADE_AT_STRIPE,
        state=RefundState.SUCCEEDED,
        stripe_refund_id="re_made_there",
        created_at=made_at,
        entered_at=made_at,
        closed_at=timezone.now(),
    )
    assert owed() == []


def test_one_that_went_and_was_cancelled_had_made_the_first_one_good(asker, approver):
    gift = settled_gift()
    failed(gift, asker, approver, 500_00, minutes_ago=9)
    second = failed(gift, asker, approver, 500_00, minutes_ago=5)
    Refund.objects.filter(pk=second.pk).update(
        state=RefundState.CANCELLED,
        stripe_refund_id="re_cancelled",
        entered_at=timezone.now() - timedelta(minutes=6),
        came_back_at=timezone.now() - timedelta(minutes=5),
    )
    assert owed() == [second]
    refunds.request(gift, 500_00, "donor_asked", asker)
    assert owed() == []
