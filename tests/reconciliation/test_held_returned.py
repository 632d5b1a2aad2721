"""Held money that goes back, or went back at Stripe: none is held for good."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from campaigns.funds.models import Entry
from campaigns.payments import gateway
from campaigns.payments.held import CannotRelease
from campaigns.payments.models import Donation, HeldAction, Refund
from campaigns.payments.reversals.refunds import send_due
from campaigns.payments.settlement import settle
from campaigns.payments.states import AttemptState, DonationState
from campaigns.reconciliation import held
from campaigns.reconciliation.report import compare_books
from outbox.models import Mail
from tests.reconciliation.test_held import (  # noqa: F401 - fixtures
    assert_held,
    hold,
    people,
    raised,
    second_charge,
    shown,
)

pytestmark = pytest.mark.django_db
ENTER, GIVE_BACK, DISMISS = HeldAction.ENTER, HeldAction.GIVE_BACK, HeldAction.DISMISS


def give_back_at_stripe(donor, attempt, **what):
    charge = gateway.fetch_session(attempt.session_id).paid_charge
    donor.sandbox.refund(charge.id, **what)


def test_money_of_another_currency_is_never_entered(donor, shown, people):  # noqa: F811
    donation = donor.give()
    donor.pay(donation)

    def in_dollars(session):
        charge = replace(session.intent.charge, currency="USD")
        return replace(session, intent=replace(session.intent, charge=charge))

    shown(in_dollars)
    attempt = hold(donor, donation)
    with pytest.raises(CannotRelease, match="not_ours"):
        held.propose(attempt, ENTER, "Let us try", people[0])
    with pytest.raises(CannotRelease, match="paid_at_stripe"):
        held.propose(attempt, DISMISS, "Away with it", people[0])
    assert_held(donation)
    give_back_at_stripe(donor, attempt)
    held.confirm(held.propose(attempt, DISMISS, "Given back", people[0]), people[1])
    donation.refresh_from_db()
    assert donation.state == DonationState.FAILED
    # The charge stands in Stripe's books and in none of ours: it is not held anew.
    settle(attempt)
    compare_books()
    donation.refresh_from_db()
    assert donation.state == DonationState.FAILED
    assert not Entry.objects.exists()


def test_a_second_charge_is_given_back_and_nobody_is_thanked(donor, people):  # noqa: F811
    _donation, attempt = second_charge(donor)
    gift = held.confirm(held.propose(attempt, GIVE_BACK, "Paid twice", people[0]), people[1])
    assert not Mail.objects.filter(key=f"gift_thanks:{gift.pk}").exists()
    refund = Refund.objects.get(donation=gift)
    assert (refund.requested_by, refund.approved_by) == people
    send_due()
    compare_books()
    gift.refresh_from_db()
    assert gift.state == DonationState.REFUNDED
    assert raised(donor) == 5_000_00
    call_command("check_ledger")


def test_a_second_charge_that_went_back_at_stripe_is_dismissed_for_good(donor, people):  # noqa: F811
    donation, attempt = second_charge(donor)
    give_back_at_stripe(donor, attempt)
    held.confirm(held.propose(attempt, DISMISS, "Given back", people[0]), people[1])
    compare_books()
    attempt.refresh_from_db()
    donation.refresh_from_db()
    assert (attempt.state, donation.state) == (AttemptState.FAILED, DonationState.PAID)
    assert not Donation.objects.quarantined().exists()
    assert raised(donor) == 5_000_00


def test_of_what_went_back_in_part_the_books_show_both(donor, people):  # noqa: F811
    _donation, attempt = second_charge(donor)
    give_back_at_stripe(donor, attempt, amount=1_000_00)
    with pytest.raises(CannotRelease, match="paid_at_stripe"):
        held.propose(attempt, DISMISS, "Away with it", people[0])
    with pytest.raises(CannotRelease, match="returned"):
        held.propose(attempt, GIVE_BACK, "The rest too", people[0])
    gift = held.confirm(held.propose(attempt, ENTER, "What is left", people[0]), people[1])
    assert compare_books().differences == []
    gift.refresh_from_db()
    assert gift.state == DonationState.PARTLY_REFUNDED
    assert raised(donor) == 5_000_00 + 4_000_00
    call_command("check_ledger")


def test_a_dismissed_page_that_expires_drags_no_later_attempt_with_it(donor, shown, people):  # noqa: F811
    donation = donor.give()
    first = donor.attempt(donation)
    shown(lambda one: replace(one, amount_tiyn=1_00) if one.id == first.session_id else one)
    assert settle(first).state == AttemptState.QUARANTINED
    held.confirm(held.propose(first, DISMISS, "Never paid", people[0]), people[1])
    donor.sandbox.advance(12 * 3600)
    donor.try_again(donation)
    donor.sandbox.advance(13 * 3600)
    (expired,) = donor.sandbox.events("checkout.session.expired")
    donor.deliver(expired)
    first.refresh_from_db()
    donation.refresh_from_db()
    assert (first.state, donation.state) == (AttemptState.FAILED, DonationState.OPEN)
    donor.pay(donation)
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    assert raised(donor) == 5_000_00
    call_command("check_ledger")


def test_a_dismissed_page_that_is_paid_after_all_is_held_again(donor, shown, people):  # noqa: F811
    donation = donor.give()
    shown(lambda one: replace(one, amount_tiyn=1_00))
    attempt = donor.attempt(donation)
    assert settle(attempt).state == AttemptState.QUARANTINED
    held.confirm(held.propose(attempt, DISMISS, "Never paid", people[0]), people[1])
    donor.pay(donation)
    donor.deliver_all()
    assert_held(donation)
