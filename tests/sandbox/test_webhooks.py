"""Events reach the listener signed, in spite of troubles, and as troubled as ordered."""

import time

import pytest

from tests.sandbox.conftest import gift


@pytest.fixture
def pay(api, sandbox):
    def act() -> str:
        session = api.checkout.sessions.create(gift())
        sandbox.pay(session.id)
        return str(session.id)

    return act


ALL = {
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
    "charge.updated",
}


def test_every_event_arrives_and_its_signature_holds(pay, sandbox, listener, api):
    session = pay()

    assert sandbox.flush()
    completed = next(e for e in listener.events if e.type == "checkout.session.completed")
    assert set(listener.types()) == ALL
    assert not listener.refused
    assert completed.data.object.id == session
    assert completed.livemode is False
    assert api.events.retrieve(completed.id).pending_webhooks == 0


def test_while_a_secret_is_rotated_both_sign(pay, sandbox, listener):
    sandbox.sign_with("whsec_old", "whsec_new")
    listener.secret = "whsec_new"

    pay()
    sandbox.flush()

    assert set(listener.types()) == ALL
    assert all(header.count("v1=") == 2 for header in listener.headers)


def test_a_strangers_signature_does_not_hold(pay, sandbox, listener):
    sandbox.sign_with("whsec_stranger")

    pay()
    sandbox.flush()

    assert listener.events == []
    assert len(listener.refused) == 5


def test_a_stale_stamp_does_not_hold(pay, sandbox, listener):
    sandbox.settings(signature_skew=-301)

    pay()
    sandbox.flush()

    assert len(listener.refused) == 5


def test_a_refused_event_is_sent_again(pay, sandbox, listener):
    sandbox.settings(webhook_retries=[0.05, 0.05, 30])
    listener.status = 500
    pay()
    wait_for(lambda: all(len(row["attempts"]) == 3 for row in sandbox.deliveries()))
    listener.status = 200

    assert sandbox.flush()
    assert {row["state"] for row in sandbox.deliveries()} == {"delivered"}
    assert all(len(row["attempts"]) == 4 for row in sandbox.deliveries())


def test_a_redirect_counts_as_refused_and_the_end_comes(pay, sandbox, listener):
    sandbox.settings(webhook_retries=[])
    listener.status = 302
    pay()

    wait_for(lambda: {row["state"] for row in sandbox.deliveries()} == {"failed"})


def test_further_attempts_may_wait_for_the_test_clock(pay, sandbox, listener):
    sandbox.settings(webhook_retries=[3600], webhook_clock="sandbox")
    listener.status = 500
    pay()
    wait_for(lambda: all(row["attempts"] for row in sandbox.deliveries()))
    listener.status = 200
    listener.events.clear()

    sandbox.advance(3601)

    wait_for(lambda: set(listener.types()) == ALL)


def test_held_events_wait(pay, sandbox, listener):
    sandbox.webhook_control(hold=True)
    pay()
    assert not sandbox.flush(timeout=0.2)
    assert listener.events == []

    sandbox.webhook_control(hold=False, shuffle=True)

    assert sandbox.flush()
    assert set(listener.types()) == ALL


def test_lost_events_are_never_sent_but_can_be_asked_for(pay, sandbox, listener, api):
    sandbox.webhook_control(drop_next=5)
    pay()

    assert sandbox.flush()
    assert listener.events == []
    assert {row["state"] for row in sandbox.deliveries()} == {"dropped"}
    assert {event.type for event in api.events.list({"delivery_success": False}).data} == ALL

    sandbox.redeliver(api.events.list({"type": "checkout.session.completed"}).data[0].id)
    sandbox.flush()
    assert listener.types() == ["checkout.session.completed"]


def test_a_fraction_can_be_lost(pay, sandbox, listener):
    sandbox.webhook_control(drop_fraction=0.5)
    for _ in range(8):
        pay()
    sandbox.flush()

    assert 5 < len(listener.events) < 35


def test_events_come_several_times(pay, sandbox, listener):
    sandbox.webhook_control(duplicate_next=5, duplicate_times=2)
    pay()
    sandbox.flush()

    assert len(listener.events) == 15
    assert len({event.id for event in listener.events}) == 5


def test_an_event_signed_for_a_test_client_is_the_very_webhook(pay, sandbox):
    import stripe

    pay()
    event = sandbox.events("checkout.session.completed")[0]
    request = sandbox.signed(event)

    header = request["headers"]["Stripe-Signature"]
    assert stripe.WebhookSignature.verify_header(request["data"], header, sandbox.secret, 300)
    forged = sandbox.signed(event, secret="whsec_stranger")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.WebhookSignature.verify_header(
            forged["data"], forged["headers"]["Stripe-Signature"], sandbox.secret, 300
        )


def wait_for(true, seconds=5):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
