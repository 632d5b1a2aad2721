"""The library is the contract: what the sandbox takes and gives fits stripe-python's own types."""

from typing import Any

import pytest
from stripe import RequestOptions

from tests.sandbox.annotations import RESOURCES, expandable, faults_of
from tests.sandbox.conftest import client_for, gift, monthly, saving
from tests.stripe_sandbox.expand import EXPANDABLE
from tests.stripe_sandbox.params import fields, find_type
from tests.stripe_sandbox.resources import checkout  # noqa: F401
from tests.stripe_sandbox.routing import ROUTES


@pytest.fixture
def told(sandbox: Any) -> list[dict[str, Any]]:
    """Every object that a long story shows: in events, in lists, expanded and bare."""
    v1 = client_for(sandbox).v1
    sandbox.settings(renewal_retries=[], available_after=0, dispute_fee=1_000)
    _one_off_gifts(sandbox, v1)
    _monthly_gift(sandbox, v1)
    payout = sandbox.payout(100_000)
    sandbox.fail_payout(payout["id"])
    shown = [event["data"]["object"] for event in sandbox.events()] + sandbox.events()
    for rows in (
        v1.checkout.sessions.list({"expand": ["data.line_items", "data.payment_intent"]}),
        v1.checkout.sessions.list({"expand": ["data.setup_intent"]}),
        v1.charges.list({"limit": 100, "expand": ["data.refunds", "data.balance_transaction"]}),
        v1.payment_intents.list({"limit": 100, "expand": ["data.latest_charge.payment_intent"]}),
        v1.balance_transactions.list({"limit": 100, "expand": ["data.source"]}),
        v1.invoices.list({"expand": ["data.payments", "data.customer"]}),
        v1.invoice_payments.list({"expand": ["data.payment.payment_intent"]}),
        v1.subscriptions.list({"status": "all", "expand": ["data.latest_invoice"]}),
        v1.payment_methods.list({"expand": ["data.customer"]}),
        v1.refunds.list({"expand": ["data.charge"]}),
        v1.disputes.list(),
        v1.payouts.list({"expand": ["data.balance_transaction"]}),
        v1.prices.list({"expand": ["data.product"]}),
        v1.products.list(),
        v1.customers.list({"expand": ["data.subscriptions"]}),
        v1.test_helpers.test_clocks.list(),
    ):
        shown += [row.to_dict() for row in rows.data]
    shown.append(v1.balance.retrieve().to_dict())
    return shown


def _one_off_gifts(sandbox: Any, v1: Any) -> None:
    def session(**changes: Any) -> str:
        return str(v1.checkout.sessions.create(gift(**changes)).id)

    sandbox.pay(session())
    refused = session()
    with pytest.raises(Exception, match="declined"):
        sandbox.pay(refused, "4000000000000002")
    v1.checkout.sessions.expire(refused)
    confirmed = session(metadata={"a": "b"}, customer_creation="always")
    sandbox.pay(confirmed, "4000002760003184")
    sandbox.pay(session(), "4000002760003184", confirm=False)
    disputed = session(submit_type="donate", locale="ru")
    sandbox.pay(disputed, "4000000000000259")
    dispute = v1.disputes.list().data[0].id
    v1.disputes.update(dispute, {"evidence": {"uncategorized_text": "winning_evidence"}})
    delayed = session(allowed_payment_method_types=["card", "sepa_debit"])
    sandbox.pay(delayed, method="later")
    sandbox.settle(delayed)
    returned = session()
    sandbox.pay(returned, "4000000000000077")
    refund = sandbox.refund(returned, amount=100_000)
    sandbox.fail_refund(refund["id"])


def _monthly_gift(sandbox: Any, v1: Any) -> None:
    clock = v1.test_helpers.test_clocks.create({"frozen_time": sandbox.now()})
    customer = v1.customers.create({"email": "a@example.com", "test_clock": clock.id})
    session = v1.checkout.sessions.create(monthly(customer=customer.id))
    subscription = sandbox.pay(session.id)["subscription"]
    sandbox.renew(subscription)
    v1.subscriptions.update(subscription, {"cancel_at_period_end": True})
    v1.subscriptions.update(subscription, {"cancel_at_period_end": False})
    sandbox.change_card(subscription, "4000000000000341")
    sandbox.renew(subscription)
    kept = v1.checkout.sessions.create(saving(customer=customer.id))
    sandbox.pay(kept.id)
    v1.checkout.sessions.expire(v1.checkout.sessions.create(saving(customer=customer.id)).id)
    v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": clock.frozen_time + 60})


def test_every_object_given_fits_the_librarys_annotations(told):
    faults = {fault for body in told for fault in faults_of(_plain(body))}

    assert faults == set()


def test_the_story_shows_every_kind_of_object(told):
    seen = {body["object"] for body in told}
    inside = {"item", "line_item", "plan", "subscription_item"}

    assert seen | inside == set(RESOURCES)


def test_the_annotations_would_notice(told):
    charge = _plain(next(body for body in told if body["object"] == "charge"))

    assert faults_of(charge | {"colour": "red"})
    assert faults_of(charge | {"amount": "5000"})
    assert faults_of(charge | {"status": "perhaps"})
    assert faults_of({name: charge[name] for name in charge if name != "currency"})
    nested = charge["payment_method_details"] | {"type": 5}
    assert faults_of(charge | {"payment_method_details": nested})


@pytest.mark.parametrize("kind", sorted(EXPANDABLE))
def test_only_what_the_library_calls_expandable_is_expanded(kind):
    assert expandable(RESOURCES[kind]) >= EXPANDABLE[kind]


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_every_call_names_the_librarys_parameters(route):
    known, required = fields(find_type(route.params))

    assert required <= set(known)
    assert not set(known) & set(RequestOptions.__annotations__)


def _plain(value: Any) -> Any:
    """Decimals back to the text they were on the wire."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
