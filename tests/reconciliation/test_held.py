"""Held payments are entered or closed by two people; by one when nothing differs any more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test import Client

from audit.models import AuditEntry
from campaigns.funds.models import Entry, Fund
from campaigns.payments import gateway
from campaigns.payments.held import CannotRelease
from campaigns.payments.models import Attempt, Donation, HeldAction
from campaigns.payments.settlement import settle
from campaigns.payments.states import AttemptState, DonationState
from campaigns.reconciliation import held
from campaigns.reconciliation.models import HeldDecision
from campaigns.reconciliation.report import compare_books
from outbox.models import Mail
from tests.factories.money import make_fund
from tests.factories.staff import make_officer
from tests.payments.donor import Donor

ENTER, DISMISS = HeldAction.ENTER, HeldAction.DISMISS


@pytest.fixture
def people():
    return make_officer(), make_officer()


@pytest.fixture
def shown(monkeypatch):
    """Lets Stripe show sessions otherwise than they are, until `monkeypatch.undo()`."""

    def show(change):
        fetch = gateway.fetch_session
        monkeypatch.setattr(gateway, "fetch_session", lambda *a, **k: change(fetch(*a, **k)))

    return show


def of_another_sum(tiyn):
    def change(session):
        intent = session.intent
        charge = intent.charge and replace(intent.charge, amount_tiyn=tiyn)
        return replace(
            session,
            amount_tiyn=tiyn,
            intent=replace(intent, amount_tiyn=tiyn, charge=charge),
        )

    return change


def raised(donor):
    return Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn


def hold(donor, donation):
    """Held, for a reason that is gone by the time somebody looks."""
    donor.visit(donation)
    attempt = donor.attempt(donation)
    assert attempt.state == AttemptState.QUARANTINED
    return attempt


def assert_held(donation):
    donation.refresh_from_db()
    assert donation.state == DonationState.QUARANTINED
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_what_equals_now_is_entered_by_one(donor, shown, monkeypatch, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_00))
    attempt = hold(donor, donation)
    with pytest.raises(CannotRelease, match="still_differs"):
        held.recheck(attempt, people[0])
    assert_held(donation)
    monkeypatch.undo()
    held.recheck(attempt, people[0])
    donation.refresh_from_db()
    assert (donation.state, donation.quarantine_reason) == (DonationState.PAID, "")
    assert raised(donor) == 5_000_00
    assert compare_books().differences == []
    call_command("check_ledger")


@pytest.mark.django_db
def test_what_differs_is_entered_as_it_is_by_two(donor, shown, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_000_00))
    attempt = hold(donor, donation)
    decision = held.propose(attempt, ENTER, "The donor was asked", people[0])
    assert decision.amount_tiyn == 1_000_00
    with pytest.raises(CannotRelease, match="same_person"):
        held.confirm(decision, people[0])
    assert_held(donation)
    held.confirm(decision, people[1])
    donation.refresh_from_db()
    assert (donation.state, donation.amount_tiyn) == (DonationState.PAID, 1_000_00)
    assert raised(donor) == 1_000_00
    actions = AuditEntry.objects.filter(target_id=donation.pk).values_list("action", flat=True)
    assert {"gift.held_proposed", "gift.held_decided"} <= set(actions)
    call_command("check_ledger")


@pytest.mark.django_db
def test_another_charge_than_was_proposed_is_not_entered(donor, shown, monkeypatch, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_000_00))
    attempt = hold(donor, donation)
    decision = held.propose(attempt, ENTER, "The donor was asked", people[0])
    monkeypatch.undo()
    with pytest.raises(CannotRelease, match="other_charge"):
        held.confirm(decision, people[1])
    assert_held(donation)
    decision.refresh_from_db()
    assert decision.confirmed_at is None


@pytest.mark.django_db
def test_where_nothing_was_paid_two_may_close(donor, shown, monkeypatch, people):
    donation = donor.give()
    shown(lambda session: replace(session, amount_tiyn=1_00))
    attempt = donor.attempt(donation)
    settle_held(attempt)
    monkeypatch.undo()
    with pytest.raises(CannotRelease, match="not_paid"):
        held.propose(attempt, ENTER, "Let us try", people[0])
    held.confirm(held.propose(attempt, DISMISS, "Never paid", people[0]), people[1])
    donation.refresh_from_db()
    assert donation.state == DonationState.FAILED
    assert not Donation.objects.quarantined().exists()
    letter = Mail.objects.get(key=f"gift_not_counted:{attempt.pk}")
    assert (letter.to, letter.language) == (donation.donor_email, donation.language)
    assert donation.get_absolute_url() in letter.body


def settle_held(attempt):
    assert settle(attempt).state == AttemptState.QUARANTINED


@pytest.mark.django_db
def test_nobody_closes_what_was_paid(donor, shown, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_00))
    attempt = hold(donor, donation)
    with pytest.raises(CannotRelease, match="paid_at_stripe"):
        held.propose(attempt, DISMISS, "Away with it", people[0])


@pytest.mark.django_db
def test_what_was_paid_after_closing_was_proposed_stays_held(donor, shown, monkeypatch, people):
    donation = donor.give()
    shown(lambda session: replace(session, amount_tiyn=1_00))
    attempt = donor.attempt(donation)
    settle_held(attempt)
    monkeypatch.undo()
    decision = held.propose(attempt, DISMISS, "Never paid", people[0])
    donor.pay(donation)
    with pytest.raises(CannotRelease, match="paid_at_stripe"):
        held.confirm(decision, people[1])
    assert_held(donation)


def second_charge(donor):
    """One gift, paid on two pages: the older page was still open at the donor's side."""
    donation = donor.give()
    first = donor.attempt(donation)
    first.state = AttemptState.FAILED
    first.save()
    Donation.objects.filter(pk=donation.pk).update(state=DonationState.FAILED)
    donor.try_again(donation)
    donor.pay(donation)
    donor.visit(donation)
    donor.sandbox.pay(first.session_id)
    compare_books()
    first.refresh_from_db()
    assert first.state == AttemptState.QUARANTINED
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    return donation, first


@pytest.mark.django_db
def test_a_second_charge_becomes_a_gift_of_its_own(donor, people):
    donation, attempt = second_charge(donor)
    with pytest.raises(CannotRelease, match="second_charge"):
        held.recheck(attempt, people[0])
    decision = held.propose(attempt, ENTER, "To be given back", people[0])
    gift = held.confirm(decision, people[1])
    assert gift.pk != donation.pk
    assert (gift.donor_email, gift.state) == (donation.donor_email, DonationState.PAID)
    assert raised(donor) == 10_000_00
    assert not Donation.objects.quarantined().exists()
    assert compare_books().differences == []
    call_command("check_ledger")


@pytest.mark.django_db
def test_a_proposal_can_be_taken_back(donor, shown, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_000_00))
    attempt = hold(donor, donation)
    decision = held.propose(attempt, ENTER, "The donor was asked", people[0])
    held.withdraw(decision, people[1])
    with pytest.raises(CannotRelease, match="decided"):
        held.confirm(decision, people[1])
    held.propose(attempt, ENTER, "Again", people[1])


@pytest.mark.django_db
def test_one_proposal_at_a_time(donor, shown, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_000_00))
    attempt = hold(donor, donation)
    held.propose(attempt, ENTER, "The donor was asked", people[0])
    with pytest.raises(CannotRelease, match="decided"):
        held.propose(attempt, ENTER, "Again", people[1])


@pytest.mark.django_db
def test_the_database_wants_two_people(donor, shown, people):
    donation = donor.give()
    donor.pay(donation)
    shown(of_another_sum(1_000_00))
    decision = held.propose(hold(donor, donation), ENTER, "The donor was asked", people[0])
    with pytest.raises(IntegrityError, match="two_people"):
        HeldDecision.objects.update(
            confirmed_by=decision.proposed_by, confirmed_at=decision.proposed_at
        )


def test_two_who_confirm_at_once_enter_it_once(committed_db, stripe_sandbox):
    """The lock of the gift: whoever comes second finds it decided."""
    donor = Donor(Client(), stripe_sandbox, make_fund())
    asker, *confirmers = (make_officer() for _n in range(3))
    donation = donor.give()
    donor.pay(donation)
    attempt = donor.attempt(donation)
    Donation.objects.update(state=DonationState.QUARANTINED, quarantine_reason="amount: 1 ≠ 2")
    Attempt.objects.update(state=AttemptState.QUARANTINED)
    decision = held.propose(attempt, ENTER, "The donor was asked", asker)

    def confirm(by):
        try:
            return held.confirm(decision, by).state
        except CannotRelease as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(confirm, confirmers))
    assert outcomes == ["decided", DonationState.PAID]
    assert Entry.objects.filter(kind="charge").count() == 1
