"""What is not the very thing that the donor agreed to is held, and nothing is posted."""

from dataclasses import replace

import pytest
from django.core.management import call_command

from campaigns.monthly.models import Renewal
from campaigns.monthly.states import InstructionState, MonthlyState, RenewalState
from campaigns.payments import gateway, gateway_monthly
from campaigns.payments.models import Donation
from outbox.models import Mail

pytestmark = pytest.mark.django_db


def of_subscription(**changes):
    return lambda session: replace(session, subscription=replace(session.subscription, **changes))


def shown(**changes):
    return lambda record: replace(record, **changes)


SESSIONS = {
    "session": shown(id="cs_other"),
    "reference": shown(reference="other"),
    "monthly gift": shown(monthly_id="other"),
    "instruction": shown(instruction="2"),
    "amount": shown(amount_tiyn=1),
    "currency": shown(currency="USD"),
    "livemode": shown(livemode=True),
    "amount each month": of_subscription(amount_tiyn=1),
    "gift of the subscription": of_subscription(monthly_id="other"),
    "currency of the subscription": of_subscription(currency="USD"),
    "livemode of the subscription": of_subscription(livemode=True),
    "interval": of_subscription(interval="year"),
}

INVOICES = {
    "subscription": shown(subscription_id="sub_other"),
    "customer": shown(customer_id="cus_other"),
    "monthly gift": shown(monthly_id="other"),
    "currency": shown(currency="USD"),
    "livemode": shown(livemode=True),
    "lines": lambda invoice: replace(invoice, price_ids=(*invoice.price_ids, "price_more")),
    "price": shown(price_ids=("price_other",)),
    "amount": shown(amount_due_tiyn=1),
    "amount paid": shown(amount_paid_tiyn=1),
    "payments": lambda invoice: replace(invoice, intent_ids=2 * invoice.intent_ids),
}


def of_charge(**changes):
    return lambda payment: replace(payment, charge=replace(payment.charge, **changes))


PAYMENTS = {
    "amount of the payment": shown(amount_tiyn=1),
    "currency of the payment": shown(currency="USD"),
    "customer of the payment": shown(customer_id="cus_other"),
    "livemode of the payment": shown(livemode=True),
    "amount of the charge": of_charge(amount_tiyn=1),
    "currency of the charge": of_charge(currency="USD"),
}


def show(monkeypatch, name, change):
    fetch = getattr(gateway_monthly, name)
    monkeypatch.setattr(gateway_monthly, name, lambda *a, **k: change(fetch(*a, **k)))


@pytest.mark.parametrize("name", SESSIONS)
def test_a_beginning_that_differs_is_held(donor, monkeypatch, name):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_monthly_session", SESSIONS[name])
    page = donor.visit(gift, "?returned=1")
    assert "We are checking this gift" in page.content.decode()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.QUARANTINED
    assert gift.quarantine_reason.startswith(name)
    assert donor.start(gift).state == InstructionState.QUARANTINED
    monkeypatch.undo()
    donor.deliver_all()
    donor.clock_turns()
    nothing_is_posted(donor)


@pytest.mark.parametrize(
    ("call", "name"),
    [("fetch_invoice", name) for name in INVOICES]
    + [("fetch_invoice_payment", name) for name in PAYMENTS],
)
def test_a_payment_that_differs_is_held(donor, monkeypatch, call, name):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, call, (INVOICES | PAYMENTS)[name])
    donor.deliver_all()
    renewal = Renewal.objects.get()
    assert renewal.state == RenewalState.QUARANTINED
    assert renewal.quarantine_reason.startswith(name)
    monkeypatch.undo()
    donor.deliver_all()
    donor.clock_turns()
    nothing_is_posted(donor)
    # The gift itself runs: the next payment is compared by itself.
    donor.month_passes(gift)
    donor.deliver_all()
    assert donor.raised() == 5_000_00


def nothing_is_posted(donor):
    assert donor.raised() == 0
    assert not Donation.objects.exists()
    assert not Mail.objects.filter(key__startswith="gift_thanks").exists()
    call_command("check_ledger")


def test_somebody_elses_invoice_is_none_of_ours(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)
    show(
        monkeypatch,
        "fetch_invoice",
        shown(monthly_id="not a number of ours", subscription_id="sub_other"),
    )
    (paid,) = [one for one in donor.messages() if one["type"] == "invoice.paid"]
    assert donor.deliver(paid).status_code == 200
    assert not Renewal.objects.exists()


def test_a_charge_that_is_not_seen_yet_is_asked_for_again(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)
    show(monkeypatch, "fetch_invoice_payment", shown(charge=None))
    donor.deliver_all()
    assert donor.raised() == 0
    assert not Renewal.objects.filter(state=RenewalState.QUARANTINED).exists()
    monkeypatch.undo()
    donor.clock_turns()
    assert donor.raised() == 5_000_00


def test_a_second_subscription_for_one_gift_is_held(donor):
    """Both pages paid: what the first began goes on, the second waits for a person."""
    gift = donor.give()
    first = donor.start(gift)
    first.state = InstructionState.EXPIRED
    first.save()
    gift.state = MonthlyState.EXPIRED
    gift.save()
    donor.press(gift, "")
    second = donor.start(gift)
    assert second.n == 2
    donor.sandbox.pay(first.session_id)
    donor.sandbox.pay(second.session_id)
    donor.deliver_all()
    donor.clock_turns()
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE
    states = set(gift.instructions.values_list("state", flat=True))
    assert states == {InstructionState.DONE, InstructionState.QUARANTINED}
    assert donor.raised() == 5_000_00
    assert donor.charged() == 10_000_00
    assert Renewal.objects.filter(state=RenewalState.QUARANTINED).count() == 1


def test_a_card_page_that_differs_changes_nothing(donor, monkeypatch):
    gift = donor.begin()
    donor.press(gift, "card")
    donor.leave_card(gift)
    show(monkeypatch, "fetch_card_session", shown(customer_id="cus_other"))
    donor.deliver_all()
    held = gift.instructions.get(kind="card")
    assert held.state == InstructionState.QUARANTINED
    assert not any(
        (one["idempotency_key"] or "").endswith("use") for one in donor.sandbox.requests()
    )


def test_an_unreadable_answer_is_asked_for_again(donor, monkeypatch):
    gift = donor.give()
    donor.pay(gift)

    def unreadable(*_args, **_kwargs):
        raise gateway.GatewayUnavailable("unreadable_answer")

    monkeypatch.setattr(gateway_monthly, "fetch_monthly_session", unreadable)
    assert donor.visit(gift, "?returned=1").status_code == 200
    monkeypatch.undo()
    donor.deliver_all()
    donor.clock_turns()
    assert donor.raised() == 5_000_00
