"""The inbox: only what Stripe signed comes in, once, and nothing that comes in is worth a 5xx."""

import hashlib
import hmac
import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.payments import gateway
from campaigns.payments.messages import handlers, inbox
from campaigns.payments.messages.webhooks import MAX_BYTES
from campaigns.payments.models import WebhookEvent

pytestmark = pytest.mark.django_db
URL = "/webhooks/stripe/"
SECRET = "whsec_ours"


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET, "whsec_next"]


def message(**changes):
    told = {"id": "cs_test_1", "object": "checkout.session", "metadata": {}}
    return {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "livemode": False,
        "created": 1_743_500_000,
        "data": {"object": told},
    } | changes


def signature(body: bytes, secret=SECRET, at=None) -> str:
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


@pytest.fixture
def knock(client):
    def send(body, header=None):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Stripe-Signature": signature(body) if header is None else header}
        return client.post(URL, body, content_type="application/json", headers=headers)

    return send


def test_a_signed_message_is_kept(knock):
    assert knock(message()).status_code == 200
    row = WebhookEvent.objects.get()
    assert (row.event_id, row.type, row.object_id) == (
        "evt_1",
        "checkout.session.completed",
        "cs_test_1",
    )


def test_a_message_is_kept_once_however_often_it_comes(knock):
    for _time in range(3):
        assert knock(message()).status_code == 200
    assert WebhookEvent.objects.count() == 1


@pytest.mark.parametrize("secret", [SECRET, "whsec_next"])
def test_each_of_the_secrets_is_good_while_they_change(knock, secret):
    body = json.dumps(message()).encode()
    assert knock(body, signature(body, secret)).status_code == 200


@pytest.mark.parametrize("seconds", [-295, 0, 295])
def test_a_clock_may_be_a_little_off(knock, seconds):
    body = json.dumps(message()).encode()
    assert knock(body, signature(body, at=int(time.time()) + seconds)).status_code == 200


def forgeries():
    body = json.dumps(message()).encode()
    now = int(time.time())
    good = signature(body)
    digest = good.partition("v1=")[2]
    return {
        "none": "",
        "nonsense": "nonsense",
        "no stamp": f"v1={digest}",
        "no digest": f"t={now}",
        "another secret": signature(body, "whsec_theirs"),
        "an empty secret": signature(body, ""),
        "another body": signature(body + b" "),
        "another stamp": f"t={now - 1},v1={digest}",
        "old": signature(body, at=now - 310),
        "from the future": signature(body, at=now + 310),
        "a year ahead": signature(body, at=now + 31_536_000),
        "another scheme": good.replace("v1=", "v0="),
        "not ASCII": f"t={now},v1=ключ",
        "two stamps": f"t={now - 1000},t={now},v1={digest}",
        "a huge stamp": f"t={'9' * 5000},v1={digest}",
        "digits of another script": good.replace(
            str(now), "".join("٠١٢٣٤٥٦٧٨٩"[int(c)] for c in str(now))
        ),
    }


@pytest.mark.parametrize("name", forgeries())
def test_a_forged_message_writes_no_row(knock, name):
    header = forgeries()[name].encode().decode("latin-1")
    assert knock(message(), header).status_code == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head", "options"])
def test_only_a_post_is_a_message(client, method):
    response = getattr(client, method)(URL)
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_an_oversized_body_is_not_read(knock):
    assert knock(b"x" * (MAX_BYTES + 1)).status_code == 413
    assert not WebhookEvent.objects.exists()


MISSHAPEN = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"evt"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 900 + b"1" + b"}" * 900,
    b"1" * 10_000,
    b"\x00",
    json.dumps(message(id=None)).encode(),
    json.dumps(message(id="evt 1")).encode(),
    json.dumps(message(id="evt_\u0000")).encode(),
    json.dumps(message(id="x" * 500)).encode(),
    json.dumps(message(type="TYPE")).encode(),
    json.dumps(message(type=5)).encode(),
    json.dumps(message(created="yesterday")).encode(),
    json.dumps(message(created=10**20)).encode(),
    json.dumps(message(created=None)).encode(),
    json.dumps(message(data=None)).encode(),
    json.dumps(message(data={"object": []})).encode(),
    json.dumps(message(data={"object": {"id": {"$": 1}}})).encode(),
    json.dumps({"id": "evt_1"}).encode(),
]


@pytest.mark.parametrize("body", MISSHAPEN, ids=range(len(MISSHAPEN)))
def test_a_signed_message_of_no_known_shape_is_refused_and_not_an_error(knock, body):
    header = signature(body)
    assert knock(body, header).status_code == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.parametrize(
    "metadata",
    [None, "text", [], {"donation": 5}, {"donation": "x", "attempt": "1"}, {"donation": "\u0000"}],
)
def test_anothers_metadata_is_no_matter(knock, metadata):
    told = {"id": "pi_1", "metadata": metadata, "payment_intent": 7}
    assert knock(message(data={"object": told})).status_code == 200
    assert inbox.work_off() == 1


def test_no_donors_data_lies_in_the_inbox(donor):
    donation = donor.give()
    donor.pay(donation)
    for one in donor.messages():
        donor.deliver(one)
    kept = [str(row) for row in WebhookEvent.objects.values()]
    assert kept
    assert not any("aigul" in row or "Test Donor" in row for row in kept)


def test_a_message_that_could_not_be_handled_stays_and_is_tried_again(knock, monkeypatch):
    def throw(event):
        raise RuntimeError("aigul@example.org")

    monkeypatch.setitem(handlers.HANDLERS, "checkout.session.completed", throw)
    assert knock(message()).status_code == 200
    assert inbox.work_off() == 0
    row = WebhookEvent.objects.get()
    assert (row.handled_at, row.attempts, row.last_error) == (None, 1, "RuntimeError")
    assert row.next_attempt_at > row.received_at
    assert inbox.work_off() == 0, "not before its time"
    assert WebhookEvent.objects.get().attempts == 1
    monkeypatch.setitem(handlers.HANDLERS, "checkout.session.completed", lambda event: None)
    WebhookEvent.objects.update(next_attempt_at=row.received_at)
    assert inbox.work_off() == 1
    assert WebhookEvent.objects.get().handled_at is not None


def test_one_bad_message_does_not_hold_up_the_others(knock, monkeypatch):
    def throw_first(event):
        if event.event_id == "evt_0":
            raise RuntimeError

    monkeypatch.setitem(handlers.HANDLERS, "checkout.session.completed", throw_first)
    for n in range(3):
        knock(message(id=f"evt_{n}"))
    assert inbox.work_off() == 2


def test_a_message_taken_by_a_worker_that_died_is_taken_again(knock):
    knock(message(type="unknown.type"))
    taken = inbox._take_next()
    assert taken.attempts == 1
    assert inbox.work_off() == 0
    WebhookEvent.objects.update(next_attempt_at=taken.received_at)
    assert inbox.work_off() == 1


def test_the_end_of_a_turn_takes_no_message_along(knock, monkeypatch):
    knock(message(type="unknown.type"))
    monkeypatch.setattr(inbox, "TURN_SECONDS", 0)
    assert inbox.work_off() == 0
    assert WebhookEvent.objects.get().attempts == 0


def test_a_silent_stripe_is_noted_without_its_words(knock, monkeypatch, caplog):
    def throw(event):
        try:
            raise RuntimeError("No such customer: aigul@example.org")
        except RuntimeError as error:
            raise gateway.GatewayRefused("resource_missing") from error

    monkeypatch.setitem(handlers.HANDLERS, "checkout.session.completed", throw)
    knock(message())
    inbox.work_off()
    assert "resource_missing" in caplog.text
    assert "aigul" not in caplog.text


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_off_neither_hurries_nor_delays_the_next_try(
    knock, monkeypatch, time_machine, hours
):
    def throw(event):
        raise gateway.GatewayUnavailable("no_answer")

    monkeypatch.setitem(handlers.HANDLERS, "checkout.session.completed", throw)
    knock(message())
    time_machine.move_to(timezone.now() + timedelta(hours=hours))
    inbox.work_off()
    row = WebhookEvent.objects.get()
    assert row.attempts == 1
    assert timedelta(0) < row.next_attempt_at - row.received_at < timedelta(minutes=1)
