"""From the form to the fund, with Stripe answering as it should."""

import itertools
from datetime import timedelta

import pytest
from django.core.management import call_command

from audit.models import AuditEntry
from campaigns.funds.models import Entry, Fund
from campaigns.payments.giving import gift_page
from campaigns.payments.models import Donation, WebhookEvent
from campaigns.payments.states import AttemptState, DonationState
from outbox.models import Mail
from tests.payments.donor import BROWSER, FORM

pytestmark = pytest.mark.django_db


def raised(fund):
    return Fund.objects.with_totals().get(pk=fund.pk).raised_tiyn


def assert_counted_once(donation):
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    assert raised(donation.fund) == donation.amount_tiyn
    assert Entry.objects.filter(kind="charge", donation=donation.pk).count() == 1
    assert Entry.objects.filter(kind="fee", donation=donation.pk).count() == 1
    assert Mail.objects.filter(to=donation.donor_email).count() == 1
    assert AuditEntry.objects.filter(action="gift.paid", target_id=str(donation.pk)).count() == 1
    call_command("check_ledger")


def test_the_form_leads_to_stripes_page_with_the_gift_kept(donor):
    response = donor.send_form(preset="500000", amount="")
    donation = Donation.objects.get()
    attempt = donation.attempts.get()
    assert response.status_code == 303
    assert response["Location"] == attempt.checkout_url
    assert response["Location"].startswith(donor.sandbox.url)
    assert (donation.state, attempt.state) == (DonationState.OPEN, AttemptState.OPEN)
    assert donation.amount_tiyn == 5_000_00
    assert attempt.idempotency_key == f"don:{donation.pk}:1"


def test_rows_are_kept_before_stripe_is_called(donor, monkeypatch):
    from campaigns.payments import gateway

    def look(order):
        kept = Donation.objects.get(pk=order.donation_id)
        assert kept.attempts.get().idempotency_key == order.idempotency_key
        raise gateway.GatewayUnavailable("looked")

    monkeypatch.setattr(gateway, "create_session", look)
    donation = donor.give()
    assert donation.state == DonationState.CREATED
    assert donor.attempt(donation).error_code == "looked"


def test_a_return_visit_settles_a_paid_gift_and_thanks(donor):
    donation = donor.give()
    donor.pay(donation)
    page = donor.visit(donation, came_back=True)
    assert "Thank you" in page.content.decode()
    assert_counted_once(donation)


def test_a_message_settles_a_gift_that_nobody_came_back_from(donor):
    donation = donor.give()
    donor.pay(donation)
    donor.deliver_all()
    assert_counted_once(donation)


ORDERS = sorted(set(itertools.permutations(["message", "message", "message", "visit"])))


@pytest.mark.parametrize("order", ORDERS, ids=" ".join)
def test_three_deliveries_and_a_visit_in_any_order_count_once(donor, order):
    donation = donor.give()
    donor.pay(donation)
    (message,) = [m for m in donor.messages() if m["type"] == "checkout.session.completed"]
    for step in order:
        response = donor.deliver(message) if step == "message" else donor.visit(donation)
        assert response.status_code == 200
    assert_counted_once(donation)
    assert WebhookEvent.objects.filter(event_id=message["id"]).count() == 1


def test_every_message_in_backward_order_counts_once(donor):
    donation = donor.give()
    donor.pay(donation)
    for message in reversed(donor.messages()):
        donor.deliver(message)
    assert_counted_once(donation)
    assert not WebhookEvent.objects.unhandled().exists()


def test_an_unpaid_gift_is_not_paid_by_its_visit(donor):
    donation = donor.give()
    page = donor.visit(donation, came_back=True)
    donation.refresh_from_db()
    assert donation.state == DonationState.OPEN
    assert page["Refresh"] == "5"
    assert raised(donor.fund) == 0


def test_a_declined_card_then_a_good_one(donor):
    from tests.stripe_sandbox.process import OrderRefused

    donation = donor.give()
    with pytest.raises(OrderRefused):
        donor.pay(donation, card="4000000000000002")
    page = donor.visit(donation, came_back=True)
    assert "The card was not accepted" in page.content.decode()
    again = donor.try_again(donation)
    assert again["Location"] == donor.attempt(donation).checkout_url
    assert donation.attempts.count() == 1
    donor.pay(donation)
    donor.deliver_all()
    assert_counted_once(donation)


def test_who_has_just_paid_is_not_told_of_an_earlier_decline(donor, monkeypatch):
    from tests.stripe_sandbox.process import OrderRefused

    donation = donor.give()
    with pytest.raises(OrderRefused):
        donor.pay(donation, card="4000000000000002")
    assert "The card was not accepted" in donor.visit(donation).content.decode()
    donor.pay(donation)
    monkeypatch.setattr(gift_page, "ASK_AGAIN", timedelta(hours=1))  # Back so soon: nobody asks.
    page = donor.visit(donation, came_back=True)
    assert "not accepted" not in page.content.decode()
    assert page["Refresh"] == "5"


def test_a_slow_method_is_under_way_until_the_money_comes(donor):
    donation = donor.give()
    donor.pay(donation, method="later", after=86400)
    assert "We are waiting" in donor.visit(donation).content.decode()
    donation.refresh_from_db()
    assert (donation.state, raised(donor.fund)) == (DonationState.PROCESSING, 0)
    donor.sandbox.settle(donor.attempt(donation).session_id)
    donor.deliver_all()
    assert_counted_once(donation)


def test_a_slow_method_that_fails_may_be_tried_again(donor):
    donation = donor.give()
    donor.pay(donation, method="never", after=86400)
    donor.sandbox.settle(donor.attempt(donation).session_id)
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.FAILED
    assert "The payment did not work" in donor.visit(donation).content.decode()
    donor.try_again(donation)
    assert donor.attempt(donation).n == 2
    donor.pay(donation)
    donor.visit(donation)
    assert_counted_once(donation)


def test_a_closed_page_can_be_opened_anew(donor):
    donation = donor.give()
    donor.sandbox.advance(25 * 3600)
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.EXPIRED
    assert "The payment page was closed" in donor.visit(donation).content.decode()
    response = donor.try_again(donation)
    second = donor.attempt(donation)
    assert (second.n, response["Location"]) == (2, second.checkout_url)
    donor.pay(donation)
    donor.visit(donation)
    assert_counted_once(donation)


def test_the_letter_thanks_in_the_donors_language(donor):
    for language, word in (("en", "Thank you"), ("ru", "Спасибо"), ("kk", "Рақмет")):
        form = FORM | {"donor_email": f"{language}@example.org"}
        donor.client.post(donor.fund.get_donate_url(language), form, headers=BROWSER)
        donation = Donation.objects.get(donor_email=form["donor_email"])
        donor.pay(donation)
        donor.visit(donation)
        letter = Mail.objects.get(to=form["donor_email"])
        assert letter.language == language
        assert word.lower() in letter.body.lower()
        assert donor.fund.name_in(language) in letter.subject
        assert f"/{language}/gifts/{donation.token}/" in letter.body


def test_a_gift_settled_in_another_currency_balances_in_each(donor):
    donor.sandbox.settings(settlement_currency="usd", exchange_rate="0.002")
    donation = donor.give()
    donor.pay(donation)
    donor.visit(donation)
    assert Entry.objects.filter(kind="conversion", donation=donation.pk).count() == 1
    assert_counted_once(donation)


def test_a_fee_that_stripe_has_not_worked_out_yet_comes_later(donor):
    donor.sandbox.settings(balance_delay=60)
    donation = donor.give()
    donor.pay(donation)
    donor.visit(donation)
    assert not Entry.objects.filter(kind="fee").exists()
    assert raised(donor.fund) == 5_000_00
    donor.sandbox.advance(120)
    call_command("reconcile")
    assert_counted_once(donation)
