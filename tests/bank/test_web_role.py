"""Each thing that finance does about a line or cash, done by the role that the web runs as."""

import pytest
from django.urls import reverse

from campaigns.bank import balance, cash
from campaigns.bank.invariants import violations
from campaigns.bank.models import OpeningBalance
from campaigns.payments.models import Refund
from tests.factories.bank import (
    DAY,
    agree,
    as_mt940,
    booking,
    bring,
    line_of,
    make_cash,
    make_deposit,
    make_paid_back,
    make_payout,
    make_pledge,
)
from tests.factories.money import NOON, make_fund
from tests.factories.wishes import make_user
from tests.funds.test_append_only import acting_as, web_role  # noqa: F401 - a fixture
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(sign_in, web_role):  # noqa: F811
    """Presses a button of the page of a line; gives what the line then is."""
    client = sign_in(roles.FINANCE)

    def press(line, action, **sent):
        url = reverse("bank_office:line", args=[line.pk])
        assert client.get(url).status_code == 200
        answer = client.post(url, {"action": action, **sent})
        assert answer.status_code == 302, answer.context["forms"][action].errors
        line.refresh_from_db()
        return line.aside_reason or line.state

    with acting_as(web_role):
        yield press
    assert list(violations()) == []


def brought(*args, **fields):
    one = booking(*args, **fields)
    bring(one)
    return line_of(one)


def test_gifts(act):
    assert act(brought(7_00), "match", reference=str(make_pledge())) == "matched"
    assert act(brought(8_00), "give", fund=make_fund().pk) == "matched"


def test_what_is_set_aside_and_what_is_told_twice(act):
    assert act(brought(9_00), "aside", what="own", note="") == "own"
    bring(booking(5_00, "Взнос первый", reference=""))
    second = booking(5_00, "Взнос другой", reference="X77")
    bring(second, write=as_mt940)
    line = line_of(second)
    assert act(line, "another") == "new"
    assert act(line, "same") == "twin"


def test_a_payout(act):
    payout = make_payout()
    assert act(brought(payout.amount), "payout", payout=payout.stripe_id) == "payout"


def test_a_fee_and_a_payment_that_is_tied(act):
    assert act(brought(-300_00), "fee") == "fee"
    entry = make_paid_back(1_000_00)
    assert act(brought(-1_000_00, day=NOON.date()), "tie", entry=entry.pk) == "booked"


def test_a_refund_that_came_back(act):
    refund = Refund.objects.get(pk=make_paid_back(1_000_00).external_id)
    line = brought(1_000_00, day=NOON.date())
    assert act(line, "returned", refund=refund.pk) == "came_back"


def test_what_is_taken_back(act):
    gift, fee = brought(8_00), brought(-300_00)
    act(gift, "give", fund=make_fund().pk)
    act(fee, "fee")
    for line in (gift, fee):
        act(line, "undo", reason="it was another one")
        agree(line)
        line.refresh_from_db()
        assert line.turn == 1


def test_cash_and_the_opening_balance(act):
    one, other = make_user("one"), make_user("other")
    cash.confirm_gift(make_cash(one), other)
    cash.confirm_deposit(make_deposit(one), other)
    row = balance.propose_opening(OpeningBalance(amount_tiyn=1, day=DAY), one)
    assert balance.decide_opening(row.pk, other, yes=True).decided_by == other
