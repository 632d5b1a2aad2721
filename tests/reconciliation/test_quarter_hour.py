"""Our books and Stripe's: what was missed is put right, what differs is reported."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.funds.models import Entry, Fund
from campaigns.payments import gateway, gateway_books
from campaigns.payments.models import Attempt
from campaigns.payments.states import AttemptState, DonationState
from campaigns.reconciliation import stale
from campaigns.reconciliation.models import Difference, DifferenceKind, Run
from campaigns.reconciliation.report import compare_books, report_differences
from campaigns.reconciliation.stale import stale_attempts
from tests.factories.money import enter_charge

pytestmark = pytest.mark.django_db


def grow_old(donation, age=timedelta(minutes=15)):
    then = timezone.now() - age
    donation.attempts.update(created_at=then, opened_at=then, checked_at=None)


def test_a_payment_whose_message_never_came_is_settled(donor):
    donation = donor.give()
    donor.pay(donation)
    grow_old(donation)
    assert stale_attempts() == 1
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_a_page_that_is_still_open_is_asked_about_now_and_then(donor):
    donation = donor.give()
    assert stale_attempts() == 0
    assert donor.attempt(donation).checked_at is None, "too young to ask about"
    grow_old(donation)
    assert stale_attempts() == 0
    first = donor.attempt(donation).checked_at
    assert first is not None
    stale_attempts()
    assert donor.attempt(donation).checked_at == first, "just asked"


def test_a_page_that_was_closed_is_noticed(donor):
    donation = donor.give()
    donor.sandbox.advance(25 * 3600)
    grow_old(donation, timedelta(hours=25))
    assert stale_attempts() == 1
    donation.refresh_from_db()
    assert donation.state == DonationState.EXPIRED


def test_an_attempt_that_never_got_a_page_is_given_up(donor, gift):
    grow_old(gift, timedelta(hours=24))
    stale_attempts()
    gift.refresh_from_db()
    assert (gift.state, gift.attempts.get().state) == (
        DonationState.EXPIRED,
        AttemptState.EXPIRED,
    )


def test_with_stripe_down_the_rest_waits(donor):
    for amount in ("700", "800", "900"):
        donation = donor.give(amount=amount)
        donor.pay(donation)
        grow_old(donation)
    donor.sandbox.fault("status", status=503)
    before = len(donor.sandbox.requests())
    assert stale_attempts() == 0
    assert len(donor.sandbox.requests()) == before + 1
    assert stale_attempts() == 2, "the one that was asked comes again at its time"


def test_a_page_that_stripe_does_not_know_holds_up_nobody(donor):
    lost, paid = donor.give(amount="700"), donor.give(amount="800")
    lost.attempts.update(session_id="cs_test_unknown")
    donor.pay(paid)
    for donation in (lost, paid):
        grow_old(donation)
    assert stale_attempts() == 1


def test_a_charge_without_entry_is_settled_from_stripes_books(donor):
    donation = donor.give()
    donor.pay(donation)
    report = compare_books()
    assert (report.lines, report.healed, report.differences) == (1, 1, [])
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn == 5_000_00
    again = compare_books()
    assert (again.healed, again.differences) == (0, [])


def test_a_dry_run_changes_nothing_and_tells(donor):
    donation = donor.give()
    donor.pay(donation)
    report = compare_books(dry_run=True)
    assert [one.kind for one in report.differences] == [DifferenceKind.LINE_WITHOUT_ENTRY]
    assert not Run.objects.exists()
    assert not Difference.objects.exists()
    assert not Entry.objects.exists()


def test_an_entry_that_stripe_knows_nothing_of_is_reported(donor):
    then = timezone.now() - timedelta(hours=5)
    enter_charge(donor.fund, charge="ch_invented", happened_at=then)
    (difference,) = compare_books().differences
    assert difference.kind == DifferenceKind.ENTRY_WITHOUT_LINE
    assert (difference.source, difference.detail) == ("charge:ch_invented", "₸5,000")


def test_an_entry_of_another_sum_is_reported(donor):
    donation = donor.give()
    donor.pay(donation)
    (charge,) = [m for m in donor.messages() if m["type"] == "charge.succeeded"]
    enter_charge(donor.fund, 1_00, charge["data"]["object"]["id"])
    (difference,) = compare_books().differences
    assert difference.kind == DifferenceKind.SUMS_DIFFER
    assert difference.detail.endswith("₸4,705 ≠ ₸1")


def test_more_lines_than_one_page_holds_are_all_read(donor, monkeypatch):
    for amount in ("700", "800", "900"):
        donor.pay(donor.give(amount=amount))
    monkeypatch.setattr(gateway_books, "A_PAGE", 1)
    assert compare_books().lines == 3


def test_attempts_are_stale_by_their_own_clock(donor):
    donation = donor.give()
    grow_old(donation, timedelta(hours=3))
    Attempt.objects.update(checked_at=timezone.now() - timedelta(minutes=20))
    donor.pay(donation)
    assert stale_attempts() == 0, "an old page is asked about less often"
    Attempt.objects.update(checked_at=timezone.now() - timedelta(minutes=55))
    assert stale_attempts() == 1


def test_the_clock_logs_each_difference_and_waits_out_a_silent_stripe(donor, caplog):
    then = timezone.now() - timedelta(hours=5)
    enter_charge(donor.fund, charge="ch_invented", happened_at=then)
    assert report_differences() == 1
    assert "ch_invented" in caplog.text
    donor.sandbox.fault("status", status=503)
    assert report_differences() == 0


def unreadable(monkeypatch, attempt):
    """Stripe answers about this one attempt in a shape that we do not know."""
    fetch = gateway.fetch_session

    def fetch_or_fail(session_id, **more):
        if session_id == attempt.session_id:
            raise gateway.GatewayUnavailable("unreadable_answer")
        return fetch(session_id, **more)

    monkeypatch.setattr(gateway, "fetch_session", fetch_or_fail)


def test_an_answer_that_is_never_readable_does_not_hold_up_the_others_for_good(donor, monkeypatch):
    odd, paid = donor.give(amount="700"), donor.give(amount="800")
    donor.pay(paid)
    grow_old(odd, timedelta(minutes=30))
    grow_old(paid)
    unreadable(monkeypatch, donor.attempt(odd))
    assert stale_attempts() + stale_attempts() == 1


def test_an_attempt_that_breaks_our_own_rules_holds_up_nobody(donor):
    odd, paid = donor.give(amount="700"), donor.give(amount="800")
    for donation in (odd, paid):
        donor.pay(donation)
    charges = [m["data"]["object"] for m in donor.messages() if m["type"] == "charge.succeeded"]
    (charge,) = [one for one in charges if one["amount"] == 700_00]
    enter_charge(donor.fund, 700_00, charge["id"])
    grow_old(odd, timedelta(minutes=30))
    grow_old(paid)
    assert stale_attempts() == 1
    paid.refresh_from_db()
    assert paid.state == DonationState.PAID


def test_a_slow_stripe_does_not_hold_up_the_clock(donor, monkeypatch):
    donation = donor.give()
    donor.pay(donation)
    grow_old(donation)
    monkeypatch.setattr(stale, "TURN_SECONDS", 0)
    assert stale_attempts() == 0


def test_a_line_that_cannot_be_settled_hides_no_other(donor, monkeypatch):
    odd, paid = donor.give(amount="700"), donor.give(amount="800")
    donor.pay(paid)
    donor.pay(odd)
    unreadable(monkeypatch, donor.attempt(odd))
    report = compare_books()
    assert (report.lines, report.healed) == (2, 1)
    assert [one.kind for one in report.differences] == [DifferenceKind.LINE_WITHOUT_ENTRY]
