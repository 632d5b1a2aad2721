"""What is taken over of what Stripe says, and what is left as it is."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from campaigns.payments.models import Attempt, Donation
from campaigns.payments.settlement import settle
from campaigns.payments.states import AttemptState, DonationState
from tests.payments.test_tampering import of_charge, of_intent, of_session, show
from tests.stripe_sandbox.process import OrderRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_page(donor):
    """An attempt whose pay page stands open, and that nobody has asked Stripe about."""
    attempt = donor.attempt(donor.give())
    Attempt.objects.update(checked_at=None)
    return attempt


def states(attempt):
    attempt = Attempt.objects.select_related("donation").get(pk=attempt.pk)
    return attempt.donation.state, attempt.state


def test_a_page_that_is_still_open_is_noted_without_a_lock(open_page):
    """The usual answer: nobody waits for it."""
    with CaptureQueriesContext(connection) as asked:
        settle(open_page)
    assert not any("FOR UPDATE" in one["sql"] for one in asked)
    open_page.refresh_from_db()
    assert open_page.checked_at is not None
    assert states(open_page) == (DonationState.OPEN, AttemptState.OPEN)


def test_an_open_page_that_came_to_differ_is_held(open_page, monkeypatch):
    show(monkeypatch, of_session(amount_tiyn=1))
    settle(open_page)
    assert states(open_page) == (DonationState.QUARANTINED, AttemptState.QUARANTINED)


def test_a_session_without_a_status_says_nothing(open_page, monkeypatch):
    show(monkeypatch, of_session(status=None))
    settle(open_page)
    open_page.refresh_from_db()
    assert open_page.checked_at is not None
    assert states(open_page) == (DonationState.OPEN, AttemptState.OPEN)


def test_a_long_word_of_the_bank_is_kept_as_far_as_there_is_room(donor, open_page, monkeypatch):
    with pytest.raises(OrderRefused):
        donor.sandbox.pay(open_page.session_id, card="4000000000000002")
    show(monkeypatch, of_intent(decline_code="x" * 100))
    settle(open_page)
    open_page.refresh_from_db()
    assert open_page.error_code == "x" * 60


def test_what_was_taken_over_stays_whatever_comes_after(donor, open_page):
    """So it may be no part of a longer transaction."""
    donor.sandbox.pay(open_page.session_id)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        settle(open_page)
    assert states(open_page) == (DonationState.OPEN, AttemptState.OPEN)


DIFFERS = of_session(amount_tiyn=1)
WENT_BACK = of_charge(returned_tiyn=5_000_00)
WENT_BACK_IN_PART = of_charge(returned_tiyn=4_999_99)
NEVER_CAME = of_session(payment_status="unpaid")


@pytest.mark.parametrize(
    ("state", "money", "is_held"),
    [
        (AttemptState.FAILED, WENT_BACK, False),
        (AttemptState.FAILED, WENT_BACK_IN_PART, True),
        (AttemptState.FAILED, NEVER_CAME, False),
        (AttemptState.EXPIRED, NEVER_CAME, True),
        (AttemptState.EXPIRED, WENT_BACK, True),
    ],
)
def test_what_differs_is_held_unless_it_failed_and_no_money_is_there(
    donor, open_page, monkeypatch, state, money, is_held
):
    donor.sandbox.pay(open_page.session_id)
    Attempt.objects.update(state=state)
    Donation.objects.update(state=state)
    open_page.refresh_from_db()
    show(monkeypatch, lambda session: DIFFERS(money(session)))
    settle(open_page)
    now = AttemptState.QUARANTINED if is_held else state
    assert states(open_page) == (now, now)
