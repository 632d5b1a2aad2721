"""A refund that did not go through is owed, and seen, until it is made good or two people let it
be; and one that we were to pay ourselves can be let be as well."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds.accounts import BANK, of_fund
from campaigns.funds.kinds import Kind
from campaigns.payments import desk
from campaigns.payments.models import Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.states import RefundState
from campaigns.payments.states import DonationState
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from tests.payments.books import assert_books_are_stripes, fresh, moved_by
from tests.payments.test_refund_desk import act, browser_of, page

pytestmark = pytest.mark.django_db
BY_BANK = RefundKind.BY_BANK


def owed():
    return list(Refund.objects.still_owed())


def on_desk(what):
    return sum(one.how_many for one in desk.waiting() if what in one.url)


def by_bank(failed, asker, tiyn=None):
    gift = fresh(failed.donation)
    tiyn = tiyn or failed.amount_tiyn
    return refunds.request(gift, tiyn, "donor_asked", asker, kind=BY_BANK)


def pay_out(refund, by):
    return refunds.paid_out(refund, by, paid_at=timezone.now(), reference="PO 1")


@pytest.mark.parametrize("how", ["refused", "returned"])
def test_a_card_that_did_not_take_it_stands_on_the_desk(request, asker, how):
    refund = request.getfixturevalue(how)
    assert (refund.state, owed()) == (RefundState.FAILED, [refund])
    [row] = [one for one in desk.waiting() if "still_owed" in one.url]
    assert row.how_many == 1
    assert timezone.now() - row.oldest < timedelta(minutes=5)
    assert str(refund.pk) in browser_of(asker).get(row.url).content.decode()


def test_what_was_asked_for_while_all_seemed_well_does_not_make_it_good(
    donor, paid, approved, asker
):
    refund = refunds.send(approved(2_000_00))
    assert refund.state == RefundState.SUCCEEDED
    refunds.request(paid, 3_000_00, "donor_asked", asker)
    donor.sandbox.fail_refund(refund.stripe_refund_id)
    donor.deliver_all()
    assert owed() == [fresh(refund)]


def test_a_card_gift_goes_by_bank_only_after_its_card_did_not_take_it(paid, asker):
    with pytest.raises(refunds.NotThisWay):
        refunds.request(paid, 1_00, "donor_asked", asker, kind=BY_BANK)
    assert not Refund.objects.exists()


def test_it_is_made_good_by_bank_and_entered_once(donor, returned, asker, approver):
    again = by_bank(returned, asker)
    assert (again.kind, owed()) == (BY_BANK, [])
    with pytest.raises(refunds.SamePerson):
        refunds.approve(again, asker)
    pay_out(refunds.approve(again, approver), approver)
    gift = fresh(returned.donation)
    assert (gift.state, gift.refunded_tiyn) == (DonationState.REFUNDED, 5_000_00)
    fund = of_fund(gift.fund_id)
    assert moved_by(Kind.REFUND)[BANK] == -5_000_00
    assert moved_by(Kind.REFUND)[fund] + moved_by(Kind.REFUND_FAILED)[fund] == 5_000_00
    assert refunds.left_to_refund(gift) == 0
    assert_books_are_stripes(donor)
    donor.deliver_all()
    assert_books_are_stripes(donor)


def test_more_than_the_gift_is_not_given_back_by_two_ways(returned, asker):
    by_bank(returned, asker, 3_000_00)
    with pytest.raises(refunds.OverRefund):
        refunds.request(fresh(returned.donation), 2_000_01, "donor_asked", asker)


@pytest.mark.parametrize("end", ["reject", "withdraw", "less"])
def test_what_does_not_make_it_good_leaves_it_owed(returned, asker, approver, end):
    again = by_bank(returned, asker, 4_999_99 if end == "less" else None)
    if end == "reject":
        refunds.reject(again, approver)
    elif end == "withdraw":
        refunds.withdraw(again, asker)
    assert owed() == [returned]


def test_one_that_failed_again_stands_in_its_place(donor, returned, asker, approver):
    again = refunds.request(fresh(returned.donation), 5_000_00, "donor_asked", asker)
    refunds.send(refunds.approve(again, approver))
    assert owed() == []
    donor.sandbox.advance(120)
    donor.deliver_all()
    assert owed() == [fresh(again)]


# --- Nothing is to be paid after all ------------------------------------------------------


@pytest.fixture(params=["transfer", "cash"])
def to_pay(request, asker, approver):
    """Approved, to be paid out by us."""
    asked = refunds.request(settled_gift(request.param), 5_000_00, "donor_asked", asker)
    return refunds.approve(asked, approver)


def test_what_the_donor_leaves_us_is_cancelled_by_two(to_pay, asker, third):
    refunds.ask_to_waive(to_pay, asker)
    assert list(Refund.objects.waiving()) == [to_pay]
    assert on_desk("waiving") == 1
    refunds.waive(to_pay, third)
    refund = fresh(to_pay)
    assert (refund.state, refund.waived_by) == (RefundState.CANCELLED, third)
    assert refund.closed_at is not None
    assert refunds.left_to_refund(fresh(to_pay.donation)) == 5_000_00
    assert desk.waiting() == []
    with pytest.raises(refunds.AlreadyDecided):
        pay_out(refund, asker)
    said = AuditEntry.objects.filter(action__startswith="refund.waive").values_list("action")
    assert sorted(said) == [("refund.waive_asked",), ("refund.waived",)]


def test_who_says_so_does_not_agree_and_anybody_else_may(to_pay, approver):
    """Who approved it has no other part in this than the rest: the order decides nothing."""
    refunds.ask_to_waive(to_pay, third := make_officer())
    with pytest.raises(refunds.AnotherAgrees):
        refunds.waive(to_pay, third)
    with pytest.raises(IntegrityError, match="waived_by_two"), transaction.atomic():
        Refund.objects.filter(pk=to_pay.pk).update(waived_by=third)
    refunds.waive(to_pay, approver)
    assert fresh(to_pay).waived_by == approver


def test_it_may_be_paid_all_the_same(to_pay, asker, third):
    refunds.ask_to_waive(to_pay, asker)
    with pytest.raises(refunds.AlreadyDecided):
        refunds.ask_to_waive(to_pay, third)
    refunds.keep(to_pay, third)
    with pytest.raises(refunds.AlreadyDecided):
        refunds.waive(to_pay, third)
    assert fresh(to_pay).state == RefundState.APPROVED


def test_what_was_paid_is_not_cancelled_any_more(to_pay, asker, third):
    refunds.ask_to_waive(to_pay, asker)
    pay_out(to_pay, asker)
    with pytest.raises(refunds.AlreadyDecided):
        refunds.waive(to_pay, third)
    assert fresh(to_pay).state == RefundState.SUCCEEDED


def test_what_goes_through_stripe_cannot_be_let_be(approved, asker):
    with pytest.raises(refunds.AlreadyDecided):
        refunds.ask_to_waive(approved(1_000_00), asker)


def test_what_did_not_go_through_is_let_be_by_two(donor, returned, asker, third):
    refunds.ask_to_waive(returned, asker)
    refunds.waive(returned, third)
    assert (fresh(returned).state, owed()) == (RefundState.FAILED, [])
    assert desk.waiting() == []
    donor.deliver_all()
    assert owed() == []
    assert_books_are_stripes(donor)


# --- The pages ----------------------------------------------------------------------------


def test_finance_asks_for_it_by_bank_on_the_form(returned, asker):
    url = reverse("refund_desk:ask", args=[returned.donation_id])
    browser = browser_of(asker)
    assert 'name="kind"' in browser.get(url).content.decode()
    sent = {"amount_tiyn": "5000", "reason": "donor_asked", "kind": "by_bank"}
    assert browser.post(url, sent | {"kind": "in_cash"}).status_code == 422
    assert browser.post(url, sent).status_code == 303
    assert Refund.objects.filter(kind=BY_BANK, state=RefundState.REQUESTED).count() == 1


def test_the_form_of_another_gift_has_no_other_way(paid, asker):
    url = reverse("refund_desk:ask", args=[paid.pk])
    assert 'name="kind"' not in browser_of(asker).get(url).content.decode()
    sent = {"amount_tiyn": "5000", "reason": "donor_asked", "kind": "by_bank"}
    browser_of(asker).post(url, sent)
    assert Refund.objects.get().kind == RefundKind.REQUESTED_HERE


def test_the_buttons_are_for_those_who_may(to_pay, asker, approver, third):
    assert 'value="waive"' in page(asker, to_pay)
    act(asker, to_pay, "waive")
    for who, may_agree in ((asker, False), (approver, True), (third, True)):
        shown = page(who, to_pay)
        assert ('value="agree"' in shown) is may_agree
        assert 'value="keep"' in shown
    act(third, to_pay, "agree")
    assert fresh(to_pay).state == RefundState.CANCELLED
    assert 'value="waive"' not in page(asker, to_pay)
