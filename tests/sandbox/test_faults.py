"""Troubles on order: what the library's caller sees, and whether anything happened."""

import threading
import time

import pytest
import stripe

from tests.sandbox.conftest import client_for, gift


def make(api):
    return api.checkout.sessions.create(gift())


def made(api):
    return len(api.checkout.sessions.list().data)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (429, stripe.RateLimitError),
        (500, stripe.APIError),
        (503, stripe.APIError),
        (401, stripe.AuthenticationError),
    ],
)
def test_a_refusal_changes_nothing(api, sandbox, status, error):
    sandbox.fault("status", "/v1/checkout/sessions", status=status)

    with pytest.raises(error):
        make(api)

    assert made(api) == 0


def test_an_error_after_the_work_hides_what_was_done(api, sandbox):
    sandbox.fault("error-after-effect", "/v1/checkout/sessions")

    with pytest.raises(stripe.APIError):
        make(api)

    assert made(api) == 1


@pytest.mark.parametrize(("kind", "count"), [("drop", 0), ("drop-after-effect", 1)])
def test_a_dropped_connection(api, sandbox, kind, count):
    sandbox.fault(kind, "/v1/checkout/*")

    with pytest.raises(stripe.APIConnectionError):
        make(api)

    assert made(api) == count


def test_a_slow_answer_runs_into_the_callers_time_out(sandbox):
    sandbox.fault("hang-after-effect", "/v1/checkout/sessions", seconds=30)
    hasty = client_for(sandbox, http_client=stripe.RequestsClient(timeout=0.3))

    began = time.monotonic()
    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.checkout.sessions.create(gift())

    assert time.monotonic() - began < 3
    assert made(client_for(sandbox).v1) == 1


def test_a_trouble_hits_as_often_as_ordered_and_only_where_ordered(api, sandbox):
    sandbox.fault("status", "/v1/checkout/sessions", "POST", status=500, count=2)

    assert api.customers.list().data == []
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            make(api)
    assert make(api).status == "open"


def test_troubles_are_cleared(api, sandbox):
    sandbox.fault("status", count=0)
    with pytest.raises(stripe.APIError):
        make(api)

    sandbox.clear_faults()

    assert make(api).status == "open"


def test_many_callers_at_once_each_get_their_own(sandbox):
    ids: list[str] = []

    def work() -> None:
        api = client_for(sandbox).v1
        ids.extend(make(api).id for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == len(set(ids)) == 40


@pytest.mark.parametrize("key", ["sk_live_abc", "pk_test_abc", "nonsense"])
def test_only_test_keys_are_let_in(sandbox, key):
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        client_for(sandbox, key).v1.balance.retrieve()


def test_the_sandbox_speaks_the_version_of_the_installed_library(api, sandbox):
    answer = api.balance.retrieve().last_response
    assert answer.headers["Stripe-Version"] == stripe.api_version
    assert answer.request_id.startswith("req_")

    old = client_for(sandbox, stripe_version="2020-08-27")
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        old.v1.balance.retrieve()


def test_an_unknown_address_is_a_404(api):
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        api.coupons.list()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.charges.retrieve("ch_none")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
