"""What is not the very thing that we asked for is held, and nothing is posted."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from campaigns.funds.models import Entry
from campaigns.payments import gateway, settlement
from campaigns.payments.models import Donation
from campaigns.payments.states import AttemptState, DonationState
from outbox.models import Mail

pytestmark = pytest.mark.django_db


def of_session(**changes):
    return lambda session: replace(session, **changes)


def of_intent(**changes):
    return lambda session: replace(session, intent=replace(session.intent, **changes))


def of_charge(**changes):
    return lambda session: replace(
        session,
        intent=replace(session.intent, charge=replace(session.intent.charge, **changes)),
    )


CHANGES = {
    "session": of_session(id="cs_other"),
    "reference": of_session(reference="other"),
    "gift": of_session(donation_id="other"),
    "attempt": of_session(attempt="2"),
    "amount": of_session(amount_tiyn=1),
    "currency": of_session(currency="USD"),
    "livemode": of_session(livemode=True),
    "gift of the intent": of_intent(donation_id="other"),
    "amount of the intent": of_intent(amount_tiyn=1),
    "currency of the intent": of_intent(currency="USD"),
    "livemode of the intent": of_intent(livemode=True),
    "amount of the charge": of_charge(amount_tiyn=1),
    "currency of the charge": of_charge(currency="USD"),
}


def show(monkeypatch, change):
    fetch = gateway.fetch_session
    monkeypatch.setattr(gateway, "fetch_session", lambda *a, **k: change(fetch(*a, **k)))


@pytest.mark.parametrize("name", CHANGES)
def test_a_paid_session_that_differs_is_held(donor, monkeypatch, name):
    donation = donor.give()
    donor.pay(donation)
    show(monkeypatch, CHANGES[name])
    page = donor.visit(donation)
    assert "We are checking this gift" in page.content.decode()
    donation.refresh_from_db()
    assert (donation.state, donor.attempt(donation).state) == (
        DonationState.QUARANTINED,
        AttemptState.QUARANTINED,
    )
    assert donation.quarantine_reason.startswith(f"{name}: ")
    assert not Entry.objects.exists()
    assert not Mail.objects.exists()
    assert list(Donation.objects.quarantined()) == [donation]
    monkeypatch.undo()
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.QUARANTINED, "a person has to look first"
    call_command("check_ledger")


def test_another_intent_than_before_is_held(donor, monkeypatch):
    donation = donor.give()
    donor.pay(donation, method="later", after=86400)
    donor.visit(donation)
    assert donor.attempt(donation).intent_id
    donor.sandbox.settle(donor.attempt(donation).session_id)
    donation.attempts.update(checked_at=None)
    show(monkeypatch, of_intent(id="pi_other"))
    donor.visit(donation)
    donation.refresh_from_db()
    assert donation.quarantine_reason.startswith("intent: ")


def test_an_open_page_that_differs_leads_nobody_to_it(donor, monkeypatch):
    create = gateway.create_session
    monkeypatch.setattr(
        gateway, "create_session", lambda order: replace(create(order), amount_tiyn=1)
    )
    response = donor.send_form()
    donation = Donation.objects.get()
    assert response["Location"] == donation.get_absolute_url("en")
    assert donation.state == DonationState.QUARANTINED


def test_a_message_about_anothers_session_settles_nothing_of_ours(donor):
    """Both gifts are real, and the message of one names the numbers of the other."""
    paid, unpaid = donor.give(), donor.give(amount="700")
    donor.pay(paid)
    settlement.settle(donor.attempt(unpaid), session_id=donor.attempt(paid).session_id)
    unpaid.refresh_from_db()
    assert unpaid.state == DonationState.QUARANTINED
    assert not Entry.objects.exists()


def test_a_second_charge_for_one_gift_is_held_and_the_gift_stays_paid(donor):
    donation = donor.give()
    first = donor.attempt(donation)
    donation.attempts.update(state=AttemptState.EXPIRED)
    Donation.objects.update(state=DonationState.EXPIRED)
    donor.try_again(donation)
    donor.pay(donation)
    donor.visit(donation)
    donor.sandbox.pay(first.session_id)
    donor.deliver_all()
    donation.refresh_from_db()
    first.refresh_from_db()
    assert (donation.state, first.state) == (DonationState.PAID, AttemptState.QUARANTINED)
    assert donation.quarantine_reason.startswith("second charge")
    assert list(Donation.objects.quarantined()) == [donation]
    assert Entry.objects.filter(kind="charge").count() == 1
    call_command("check_ledger")


def test_late_money_revives_a_gift_that_was_given_up(donor):
    donation = donor.give()
    donor.pay(donation)
    donation.attempts.update(state=AttemptState.EXPIRED)
    Donation.objects.update(state=DonationState.EXPIRED)
    donor.deliver_all()
    donation.refresh_from_db()
    assert (donation.state, donor.attempt(donation).state) == (
        DonationState.PAID,
        AttemptState.PAID,
    )


def test_a_late_failure_never_overrides_a_charge(donor, monkeypatch):
    donation = donor.give()
    donor.pay(donation)
    donor.visit(donation)
    show(monkeypatch, of_session(status="expired", payment_status="unpaid", intent=None))
    settlement.settle(donor.attempt(donation))
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    donation.attempts.update(state=AttemptState.EXPIRED)
    settlement.settle(donor.attempt(donation))
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
