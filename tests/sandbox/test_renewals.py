"""Monthly gifts: renewed, refused and ended by the clock."""

import datetime as dt

import pytest
import stripe

from tests.sandbox.conftest import monthly, saving
from tests.stripe_sandbox.process import OrderRefused

DAY = 24 * 60 * 60


@pytest.fixture
def subscription(api, sandbox):
    session = api.checkout.sessions.create(monthly())
    return sandbox.pay(session.id)["subscription"]


def invoices(api, subscription):
    return api.invoices.list({"subscription": subscription}).data


def test_a_month_later_the_next_invoice_is_paid(api, sandbox, subscription):
    sandbox.advance(32 * DAY)

    newest, first = invoices(api, subscription)
    assert (first.billing_reason, newest.billing_reason) == (
        "subscription_create",
        "subscription_cycle",
    )
    assert (newest.status, newest.amount_paid) == ("paid", 200_000)
    assert newest.period_start == first.period_end
    assert newest.number != first.number
    assert sandbox.books()["charges"] == 400_000


def test_a_year_at_once_is_twelve_renewals_each_at_its_time(api, sandbox, subscription):
    sandbox.advance(366 * DAY)

    rows = api.invoices.list({"subscription": subscription, "limit": 100}).data
    assert len(rows) == 13
    assert [row.created for row in rows[:-1]] == [row.period_start for row in rows[:-1]]


def test_an_invoice_is_a_draft_for_an_hour(api, sandbox, subscription):
    end = api.subscriptions.retrieve(subscription)["items"].data[0].current_period_end
    sandbox.set_clock(end + 60)
    assert invoices(api, subscription)[0].status == "draft"

    sandbox.advance(3600)

    assert invoices(api, subscription)[0].status == "paid"


def test_the_next_period_can_be_billed_by_hand(api, sandbox, subscription):
    invoice = sandbox.renew(subscription)

    assert invoice["status"] == "paid"
    asked = {"invoice": invoice["id"], "expand": ["data.payment.payment_intent"]}
    payment = api.invoice_payments.list(asked).data[0].payment
    assert payment.payment_intent.status == "succeeded"
    assert {event["type"] for event in sandbox.events()} >= {"invoice.paid", "invoice_payment.paid"}


def test_a_refused_renewal_is_tried_again_and_then_given_up(api, sandbox, subscription):
    sandbox.change_card(subscription, "4000000000000341")
    invoice = sandbox.renew(subscription)
    assert invoice["status"] == "open"
    assert api.subscriptions.retrieve(subscription).status == "past_due"

    sandbox.advance(16 * DAY)

    after = api.subscriptions.retrieve(subscription)
    assert (after.status, after.cancellation_details.reason) == ("canceled", "payment_failed")
    assert len(sandbox.events("invoice.payment_failed")) == 4
    assert sandbox.events("customer.subscription.deleted")


def test_a_card_whose_holder_must_confirm_each_time_does_not_renew(api, sandbox, subscription):
    sandbox.change_card(subscription, "4000002760003184")
    sandbox.renew(subscription)

    charge = api.charges.list().data[0]
    assert (charge.status, charge.failure_code) == ("failed", "authentication_required")


def test_a_new_card_makes_it_good(api, sandbox, subscription):
    sandbox.change_card(subscription, "4000000000000341")
    sandbox.renew(subscription)
    sandbox.change_card(subscription, "4242424242424242")

    sandbox.advance(4 * DAY)

    assert api.subscriptions.retrieve(subscription).status == "active"
    assert invoices(api, subscription)[0].status == "paid"


def test_leaving_at_the_end_of_the_period(api, sandbox, subscription):
    api.subscriptions.update(subscription, {"cancel_at_period_end": True})
    assert api.subscriptions.retrieve(subscription).status == "active"

    sandbox.advance(32 * DAY)

    assert api.subscriptions.retrieve(subscription).status == "canceled"
    assert len(invoices(api, subscription)) == 1


def test_leaving_at_once(api, sandbox, subscription):
    assert api.subscriptions.cancel(subscription).status == "canceled"
    sandbox.advance(32 * DAY)

    assert len(invoices(api, subscription)) == 1


def test_a_paused_gift_takes_no_money(api, sandbox, subscription):
    api.subscriptions.update(subscription, {"pause_collection": {"behavior": "void"}})
    sandbox.advance(32 * DAY)
    assert invoices(api, subscription)[0].status == "void"

    api.subscriptions.update(subscription, {"pause_collection": ""})
    sandbox.advance(31 * DAY)
    assert invoices(api, subscription)[0].status == "paid"


def test_a_test_clock_moves_its_own_customer_alone(api, sandbox, subscription):
    start = int(dt.datetime(2030, 1, 31, tzinfo=dt.UTC).timestamp())
    clock = api.test_helpers.test_clocks.create({"frozen_time": start})
    customer = api.customers.create({"email": "a@example.com", "test_clock": clock.id})
    session = api.checkout.sessions.create(monthly(customer=customer.id))
    own = sandbox.pay(session.id)["subscription"]

    until = int(dt.datetime(2030, 4, 1, tzinfo=dt.UTC).timestamp())
    moving = api.test_helpers.test_clocks.advance(clock.id, {"frozen_time": until})

    days = [dt.datetime.fromtimestamp(row.period_start, dt.UTC) for row in invoices(api, own)]
    assert moving.status == "advancing"
    assert api.test_helpers.test_clocks.retrieve(clock.id).status == "ready"
    assert [(day.month, day.day) for day in days] == [(3, 31), (2, 28), (1, 31)]
    assert len(invoices(api, subscription)) == 1


def test_a_subscription_over_the_api(api, sandbox):
    customer = api.customers.create({"email": "a@example.com"})
    product = api.products.create({"name": "Monthly gift"})
    price = api.prices.create(
        {
            "currency": "kzt",
            "unit_amount": 100_000,
            "product": product.id,
            "recurring": {"interval": "month"},
        }
    )
    made = api.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price.id}],
            "default_payment_method": "pm_card_visa",
            "expand": ["latest_invoice.payments"],
        }
    )

    assert (made.status, made.latest_invoice.status) == ("active", "paid")
    listed = api.subscriptions.list({"customer": customer.id}).data
    assert [row.id for row in listed] == [made.id]


def test_another_sum_from_the_next_period_on(api, sandbox, subscription):
    item = api.subscriptions.retrieve(subscription)["items"].data[0]
    data = {
        "currency": "kzt",
        "product": item.price.product,
        "recurring": {"interval": "month"},
        "unit_amount": 300_000,
    }
    changed = {"items": [{"id": item.id, "price_data": data}], "proration_behavior": "none"}

    after = api.subscriptions.update(subscription, changed)["items"].data[0]
    assert after.id == item.id
    assert after.price.id != item.price.id
    assert len(invoices(api, subscription)) == 1

    sandbox.advance(32 * DAY)
    newest = invoices(api, subscription)[0]
    assert newest.amount_paid == 300_000
    assert newest.lines.data[0].pricing.price_details.price == after.price.id


def test_prorations_are_refused(api, subscription):
    item = api.subscriptions.retrieve(subscription)["items"].data[0]
    with pytest.raises(stripe.InvalidRequestError):
        api.subscriptions.update(subscription, {"items": [{"id": item.id, "price": item.price.id}]})


def test_a_card_is_kept_and_nothing_charged(api, sandbox, subscription):
    customer = api.subscriptions.retrieve(subscription).customer
    session = api.checkout.sessions.create(saving(customer=customer))
    sandbox.pay(session.id)

    session = api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (session.status, session.payment_status) == ("complete", "no_payment_required")
    assert session.setup_intent.status == "succeeded"
    method = api.payment_methods.retrieve(session.setup_intent.payment_method)
    assert method.customer == customer
    assert sandbox.books()["charges"] == 200_000


def test_the_card_that_was_kept_pays_what_was_refused(api, sandbox, subscription):
    sandbox.change_card(subscription, "4000000000000341")
    refused = sandbox.renew(subscription)
    customer = api.subscriptions.retrieve(subscription).customer
    session = api.checkout.sessions.create(saving(customer=customer))
    sandbox.pay(session.id)
    session = api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})

    method = {"default_payment_method": session.setup_intent.payment_method}
    api.subscriptions.update(subscription, method)
    assert api.invoices.pay(refused["id"]).status == "paid"
    assert api.subscriptions.retrieve(subscription).status == "active"


def test_a_card_that_the_bank_refuses_is_not_kept(api, sandbox, subscription):
    customer = api.subscriptions.retrieve(subscription).customer
    session = api.checkout.sessions.create(saving(customer=customer))
    with pytest.raises(OrderRefused, match="402"):
        sandbox.pay(session.id, "4000000000000002")
    assert api.checkout.sessions.retrieve(session.id).status == "open"


def test_no_card_is_kept_for_nobody(api):
    with pytest.raises(stripe.InvalidRequestError, match="customer"):
        api.checkout.sessions.create(saving())
