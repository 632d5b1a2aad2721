"""What we give back by our own hands is given once, of what the gift still has, and by two."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.bank.look_at import warnings
from campaigns.payments.models import Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from tests.factories.settled import settled_gift
from tests.payments.books import assert_books_are_stripes, fresh
from tests.payments.test_refund_desk import act, browser_of, page

pytestmark = pytest.mark.django_db
TO_CARD, BY_BANK, IN_CASH = RefundKind.REQUESTED_HERE, RefundKind.BY_BANK, RefundKind.IN_CASH


@pytest.fixture
def asked(returned, asker):
    """The card did not take it: by bank, then."""
    gift = fresh(returned.donation)
    return refunds.request(gift, 5_000_00, "donor_asked", asker, kind=BY_BANK)


@pytest.fixture
def to_pay(asked, approver):
    return refunds.approve(asked, approver)


def pay_out(refund, by, days_ago=0):
    paid_at = timezone.now() - timedelta(days=days_ago)
    return refunds.paid_out(refund, by, paid_at=paid_at, reference="PO 1")


def dispute(donor, refund, **more):
    made = donor.sandbox.dispute(donor.attempt(refund.donation).intent_id, **more)
    donor.deliver_all()
    return made["id"]


# --- Only what is left --------------------------------------------------------------------


def test_what_the_donors_bank_took_back_is_not_paid_out_too(donor, to_pay, approver):
    number = dispute(donor, to_pay)
    with pytest.raises(refunds.InDispute):
        pay_out(to_pay, approver)
    donor.sandbox.close_dispute(number, won=False)
    donor.deliver_all()
    with pytest.raises(refunds.OverRefund):
        pay_out(to_pay, approver)
    assert fresh(to_pay).state == RefundState.APPROVED
    assert_books_are_stripes(donor)


def test_what_was_given_back_at_stripe_is_not_paid_out_too(donor, to_pay, approver):
    donor.sandbox.refund(donor.attempt(to_pay.donation).intent_id, amount=1_00)
    donor.deliver_all()
    url = reverse("refund_desk:paid_out", args=[to_pay.pk])
    data = {"paid_on": timezone.localdate().isoformat(), "reference": "№ 7"}
    reply = browser_of(approver).post(url, data)
    assert (reply.status_code, "₸4,999" in reply.text) == (422, True)
    assert "₸4,999" in page(approver, to_pay), "told before the money is on its way"
    assert fresh(to_pay).state == RefundState.APPROVED


@pytest.mark.parametrize("is_lost", [False, True])
def test_what_had_left_us_before_the_donors_bank_asked_is_entered(donor, to_pay, approver, is_lost):
    number = dispute(donor, to_pay)
    if is_lost:
        donor.sandbox.close_dispute(number, won=False)
        donor.deliver_all()
    assert reverse("refund_desk:paid_out", args=[to_pay.pk]) in page(approver, to_pay)
    assert pay_out(to_pay, approver, days_ago=1).state == RefundState.SUCCEEDED
    donor.deliver_all()
    assert_books_are_stripes(donor)
    assert [one.rule for one in warnings()] == [
        "no gift left us by our hands and by its bank as well"
    ]


def test_it_is_paid_out_when_the_dispute_is_won(donor, to_pay, approver):
    number = dispute(donor, to_pay)
    donor.sandbox.close_dispute(number, won=True)
    donor.deliver_all()
    assert pay_out(to_pay, approver).state == RefundState.SUCCEEDED
    assert_books_are_stripes(donor)


def test_a_gift_that_left_us_twice_is_told(donor, to_pay, approver):
    """Nothing hinders a donor who has it by transfer from disputing the payment."""
    pay_out(to_pay, approver)
    assert list(warnings()) == []
    dispute(donor, to_pay)
    assert [one.rule for one in warnings()] == [
        "no gift left us by our hands and by its bank as well"
    ]


# --- Not while a bank asks ----------------------------------------------------------------


def test_what_stripe_refuses_because_of_an_inquiry_does_not_go_by_bank(donor, refused, asker):
    gift = fresh(refused.donation)
    donor.deliver_all()
    assert refunds.ways_back(gift) == [TO_CARD]
    with pytest.raises(refunds.NotThisWay):
        refunds.request(gift, 1_00, "donor_asked", asker, kind=BY_BANK)
    donor.sandbox.close_dispute(gift.disputes.get().stripe_id, won=True)
    donor.deliver_all()
    assert refunds.ways_back(gift) == [TO_CARD, BY_BANK]


def test_an_inquiry_stops_what_was_asked_for_and_what_was_approved(donor, asked, asker, approver):
    number = dispute(donor, asked, inquiry=True)
    with pytest.raises(refunds.InDispute):
        refunds.approve(asked, approver)
    Refund.objects.filter(pk=asked.pk).update(state=RefundState.APPROVED, approved_by=approver)
    with pytest.raises(refunds.InDispute):
        pay_out(asked, approver)
    assert "The donor's bank asks about this gift" in unescape(page(approver, asked))
    donor.sandbox.close_dispute(number, won=True)
    donor.deliver_all()
    assert pay_out(asked, approver).state == RefundState.SUCCEEDED


# --- Where it goes ------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["card", "cash"])
def test_who_asked_for_a_new_way_by_bank_does_not_pay_it_out(request, method, asker, approver):
    """The account stands in no row: one person alone would choose where the money goes."""
    if method == "card":
        refund = request.getfixturevalue("to_pay")
    else:
        gift = settled_gift("cash")
        refund = refunds.request(gift, 1_00, "donor_asked", asker, kind=BY_BANK)
        refund = refunds.approve(refund, approver)
    with pytest.raises(refunds.AnotherPays):
        pay_out(refund, asker)
    url = reverse("refund_desk:paid_out", args=[refund.pk])
    assert url not in page(asker, refund)
    assert "another person pays it out" in page(asker, refund)
    assert url in page(approver, refund)
    assert pay_out(refund, approver).state == RefundState.SUCCEEDED


def test_to_the_account_that_it_came_from_the_asker_pays_too(asker, approver):
    asked = refunds.request(settled_gift("transfer"), 1_00, "donor_asked", asker)
    assert pay_out(refunds.approve(asked, approver), asker).state == RefundState.SUCCEEDED


# --- Cash, and the form -------------------------------------------------------------------


def form_of(gift, asker):
    """The way that is chosen already, and whether the card is said to have refused."""
    shown = browser_of(asker).get(reverse("refund_desk:ask", args=[gift.pk]))
    return shown.context["form"]["kind"].initial, "The card did not take it" in shown.text


def test_cash_that_lies_at_the_bank_goes_back_by_bank(asker):
    gift = settled_gift("cash")
    assert refunds.ways_back(gift) == [IN_CASH, BY_BANK]
    assert form_of(gift, asker) == (IN_CASH, False)
    assert refunds.request(gift, 1_00, "donor_asked", asker).kind == IN_CASH


def test_that_the_card_did_not_take_it_is_said_while_it_is_owed(returned, asker, approver):
    gift = fresh(returned.donation)
    assert form_of(gift, asker) == (TO_CARD, True)
    refunds.ask_to_waive(returned, asker)
    act(approver, returned, "agree")
    assert form_of(gift, asker) == (TO_CARD, False)
