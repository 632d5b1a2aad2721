"""Paying a session: what Stripe's objects say afterwards, and which events told of it."""

import pytest
import stripe

from tests.sandbox.conftest import gift, monthly
from tests.stripe_sandbox.process import OrderRefused

DAY = 24 * 60 * 60


def test_a_new_session_is_open_and_has_a_page(api, sandbox):
    session = api.checkout.sessions.create(gift(metadata={"donation": "1"}, locale="ru"))

    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert session.url.startswith(f"{sandbox.url}/c/pay/cs_test_")
    assert session.payment_intent is None
    assert session.metadata["donation"] == "1"
    assert session.expires_at - session.created == DAY


def test_a_paid_session_shows_its_charge_and_fee(paid):
    session = paid(payment_intent_data={"metadata": {"donation": "1"}})
    charge = session.payment_intent.latest_charge

    assert (session.status, session.payment_status) == ("complete", "paid")
    assert session.url is None
    assert session.payment_intent.metadata["donation"] == "1"
    assert (charge.amount, charge.currency, charge.paid) == (500_000, "kzt", True)
    assert charge.balance_transaction.fee == 500_000 * 29 // 1000 + 15_000
    assert charge.balance_transaction.net == 500_000 - charge.balance_transaction.fee


def test_events_come_in_stripes_order(paid, sandbox):
    paid()

    assert [event["type"] for event in sandbox.events()] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
        "charge.updated",
    ]


def test_the_first_event_of_a_charge_does_not_know_its_balance_transaction(paid, sandbox):
    paid()

    first = sandbox.events("charge.succeeded")[0]["data"]["object"]
    later = sandbox.events("charge.updated")[0]["data"]["object"]
    assert first["balance_transaction"] is None
    assert later["balance_transaction"].startswith("txn_")


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000000069", "expired_card", "expired_card"),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc"),
        ("4000000000000119", "processing_error", "processing_error"),
        ("4111111111111111", "card_declined", "test_mode_live_card"),
    ],
)
def test_a_declined_card_leaves_the_session_open(api, sandbox, card, code, decline_code):
    session = api.checkout.sessions.create(gift())

    with pytest.raises(OrderRefused) as refused:
        sandbox.pay(session.id, card)

    opened = {"expand": ["payment_intent.latest_charge"]}
    after = api.checkout.sessions.retrieve(session.id, opened)
    assert refused.value.status == 402
    assert (refused.value.error["code"], refused.value.error["decline_code"]) == (
        code,
        decline_code,
    )
    assert (after.status, after.payment_intent.status) == ("open", "requires_payment_method")
    assert after.payment_intent.latest_charge.status == "failed"
    assert sandbox.events("payment_intent.payment_failed")
    assert sandbox.books()["charges"] == 0


def test_another_card_pays_the_same_session_on_the_same_intent(api, sandbox):
    session = api.checkout.sessions.create(gift())
    with pytest.raises(OrderRefused):
        sandbox.pay(session.id, "4000000000000002")
    first = api.checkout.sessions.retrieve(session.id).payment_intent

    sandbox.pay(session.id)

    after = api.checkout.sessions.retrieve(session.id)
    assert (after.payment_intent, after.payment_status) == (first, "paid")
    assert sandbox.books()["charges"] == 500_000


def test_a_paid_session_is_not_paid_twice(paid, sandbox):
    session = paid()

    with pytest.raises(OrderRefused):
        sandbox.pay(session.id)

    assert sandbox.books()["counts"]["charge"] == 1


def test_the_holder_confirms_or_does_not(api, sandbox):
    session = api.checkout.sessions.create(gift())

    sandbox.pay(session.id, "4000002760003184", confirm=False)
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    sandbox.pay(session.id, "4000002760003184", confirm=True)

    assert api.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert len(sandbox.events("payment_intent.requires_action")) == 2


@pytest.mark.parametrize(
    ("method", "status", "event"),
    [("later", "paid", "async_payment_succeeded"), ("never", "unpaid", "async_payment_failed")],
)
def test_a_delayed_payment_is_decided_later(api, sandbox, method, status, event):
    session = api.checkout.sessions.create(gift())

    sandbox.pay(session.id, method=method, after=3 * DAY)
    at_first = api.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    sandbox.advance(3 * DAY)

    assert (at_first.status, at_first.payment_status) == ("complete", "unpaid")
    assert at_first.payment_intent.status == "processing"
    assert api.checkout.sessions.retrieve(session.id).payment_status == status
    assert sandbox.events(f"checkout.session.{event}")


def test_an_unpaid_session_expires_by_the_clock(api, sandbox):
    session = api.checkout.sessions.create(gift(expires_at=sandbox.now() + 1800))

    sandbox.advance(1799)
    assert api.checkout.sessions.retrieve(session.id).status == "open"
    sandbox.advance(2)

    after = api.checkout.sessions.retrieve(session.id)
    assert (after.status, after.url) == ("expired", None)
    assert sandbox.events("checkout.session.expired")[0]["created"] == session.expires_at


def test_only_an_open_session_can_be_let_go(api, paid):
    session = paid()

    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        api.checkout.sessions.expire(session.id)


def test_line_items_are_given_only_when_asked_for(api):
    session = api.checkout.sessions.create(gift())
    asked = {"expand": ["line_items.data.price.product"]}
    opened = api.checkout.sessions.retrieve(session.id, asked)

    assert "line_items" not in session
    assert opened.line_items.data[0].price.product.name == "Housing fund"
    assert api.checkout.sessions.line_items.list(session.id).data[0].amount_total == 500_000


def test_a_monthly_gift_begins_with_a_paid_invoice(api, sandbox):
    session = api.checkout.sessions.create(monthly(subscription_data={"metadata": {"gift": "7"}}))

    sandbox.pay(session.id)

    asked = {"expand": ["subscription", "invoice.payments.data.payment.payment_intent"]}
    with pytest.raises(stripe.InvalidRequestError, match="more than 4 levels"):
        api.checkout.sessions.retrieve(session.id, asked)
    asked = {"expand": ["subscription", "invoice.payments"]}
    after = api.checkout.sessions.retrieve(session.id, asked)
    assert (after.subscription.status, after.invoice.status) == ("active", "paid")
    assert after.payment_intent is None
    assert after.subscription.metadata["gift"] == "7"
    assert after.invoice.parent.subscription_details.subscription == after.subscription.id
    assert after.invoice.payments.data[0].payment.payment_intent.startswith("pi_")


def test_what_may_not_be_expanded_is_refused(api, paid):
    session = paid()

    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.checkout.sessions.retrieve(session.id, {"expand": ["currency"]})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        api.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.nothing"]})
