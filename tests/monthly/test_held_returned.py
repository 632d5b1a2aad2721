"""Of a held invoice what went back at Stripe, in whole or in part: none is held for good."""

from dataclasses import replace

import pytest

from campaigns.monthly import desk, held
from campaigns.monthly.models import Renewal
from campaigns.monthly.renewals import settle_invoice
from campaigns.monthly.states import RenewalState
from campaigns.payments import gateway_monthly
from campaigns.payments.models import HeldAction
from campaigns.reconciliation.report import compare_books
from tests.factories.wishes import make_user
from tests.monthly.test_held import NOTE, by_two, held_one, refused
from tests.monthly.test_tampering import of_charge, show, shown

pytestmark = pytest.mark.django_db


def give_back_at_stripe(donor, invoice_id, **what):
    (intent,) = gateway_monthly.fetch_invoice(invoice_id).intent_ids
    donor.sandbox.refund(gateway_monthly.fetch_invoice_payment(intent).charge.id, **what)


def test_another_currency_that_went_back_at_stripe_is_dismissed_for_good(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    show(monkeypatch, "fetch_invoice", shown(customer_id="cus_other"))
    show(monkeypatch, "fetch_invoice_payment", of_charge(currency="USD"))
    with refused("paid_at_stripe"):
        held.propose(renewal, HeldAction.DISMISS, NOTE, make_user())
    give_back_at_stripe(donor, renewal.invoice_id)
    with refused("not_ours"):
        held.propose(renewal, HeldAction.GIVE_BACK, NOTE, make_user())
    before = donor.raised()
    assert by_two(renewal, HeldAction.DISMISS).state == RenewalState.VOID
    # However often Stripe is asked about it again.
    assert settle_invoice(renewal.invoice_id).state == RenewalState.VOID
    assert (donor.raised(), desk.waiting()[0][1]) == (before, 0)


def paid_twice(donor, monkeypatch):
    """An invoice that is held since two payments were made for it; the other one's invoice."""
    gift = donor.begin()
    first = Renewal.objects.get()
    (intent,) = gateway_monthly.fetch_invoice(first.invoice_id).intent_ids
    show(
        monkeypatch,
        "fetch_invoice",
        lambda one: (
            one
            if one.id == first.invoice_id
            else replace(one, intent_ids=(*one.intent_ids, intent))
        ),
    )
    donor.month_passes(gift)
    donor.deliver_all()
    return Renewal.objects.get(state=RenewalState.QUARANTINED), first


def test_of_two_payments_one_goes_back_and_the_other_is_entered(donor, monkeypatch):
    renewal, other = paid_twice(donor, monkeypatch)
    for action in HeldAction:
        with refused("several"):
            held.propose(renewal, action, NOTE, make_user())
    give_back_at_stripe(donor, other.invoice_id)
    renewal = by_two(renewal, HeldAction.ENTER)
    assert renewal.state == RenewalState.PAID


def test_two_payments_that_both_went_back_are_dismissed_for_good(donor, monkeypatch):
    renewal, other = paid_twice(donor, monkeypatch)
    monkeypatch.undo()
    give_back_at_stripe(donor, other.invoice_id)
    give_back_at_stripe(donor, renewal.invoice_id)
    (intent,) = gateway_monthly.fetch_invoice(other.invoice_id).intent_ids
    twice = lambda one: replace(one, intent_ids=(*one.intent_ids, intent))  # noqa: E731
    show(monkeypatch, "fetch_invoice", twice)
    with refused("not_paid"):
        held.propose(renewal, HeldAction.ENTER, NOTE, make_user())
    assert by_two(renewal, HeldAction.DISMISS).state == RenewalState.VOID
    assert settle_invoice(renewal.invoice_id).state == RenewalState.VOID
    assert desk.waiting()[0][1] == 0


def test_what_went_back_in_part_is_entered_and_the_books_show_both(donor, monkeypatch):
    renewal = held_one(donor, monkeypatch)
    before = donor.raised()
    give_back_at_stripe(donor, renewal.invoice_id, amount=1_000_00)
    with refused("paid_at_stripe"):
        held.propose(renewal, HeldAction.DISMISS, NOTE, make_user())
    with refused("returned"):
        held.propose(renewal, HeldAction.GIVE_BACK, NOTE, make_user())
    renewal = by_two(renewal, HeldAction.ENTER)
    assert compare_books().differences == []
    assert renewal.donation.amount_tiyn == renewal.amount_tiyn
    assert donor.raised() == before + renewal.amount_tiyn - 1_000_00
