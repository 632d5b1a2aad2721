"""A key makes a repetition harmless; the answers are Stripe's own."""

import threading
import time

import pytest
import stripe

from tests.sandbox.conftest import client_for, gift


def keyed(key):
    return {"idempotency_key": key}


def test_the_same_key_gives_the_same_session(api):
    first = api.checkout.sessions.create(gift(), keyed("don:1:1"))
    again = api.checkout.sessions.create(gift(), keyed("don:1:1"))

    assert again.id == first.id
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert again.last_response.headers["Original-Request"] == first.last_response.request_id
    assert again.last_response.request_id != first.last_response.request_id
    assert len(api.checkout.sessions.list().data) == 1


def test_without_a_key_there_are_two_sessions(api):
    assert api.checkout.sessions.create(gift()).id != api.checkout.sessions.create(gift()).id


def test_the_same_key_for_something_else_is_refused(api):
    api.checkout.sessions.create(gift(), keyed("don:1:1"))

    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        api.checkout.sessions.create(gift(amount=600_000), keyed("don:1:1"))
    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        api.customers.create({}, keyed("don:1:1"))


def test_wrong_parameters_do_not_spend_the_key(api):
    with pytest.raises(stripe.InvalidRequestError):
        api.checkout.sessions.create(gift(colour="red"), keyed("don:1:1"))

    assert api.checkout.sessions.create(gift(), keyed("don:1:1")).status == "open"


def test_a_declined_card_is_answered_the_same_again(api):
    params = {
        "amount": 500_000,
        "currency": "kzt",
        "payment_method": "pm_card_chargeDeclined",
        "confirm": True,
    }
    refusals = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            api.payment_intents.create(params, keyed("pay:1"))
        refusals.append(refused.value)

    assert refusals[0].error.charge == refusals[1].error.charge
    assert refusals[1].headers["Idempotent-Replayed"] == "true"
    assert len(api.charges.list().data) == 1


def test_a_key_is_forgotten_after_a_day(api, sandbox):
    first = api.checkout.sessions.create(gift(), keyed("don:1:1"))
    sandbox.advance(24 * 3600 + 1)

    assert api.checkout.sessions.create(gift(), keyed("don:1:1")).id != first.id


def test_two_requests_at_once_with_one_key_are_a_conflict(api, sandbox):
    sandbox.fault("delay", "/v1/checkout/sessions", seconds=0.5)
    slow: list[str] = []

    def ask() -> None:
        slow.append(client_for(sandbox).v1.checkout.sessions.create(gift(), keyed("k")).id)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.15)
    with pytest.raises(stripe.APIError) as refused:
        api.checkout.sessions.create(gift(), keyed("k"))
    thread.join()

    assert refused.value.http_status == 409
    assert api.checkout.sessions.create(gift(), keyed("k")).id == slow[0]


def test_a_lost_answer_is_found_again_by_the_key(api, sandbox):
    sandbox.fault("drop-after-effect", "/v1/checkout/sessions", "POST")
    with pytest.raises(stripe.APIConnectionError):
        api.checkout.sessions.create(gift(), keyed("don:1:1"))

    session = api.checkout.sessions.create(gift(), keyed("don:1:1"))

    assert session.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(api.checkout.sessions.list().data) == 1


def test_the_library_finds_it_by_itself_when_it_may_retry(sandbox):
    sandbox.fault("drop-after-effect", "/v1/checkout/sessions", "POST")
    patient = client_for(sandbox, max_network_retries=2)

    session = patient.v1.checkout.sessions.create(gift())

    assert [row.id for row in patient.v1.checkout.sessions.list().data] == [session.id]
    assert [call["status"] for call in sandbox.requests()] == [0, 200, 200]


def test_an_error_from_inside_stripe_spends_the_key(api, sandbox):
    sandbox.fault("status", "/v1/checkout/sessions", status=500, kept=True)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            api.checkout.sessions.create(gift(), keyed("don:1:1"))

    assert api.checkout.sessions.create(gift(), keyed("don:1:2")).status == "open"
