"""What an attempt may become, in its one place."""

import pytest

from campaigns.payments.attempts import go_on
from campaigns.payments.states import LIVE_ATTEMPTS, AttemptState, WrongTransition
from tests.factories.money import make_gift

pytestmark = pytest.mark.django_db


def attempt(state):
    one = make_gift().attempts.get()
    one.state = state
    one.save()
    return one


@pytest.mark.parametrize("state", AttemptState)
def test_what_is_paid_stays_paid(state):
    with pytest.raises(WrongTransition):
        go_on(attempt(AttemptState.PAID), state)


@pytest.mark.parametrize("state", set(AttemptState) - {AttemptState.PAID})
def test_late_money_is_money(state):
    one = attempt(state)
    go_on(one, AttemptState.PAID)
    one.refresh_from_db()
    assert one.state == AttemptState.PAID


@pytest.mark.parametrize("state", set(AttemptState))
def test_it_is_closed_when_stripe_has_nothing_more_to_say(state):
    one = attempt(AttemptState.CREATED)
    go_on(one, state, "x" * 100)
    one.refresh_from_db()
    assert (one.closed_at is None) == (state in LIVE_ATTEMPTS)
    assert one.error_code == "x" * 60


def test_what_was_said_before_stays():
    one = attempt(AttemptState.OPEN)
    one.error_code = "card_declined"
    go_on(one, AttemptState.EXPIRED)
    one.refresh_from_db()
    assert one.error_code == "card_declined"
