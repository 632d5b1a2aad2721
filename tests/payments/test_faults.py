"""Stripe down, slow, overloaded, or silent after it did the work: nothing lost, nothing double."""

import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from campaigns.funds.models import Fund
from campaigns.payments import gateway
from campaigns.payments.giving import gift_page
from campaigns.payments.messages import inbox
from campaigns.payments.models import Donation, WebhookEvent
from campaigns.payments.states import AttemptState, DonationState

pytestmark = pytest.mark.django_db
SESSIONS = "/v1/checkout/sessions"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(gateway, "ANSWER_SECONDS", 0.4)


def assert_kept_honestly(donor, donation):
    """The page says that nothing was taken, and offers to try again."""
    page = donor.visit(donation).content.decode()
    assert "no money was taken" in page.lower()
    assert "Try again" in page
    assert Donation.objects.count() == 1


def assert_paid_once(donor, donation):
    response = donor.try_again(donation)
    attempt = donor.attempt(donation)
    assert response["Location"] == attempt.checkout_url != ""
    donor.pay(donation)
    donor.deliver_all()
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID
    assert Fund.objects.with_totals().get(pk=donor.fund.pk).raised_tiyn == donation.amount_tiyn
    call_command("check_ledger")
    call_command("reconcile")


# What goes wrong, and whether the same key is good for another try.
FAULTS = [
    ({"kind": "drop"}, True),
    ({"kind": "delay", "seconds": 2}, True),
    ({"kind": "status", "status": 429}, True),
    ({"kind": "status", "status": 500}, False),
    ({"kind": "status", "status": 503}, False),
    ({"kind": "drop-after-effect"}, True),
    ({"kind": "hang-after-effect", "seconds": 2}, True),
    ({"kind": "error-after-effect"}, False),
]


@pytest.mark.parametrize(
    ("fault", "same_key"), FAULTS, ids=[" ".join(map(str, f.values())) for f, _key in FAULTS]
)
def test_a_gift_outlives_a_fault_at_the_pay_page(donor, fault, same_key):
    donor.sandbox.fault(path=SESSIONS, method="POST", **fault)
    donation = donor.give()
    assert_kept_honestly(donor, donation)
    if fault["kind"] == "delay":
        time.sleep(2)  # The sandbox is still at work on the first call.
    assert_paid_once(donor, donation)
    assert donation.attempts.count() == (1 if same_key else 2)
    keys = {one["idempotency_key"] for one in donor.asked_of_stripe(about=donation)}
    assert keys == {attempt.idempotency_key for attempt in donation.attempts.all()}


def test_with_stripe_down_the_gift_is_kept(donor, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.STRIPE_API_BASE = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        donation = donor.give()
        assert_kept_honestly(donor, donation)
        donor.try_again(donation)
        assert_kept_honestly(donor, donation)
    settings.STRIPE_API_BASE = donor.sandbox.url
    assert_paid_once(donor, donation)
    assert donation.attempts.count() == 1


def test_an_open_page_is_still_led_to_when_stripe_does_not_answer(donor):
    donation = donor.give()
    donation.attempts.update(opened_at=timezone.now() - timedelta(minutes=5))
    donor.sandbox.fault("status", status=503)
    assert donor.try_again(donation)["Location"] == donor.attempt(donation).checkout_url


def test_a_page_that_was_paid_meanwhile_is_not_led_to_again(donor):
    donation = donor.give()
    donor.pay(donation)
    donation.attempts.update(opened_at=timezone.now() - timedelta(minutes=5))
    assert donor.try_again(donation)["Location"] == donation.get_absolute_url("en")
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_a_slow_stripe_holds_a_reader_no_longer_than_said(donor):
    donor.sandbox.fault("delay", seconds=5)
    started = time.monotonic()
    donor.give()
    assert time.monotonic() - started < 2


def test_a_key_that_is_refused_is_not_the_donors_fault(donor):
    donor.sandbox.fault("status", path=SESSIONS, method="POST", status=401)
    donation = donor.give()
    assert donation.state == DonationState.FAILED
    assert_kept_honestly(donor, donation)
    assert_paid_once(donor, donation)


def test_an_address_that_stripe_does_not_take_is_asked_for_again(donor, monkeypatch):
    def refuse(order):
        raise gateway.GatewayRefused("email_invalid")

    monkeypatch.setattr(gateway, "create_session", refuse)
    response = donor.send_form(donor_email="odd@example.org")
    assert response.status_code == 422
    assert "donor_email" in response.context["form"].errors
    monkeypatch.undo()
    assert donor.give(donor_email="good@example.org").state == DonationState.OPEN


@pytest.mark.parametrize("fault", ["status", "drop"])
def test_the_gifts_page_stands_when_stripe_does_not_answer(donor, fault):
    donation = donor.give()
    donor.pay(donation)
    donor.sandbox.fault(fault, path=f"{SESSIONS}/*", count=0)
    page = donor.visit(donation, came_back=True)
    assert page.status_code == 200
    assert "We are waiting" in page.content.decode()
    donor.sandbox.clear_faults()
    cache.clear()  # Ten seconds later.
    assert "Thank you" in donor.visit(donation).content.decode()


def test_a_message_is_kept_while_stripe_does_not_answer(donor):
    donation = donor.give()
    donor.pay(donation)
    (message,) = [m for m in donor.messages() if m["type"] == "checkout.session.completed"]
    donor.sandbox.fault("status", status=500, path=f"{SESSIONS}/*")
    assert donor.deliver(message).status_code == 200
    row = WebhookEvent.objects.get()
    assert (row.handled_at, row.attempts) == (None, 1)
    assert row.last_error == "GatewayUnavailable http_500"
    WebhookEvent.objects.update(next_attempt_at=row.received_at)
    assert inbox.work_off() == 1
    donation.refresh_from_db()
    assert donation.state == DonationState.PAID


def test_an_answer_that_makes_no_sense_is_no_answer(donor, monkeypatch):
    donation = donor.give()
    monkeypatch.setattr(gateway, "read_session", lambda answer: answer.nothing_like_that)
    with pytest.raises(gateway.GatewayUnavailable, match="unreadable"):
        gateway.fetch_session(donor.attempt(donation).session_id)


def test_a_key_that_stripe_may_have_forgotten_is_not_used_again(donor):
    donor.sandbox.fault("drop", path=SESSIONS, method="POST")
    donation = donor.give()
    donation.attempts.update(created_at=timezone.now() - timedelta(hours=24))
    donor.try_again(donation)
    first, second = donation.attempts.order_by("n")
    assert (first.state, second.state) == (AttemptState.EXPIRED, AttemptState.OPEN)


@pytest.fixture
def trickling():
    """A server that answers byte by byte and never ends; each byte is a sign of life."""
    ended = threading.Event()

    def trickle(connection):
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not ended.wait(0.1):
                connection.sendall(b"x")

    def serve():
        with suppress(OSError):
            while not ended.is_set():
                threading.Thread(target=trickle, args=[listener.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        ended.set()
        listener.shutdown(socket.SHUT_RDWR)
        server.join(5)


def test_an_answer_that_trickles_in_holds_nobody_longer_than_said(donor, settings, trickling):
    settings.STRIPE_API_BASE = trickling
    started = time.monotonic()
    donation = donor.give()
    assert time.monotonic() - started < 2
    assert donor.attempt(donation).error_code == "no_answer"
    settings.STRIPE_API_BASE = donor.sandbox.url
    assert_paid_once(donor, donation)


def test_a_site_without_a_key_keeps_the_gift(donor, settings):
    settings.STRIPE_SECRET_KEY = ""
    donation = donor.give()
    assert_kept_honestly(donor, donation)


def test_many_readers_of_a_silent_stripe_wait_for_it_once(donor, monkeypatch):
    monkeypatch.setattr(gift_page, "PATIENCE_SECONDS", 0.4)
    gifts = [donor.give(amount=amount) for amount in ("700", "800", "900")]
    donor.sandbox.fault("delay", path=f"{SESSIONS}/*", count=0, seconds=2)
    before = len(donor.sandbox.requests())
    started = time.monotonic()
    for donation in gifts:
        assert donor.visit(donation, came_back=True).status_code == 200
    assert time.monotonic() - started < 1.2
    assert len(donor.sandbox.requests()) <= before + 1
