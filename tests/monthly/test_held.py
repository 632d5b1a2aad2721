"""What is held of a monthly gift has an end: entered, given back or dismissed, by two people."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from campaigns.monthly import desk, held
from campaigns.monthly.models import HeldInvoice, MonthlyGift, Renewal
from campaigns.monthly.renewals import settle_invoice
from campaigns.monthly.states import MonthlyState, RenewalState, StoppedBy
from campaigns.monthly.stopping import stop
from campaigns.payments import gateway_monthly
from campaigns.payments.held import CannotRelease
from campaigns.payments.models import Donation, HeldAction, Refund
from campaigns.payments.reversals.refunds import send_due
from campaigns.payments.states import DonationState
from outbox.models import Mail
from tests.factories.wishes import make_user
from tests.funds.test_ledger_commits import at_once
from tests.monthly.test_admin import as_finance, client_as  # noqa: F401 - fixtures
from tests.monthly.test_tampering import SESSIONS, show, shown
from users.roles import MODERATORS, PRESS

NOTE = "asked at Stripe: it is hers"


@contextmanager
def refused(why):
    with pytest.raises(CannotRelease) as told:
        yield
    assert told.value.code == why


def held_one(donor, monkeypatch, change=None):
    """A monthly gift that runs, and an invoice of it that is held."""
    gift = donor.begin()
    show(monkeypatch, "fetch_invoice", change or shown(customer_id="cus_other"))
    donor.month_passes(gift)
    donor.deliver_all()
    monkeypatch.undo()
    return Renewal.objects.get(state=RenewalState.QUARANTINED)


def by_two(renewal, action):
    return held.confirm(held.propose(renewal, action, NOTE, make_user()), make_user())


@pytest.mark.django_db
def test_it_is_entered_as_a_gift(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    before = donor.raised()
    renewal = by_two(renewal, HeldAction.ENTER)
    assert renewal.state == RenewalState.PAID
    assert renewal.donation.state == DonationState.PAID
    assert donor.raised() == before + renewal.amount_tiyn
    call_command("check_ledger")
    assert desk.waiting()[0][1] == 0


@pytest.mark.django_db
def test_less_than_was_asked_for_is_entered_as_it_was_taken(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    before, asked = donor.raised(), renewal.amount_tiyn
    show(
        monkeypatch,
        "fetch_invoice_payment",
        lambda one: replace(
            one, charge=replace(one.charge, amount_tiyn=one.charge.amount_tiyn - 1_00)
        ),
    )
    renewal = by_two(renewal, HeldAction.ENTER)
    assert renewal.amount_tiyn == renewal.donation.amount_tiyn == asked - 1_00
    assert donor.raised() == before + asked - 1_00
    call_command("check_ledger")


@pytest.mark.django_db
def test_it_is_given_back_and_nobody_is_thanked(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    before = donor.raised()
    renewal = by_two(renewal, HeldAction.GIVE_BACK)
    assert not Mail.objects.filter(key=f"gift_thanks:{renewal.donation_id}").exists()
    refund = Refund.objects.get()
    assert refund.requested_by != refund.approved_by
    send_due()
    donor.deliver_all()
    gift = Donation.objects.get(pk=renewal.donation_id)
    assert gift.state == DonationState.REFUNDED
    assert donor.raised() == before
    call_command("check_ledger")


@pytest.mark.django_db
def test_what_was_paid_is_not_dismissed_and_what_was_not_is_not_entered(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    with refused("paid_at_stripe"):
        held.propose(renewal, HeldAction.DISMISS, NOTE, make_user())
    show(monkeypatch, "fetch_invoice", shown(status="void"))
    with refused("not_paid"):
        held.propose(renewal, HeldAction.ENTER, NOTE, make_user())
    renewal = by_two(renewal, HeldAction.DISMISS)
    assert renewal.state == RenewalState.VOID
    letter = Mail.objects.get(key=f"gift_not_counted:{renewal.invoice_id}")
    assert letter.to == renewal.monthly_gift.donor_email
    with refused("not_held"):
        held.propose(renewal, HeldAction.DISMISS, NOTE, make_user())


@pytest.mark.django_db
def test_what_was_dismissed_stays_so_unless_it_is_paid_after_all(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    odd = shown(customer_id="cus_other", status="void")
    show(monkeypatch, "fetch_invoice", odd)
    by_two(renewal, HeldAction.DISMISS)
    assert settle_invoice(renewal.invoice_id).state == RenewalState.VOID
    monkeypatch.undo()
    show(monkeypatch, "fetch_invoice", shown(customer_id="cus_other"))
    assert settle_invoice(renewal.invoice_id).state == RenewalState.QUARANTINED


@pytest.mark.django_db
def test_another_currency_is_never_entered(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    show(
        monkeypatch,
        "fetch_invoice_payment",
        lambda one: replace(one, charge=replace(one.charge, currency="USD")),
    )
    with refused("not_ours"):
        held.propose(renewal, HeldAction.ENTER, NOTE, make_user())


@pytest.mark.django_db
def test_another_charge_than_was_seen_is_not_entered(donor, monkeypatch):
    decision = held.propose(held_one(donor, monkeypatch), HeldAction.ENTER, NOTE, make_user())
    show(
        monkeypatch,
        "fetch_invoice_payment",
        lambda one: replace(one, charge=replace(one.charge, id="ch_other")),
    )
    with refused("other_charge"):
        held.confirm(decision, make_user())
    assert HeldInvoice.objects.open().exists()


@pytest.mark.django_db
def test_one_person_alone_decides_nothing(donor, monkeypatch):
    renewal, one = held_one(donor, monkeypatch), make_user()
    decision = held.propose(renewal, HeldAction.ENTER, NOTE, one)
    with refused("same_person"):
        held.confirm(decision, one)
    with refused("decided"):
        held.propose(renewal, HeldAction.ENTER, NOTE, make_user())
    with pytest.raises(IntegrityError, match="monthly_held_two_people"), transaction.atomic():
        HeldInvoice.objects.update(confirmed_by=one, confirmed_at=decision.proposed_at)
    held.withdraw(decision, make_user())
    assert not HeldInvoice.objects.open().exists()


@pytest.mark.django_db
def test_finance_does_it_in_the_admin(donor, monkeypatch, as_finance):  # noqa: F811
    renewal = held_one(donor, monkeypatch)
    gift_page = reverse("monthly_gifts:inspect", args=[renewal.monthly_gift_id])
    page = reverse("monthly_held", args=[renewal.pk])
    assert page in as_finance.get(gift_page).content.decode()
    assert "give it back" in as_finance.get(page).content.decode()
    assert as_finance.post(page, {}).status_code == 422
    as_finance.post(page, {"action": "enter", "note": NOTE})
    decision = HeldInvoice.objects.get()
    assert "You proposed this" in as_finance.get(page).content.decode()
    address = reverse("monthly_held_decide", args=[decision.pk])
    for answer in ({}, {"answer": "yes"}):
        assert as_finance.post(address, answer).status_code == 400
        assert HeldInvoice.objects.open().exists(), "nothing said is nothing decided"
    as_finance.post(address, {"answer": "confirm"})
    assert HeldInvoice.objects.open().exists()
    HeldInvoice.objects.update(proposed_by=make_user())
    as_finance.post(address, {"answer": "confirm"})
    renewal.refresh_from_db()
    assert renewal.state == RenewalState.PAID


@pytest.mark.django_db
@pytest.mark.parametrize("role", [PRESS, MODERATORS])
def test_nobody_else_does(donor, monkeypatch, client_as, role):  # noqa: F811
    renewal = held_one(donor, monkeypatch)
    page = reverse("monthly_held", args=[renewal.pk])
    assert client_as(role).post(page, {"action": "enter", "note": NOTE}).status_code in (302, 403)
    assert not HeldInvoice.objects.exists()


def test_two_who_confirm_at_once_enter_it_once(committed_db, donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    decision = held.propose(renewal, HeldAction.ENTER, NOTE, make_user())
    officers = make_user(), make_user()
    errors = at_once(*[lambda by=by: held.confirm(decision, by) for by in officers])
    assert sorted(type(error) for error in errors if error) == [CannotRelease]
    assert Donation.objects.count() == 2
    call_command("check_ledger")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["amount", "amount each month", "interval"])
def test_a_gift_that_is_held_at_its_beginning_is_stopped(donor, monkeypatch, name):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_monthly_session", SESSIONS[name])
    donor.visit(gift, "?returned=1")
    monkeypatch.undo()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.QUARANTINED
    assert gift.subscription_id
    stop(gift, StoppedBy.STAFF, actor=make_user(), reason="held from its beginning")
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, StoppedBy.STAFF)
    assert gateway_monthly.fetch_subscription(gift.subscription_id).status == "canceled"
    assert desk.waiting()[0][1] == 0
    call_command("check_ledger")


@pytest.mark.django_db
def test_a_subscription_that_names_another_gift_is_not_taken_for_ours(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_monthly_session", SESSIONS["gift of the subscription"])
    donor.visit(gift, "?returned=1")
    assert MonthlyGift.objects.get().subscription_id is None
