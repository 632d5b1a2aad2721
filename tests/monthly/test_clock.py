"""Nothing depends on a message that came: the clock finds what was missed and tells it again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaigns.monthly import renewals, watch
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.states import InstructionKind, InstructionState, MonthlyState
from campaigns.payments.messages import origins
from campaigns.payments.stripe_movements import ChargeRef
from outbox.models import Mail
from tests.monthly.monthly_donor import REFUSED_LATER
from tests.monthly.test_giving import cancel_at_stripe

pytestmark = pytest.mark.django_db


def test_a_beginning_that_nobody_told_of_is_found(donor):
    gift = donor.give()
    donor.pay(gift)
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    assert donor.raised() == donor.charged() == 5_000_00


def test_a_renewal_that_nobody_told_of_is_found(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    donor.month_passes(gift)
    assert donor.clock_turns() > 0
    assert donor.raised() == donor.charged() == 15_000_00
    assert donor.clock_turns() == 0
    call_command("check_ledger")


def test_a_renewal_is_found_without_asking_about_each_gift(donor):
    """One list of the newest invoices is enough, however many give every month."""
    gift = donor.begin()
    MonthlyGift.objects.update(checked_at=timezone.now())
    donor.month_passes(gift)
    watch.look_at_monthly_gifts()
    assert donor.raised() == 10_000_00


def test_a_renewal_older_than_the_list_is_found_by_its_gift(donor, monkeypatch):
    gift = donor.begin()
    monkeypatch.setattr(watch, "WINDOW", timedelta(days=-100))
    donor.month_passes(gift)
    donor.clock_turns()
    assert donor.raised() == 10_000_00


def test_a_refused_renewal_that_nobody_told_of_is_found_and_told(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.clock_turns()
    donor.month_passes(gift)
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.PAST_DUE
    assert Mail.objects.filter(key__startswith="monthly_failed").count() == 1


def test_an_end_at_stripe_that_nobody_told_of_is_found(donor):
    gift = donor.begin()
    cancel_at_stripe(donor, gift)
    donor.clock_turns()
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "stripe")


def test_a_card_that_nobody_told_of_is_taken(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    donor.month_passes(gift)
    donor.deliver_all()
    donor.press(gift, "card")
    donor.leave_card(gift)
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    assert donor.raised() == donor.charged() == 10_000_00


@pytest.mark.parametrize("fault", ["drop", "drop-after-effect", "error-after-effect", "status"])
def test_a_stop_without_an_answer_is_told_again(donor, fault):
    gift = donor.begin()
    donor.sandbox.fault(fault, path="/v1/subscriptions/*", method="DELETE", status=500)
    assert donor.press(gift, "stop").status_code == 303
    page = donor.visit(gift).content.decode()
    gift.refresh_from_db()
    assert "being stopped" in page or gift.state == MonthlyState.CANCELLED
    donor.sandbox.clear_faults()
    donor.clock_turns()
    donor.clock_turns()
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "donor")
    assert not Instruction.objects.live().exists()


@pytest.mark.parametrize("fault", ["drop", "drop-after-effect", "error-after-effect", "status"])
def test_another_sum_without_an_answer_is_told_again(donor, fault):
    gift = donor.begin()
    donor.sandbox.fault(fault, path="/v1/subscriptions/*", method="POST", status=500, kept=True)
    assert donor.press(gift, "amount", amount="7000").status_code == 303
    gift.refresh_from_db()
    assert gift.amount_tiyn == 5_000_00
    assert "sum is being changed" in donor.visit(gift).content.decode()
    donor.sandbox.clear_faults()
    donor.clock_turns()
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.amount_tiyn == 7_000_00
    donor.month_passes(gift)
    donor.deliver_all()
    assert [one.amount_tiyn for one in donor.gifts(gift)] == [5_000_00, 7_000_00]


def test_a_bill_of_the_new_sum_before_stripe_answered_is_no_difference(donor):
    gift = donor.begin()
    donor.sandbox.fault("drop-after-effect", path="/v1/subscriptions/*", method="POST")
    donor.press(gift, "amount", amount="7000")
    donor.month_passes(gift)
    donor.deliver_all()
    assert [one.amount_tiyn for one in donor.gifts(gift)] == [5_000_00, 7_000_00]
    gift.refresh_from_db()
    assert gift.amount_tiyn == 7_000_00


def test_two_changes_at_once_wait_for_each_other(donor):
    gift = donor.begin()
    donor.sandbox.fault("drop", path="/v1/subscriptions/*", method="POST")
    donor.press(gift, "amount", amount="7000")
    second = donor.press(gift, "amount", amount="9000")
    assert second.status_code == 422
    assert "still under way" in second.content.decode()


def test_a_page_that_was_never_used_expires(donor):
    gift = donor.give()
    donor.sandbox.advance(25 * 3600)
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.EXPIRED
    assert donor.press(gift, "").status_code == 303
    donor.pay(gift)
    donor.deliver_all()
    assert donor.raised() == 5_000_00


def test_a_gift_whose_page_never_opened_is_let_go(donor):
    donor.sandbox.fault("status", path="/v1/checkout/sessions", status=429)
    gift = donor.give()
    Instruction.objects.update(created_at=timezone.now() - timedelta(hours=24))
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.EXPIRED


def test_gifts_to_a_fund_that_has_closed_end_gently(donor):
    gift = donor.begin()
    donor.fund.opened_on = timezone.localdate() - timedelta(days=9)
    donor.fund.closed_on = timezone.localdate() - timedelta(days=1)
    donor.fund.save()
    donor.clock_turns()
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "fund")
    assert "has closed" in Mail.objects.get(key=f"monthly_stopped:{gift.pk}").body
    donor.sandbox.advance(40 * 24 * 3600)
    assert donor.charged() == 5_000_00


def test_a_charge_of_stripes_books_leads_to_its_invoice(donor):
    """For reconciliation: it knows a charge and nothing else."""
    gift = donor.give()
    donor.pay(gift)
    renewals.settle_beginning(donor.start(gift))
    donor.month_passes(gift)
    (charge,) = [
        one["data"]["object"]
        for one in donor.sandbox.events("charge.succeeded")
        if one["data"]["object"]["payment_intent"]
        not in Renewal.objects.values_list("donation__attempts__intent_id", flat=True)
    ]
    found = origins.charged_gift(ChargeRef(charge["id"], charge["payment_intent"]))
    assert found == donor.gifts(gift)[-1].pk
    assert donor.raised() == 10_000_00


def test_a_silent_stripe_holds_up_nothing_and_loses_nothing(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    donor.sandbox.fault("drop", count=0)
    assert donor.clock_turns() == 0
    donor.sandbox.clear_faults()
    donor.clock_turns()
    assert donor.raised() == 10_000_00


def test_what_stripe_refuses_to_change_is_given_up(donor):
    gift = donor.begin()
    cancel_at_stripe(donor, gift)
    answer = donor.press(gift, "amount", amount="7000")
    gift.refresh_from_db()
    assert gift.state == MonthlyState.CANCELLED
    assert answer.status_code in (303, 422)
    change = donor.instruction(gift, InstructionKind.AMOUNT)
    assert change.state == InstructionState.FAILED
