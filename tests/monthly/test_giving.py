"""A gift every month: begun on Stripe's page, each payment a gift of its own."""

from urllib.parse import parse_qsl

import pytest
from django.core.management import call_command

from audit.models import AuditEntry
from campaigns.monthly.models import MonthlyGift, Renewal
from campaigns.monthly.states import InstructionKind, InstructionState, MonthlyState, RenewalState
from campaigns.payments.states import AttemptState, DonationState
from money.amounts import format_tenge
from outbox.models import Mail
from tests.monthly.monthly_donor import REFUSED_LATER

BIN = "999940000000"

pytestmark = pytest.mark.django_db


def test_the_form_leads_to_stripe_and_nothing_is_given_yet(donor):
    response = donor.send_form()
    gift = MonthlyGift.objects.get()
    assert response.status_code == 303
    assert response["Location"] == donor.start(gift).page_url
    assert gift.state == MonthlyState.OPEN
    assert donor.gifts(gift) == []


def test_stripe_is_asked_for_the_same_sum_each_month_and_told_nothing_more(donor):
    gift = donor.give(language="ru")
    (call,) = [one for one in donor.sandbox.requests() if one["method"] == "POST"]
    assert call["idempotency_key"] == f"mon:{gift.pk}:1"
    asked = call["params"]
    assert "recurring" in asked
    assert "metadata" in asked
    assert donor.fund.name_en.replace(" ", "+") in asked
    assert "purpose" not in asked


def test_the_first_payment_is_a_gift(donor):
    gift = donor.begin()
    assert gift.state == MonthlyState.ACTIVE
    (first,) = donor.gifts(gift)
    assert (first.state, first.amount_tiyn, first.fund) == (
        DonationState.PAID,
        5_000_00,
        donor.fund,
    )
    assert first.donor_email == gift.donor_email
    (attempt,) = first.attempts.all()
    assert attempt.state == AttemptState.PAID
    assert attempt.idempotency_key == f"inv:{first.renewal.invoice_id}"
    assert donor.raised() == donor.charged() == 5_000_00
    call_command("check_ledger")


def test_each_month_is_a_gift_of_its_own(donor):
    gift = donor.begin()
    for _month in range(3):
        donor.month_passes(gift)
    donor.deliver_all()
    gifts = donor.gifts(gift)
    assert len(gifts) == 4
    assert len({one.token for one in gifts}) == 4
    assert donor.raised() == donor.charged() == 20_000_00
    call_command("check_ledger")


def test_it_is_told_how_to_stop_and_thanked_for_each_payment(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    donor.deliver_all()
    began = Mail.objects.get(key=f"monthly_began:{gift.pk}")
    assert gift.get_absolute_url() in began.body
    assert "₸5,000" in began.body
    for one in donor.gifts(gift):
        assert Mail.objects.filter(key__endswith=str(one.pk)).exists()


def test_the_return_page_alone_is_enough(donor):
    gift = donor.give()
    donor.pay(gift)
    page = donor.visit(gift, "?returned=1")
    assert "Thank you for giving every month" in page.content.decode()
    assert donor.raised() == 5_000_00


def test_three_deliveries_of_everything_in_any_order_count_once(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    messages = donor.messages()
    for message in [*reversed(messages), *messages, *messages]:
        donor.deliver(message)
    donor.visit(gift, "?returned=1")
    assert len(donor.gifts(gift)) == 2
    assert donor.raised() == donor.charged() == 10_000_00
    call_command("check_ledger")


def test_messages_in_reverse_from_the_start(donor):
    gift = donor.give()
    donor.pay(gift)
    for message in reversed(donor.messages()):
        donor.deliver(message)
    donor.clock_turns()
    assert donor.raised() == donor.charged() == 5_000_00


def test_a_refused_renewal_is_owed_and_the_donor_is_told(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    invoice = donor.month_passes(gift)
    donor.deliver_all()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.PAST_DUE
    renewal = Renewal.objects.get(invoice_id=invoice["id"])
    assert (renewal.state, renewal.attempts) == (RenewalState.FAILED, 1)
    assert renewal.next_try_at is not None
    letter = Mail.objects.get(key=f"monthly_failed:{invoice['id']}:1")
    assert gift.get_absolute_url() in letter.body
    assert "tried again" in letter.body
    assert donor.raised() == 5_000_00
    assert "did not work" in donor.visit(gift).content.decode()


def test_another_card_pays_what_is_owed_at_once(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    donor.month_passes(gift)
    donor.deliver_all()
    leads_to = donor.press(gift, "card")["Location"]
    assert leads_to == donor.instruction(gift, InstructionKind.CARD).page_url
    donor.leave_card(gift)
    page = donor.visit(gift, "?card=1")
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    assert "Thank you for giving every month" in page.content.decode()
    assert donor.raised() == donor.charged() == 10_000_00
    donor.deliver_all()
    assert donor.raised() == 10_000_00
    call_command("check_ledger")


def test_another_card_that_is_refused_too_leaves_it_owed(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    donor.month_passes(gift)
    donor.deliver_all()
    donor.press(gift, "card")
    donor.leave_card(gift, REFUSED_LATER)
    donor.deliver_all()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.PAST_DUE
    assert donor.instruction(gift, InstructionKind.CARD).state == InstructionState.DONE
    assert donor.raised() == 5_000_00


def test_stripe_gives_up_after_several_refusals(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    donor.month_passes(gift)
    for _turn in range(5):
        donor.deliver_all()
        donor.sandbox.advance(4 * 24 * 3600)
    donor.deliver_all()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ENDED
    letters = Mail.objects.filter(key__startswith="monthly_failed")
    assert letters.count() == 3
    assert donor.raised() == donor.charged() == 5_000_00
    assert "several times" in Mail.objects.get(key=f"monthly_stopped:{gift.pk}").body


def test_the_donor_stops_it(donor):
    gift = donor.begin()
    assert (
        "Stop your monthly gift?"
        in donor.client.get(gift.get_absolute_url("en") + "stop/").content.decode()
    )
    assert donor.press(gift, "stop").status_code == 303
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "donor")
    donor.sandbox.advance(40 * 24 * 3600)
    donor.deliver_all()
    assert donor.charged() == donor.raised() == 5_000_00
    assert Mail.objects.filter(key=f"monthly_stopped:{gift.pk}").count() == 1


def test_stopping_twice_is_stopping_once(donor):
    gift = donor.begin()
    donor.press(gift, "stop")
    donor.press(gift, "stop")
    donor.deliver_all()
    assert gift.instructions.filter(kind=InstructionKind.STOP).count() == 1
    assert AuditEntry.objects.filter(action="monthly.stopped").count() == 1


def test_stopped_at_stripe_it_is_stopped_here(donor):
    gift = donor.begin()
    cancel_at_stripe(donor, gift)
    donor.deliver_all()
    gift.refresh_from_db()
    assert (gift.state, gift.cancelled_by) == (MonthlyState.CANCELLED, "stripe")


def test_stopped_at_stripe_and_then_here(donor):
    gift = donor.begin()
    cancel_at_stripe(donor, gift)
    assert donor.press(gift, "stop").status_code == 303
    gift.refresh_from_db()
    assert gift.state == MonthlyState.CANCELLED


def test_another_sum_counts_from_the_next_payment_on(donor):
    gift = donor.begin()
    assert donor.press(gift, "amount", amount="7000").status_code == 303
    gift.refresh_from_db()
    assert gift.amount_tiyn == 7_000_00
    assert donor.charged() == 5_000_00
    donor.month_passes(gift)
    donor.deliver_all()
    assert [one.amount_tiyn for one in donor.gifts(gift)] == [5_000_00, 7_000_00]
    assert donor.raised() == donor.charged() == 12_000_00
    assert "₸7,000" in Mail.objects.get(key__startswith="monthly_changed").body


def test_a_bill_drawn_up_before_the_change_is_of_the_old_sum(donor):
    gift = donor.begin()
    donor.month_passes(gift)
    donor.press(gift, "amount", amount="7000")
    donor.deliver_all()
    assert [one.amount_tiyn for one in donor.gifts(gift)] == [5_000_00, 5_000_00]
    assert not Renewal.objects.filter(state=RenewalState.QUARANTINED).exists()


def test_the_fee_can_be_covered_every_month(donor, settings):
    settings.FEE_COVER_BASIS_POINTS, settings.FEE_COVER_FIXED_TIYN = 300, 0
    gift = donor.begin(cover_fee="on")
    (first,) = donor.gifts(gift)
    assert first.cover_tiyn == gift.cover_tiyn > 0
    assert donor.raised() == 5_000_00
    assert donor.charged() == first.amount_tiyn
    call_command("check_ledger")


@pytest.mark.parametrize("chosen", ["on", None])
def test_the_pay_page_says_what_of_it_is_for_the_fee(donor, settings, chosen):
    settings.FEE_COVER_BASIS_POINTS, settings.FEE_COVER_FIXED_TIYN = 500, 0
    gift = donor.give(cover_fee=chosen)
    (asked,) = [one for one in donor.sandbox.requests() if one["path"] == "/v1/checkout/sessions"]
    item = dict(parse_qsl(asked["params"]))
    assert item["line_items[0][price_data][unit_amount]"] == str(gift.amount_tiyn)
    told = item.get("line_items[0][price_data][product_data][description]")
    fee = gift.cover_tiyn and f"For the payment fee: {format_tenge(gift.cover_tiyn, 'en')}"
    assert told == (fee or None)
    assert bool(fee) == bool(chosen)


def test_a_company_gives_every_month(donor):
    gift = donor.begin(company_name="ТОО Мейірім", company_bin=BIN)
    (first,) = donor.gifts(gift)
    assert first.company_bin == gift.company_bin == BIN


def test_a_wish_is_not_given_to_every_month(donor):
    donor.fund.kind = "wish"
    assert donor.client.get("/en/donate/no-such-fund/monthly/").status_code == 404


def cancel_at_stripe(donor, gift):
    import stripe

    client = stripe.StripeClient(donor.sandbox.api_key, base_addresses={"api": donor.sandbox.url})
    client.v1.subscriptions.cancel(donor.subscription(gift))
