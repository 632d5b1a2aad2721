"""What Stripe paid out is known on the bank's statement, and is nobody's gift."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.bank import settlement
from campaigns.bank.look_at import warnings
from campaigns.bank.models import LineState
from campaigns.bank.settlement import NotMatched
from campaigns.funds.models import Entry
from tests.factories.bank import DAY, agree, as_csv, booking, bring, line_of, make_payout
from tests.factories.wishes import make_user
from tests.payments.test_admin import sign_in  # noqa: F401 - a fixture
from users import roles

pytestmark = pytest.mark.django_db


def sent(tiyn=90_000_00, text="STRIPE PAYMENTS", **fields):
    return booking(tiyn, text, **fields)


def test_a_line_of_stripe_with_the_sum_of_one_payout_is_that_payout():
    payout, one = make_payout(), sent()
    bring(one)
    line = line_of(one)
    assert (line.state, line.aside_reason, line.payout) == (LineState.ASIDE, "payout", payout)
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "one",
    [
        sent(text="Пожертвование"),
        sent(90_000_01),
        sent(currency="USD"),
        sent(day=DAY + timedelta(days=11)),
    ],
)
def test_what_may_be_something_else_waits_for_a_person(one):
    make_payout()
    bring(one)
    assert line_of(one).state == LineState.NEW


def test_two_payouts_of_one_sum_wait_for_a_person():
    make_payout()
    make_payout()
    one = sent()
    bring(one)
    assert line_of(one).state == LineState.NEW


def test_a_payout_that_came_back_or_has_its_line_is_not_meant():
    make_payout(came_back_at="2026-03-05T00:00Z")
    first, second = sent(), sent()
    bring(first)
    assert line_of(first).state == LineState.NEW
    payout = make_payout()
    settlement.know_payout(line_of(first).pk, payout, by=make_user("officer"))
    bring(second)
    assert line_of(second).state == LineState.NEW
    with pytest.raises(NotMatched):
        settlement.know_payout(line_of(second).pk, payout, by=make_user("other"))


def test_finance_names_the_payout_by_one_button(sign_in):  # noqa: F811
    client = sign_in(roles.FINANCE)
    payout, one = make_payout(), sent(text="Перевод")
    bring(one)
    url = reverse("bank_office:line", args=[line_of(one).pk])
    assert payout.stripe_id in client.get(url).content.decode()
    client.post(url, {"action": "payout", "payout": payout.pk})
    assert line_of(one).payout == payout
    assert payout.stripe_id in client.get(url).content.decode()
    client.post(url, {"action": "undo", "reason": "another one"})
    agree(line_of(one))
    assert (line_of(one).state, line_of(one).payout) == (LineState.NEW, None)


def test_a_payout_that_came_with_another_sum_is_warned_of():
    payout, one = make_payout(), booking(89_000_00, "less than was sent")
    bring(one)
    settlement.know_payout(line_of(one).pk, payout, by=make_user())
    assert [(told.rule, told.detail) for told in warnings()] == [
        ("a payout came whole", f"{payout.stripe_id}: {1_000_00}")
    ]


def test_a_payout_that_no_statement_shows_is_warned_of():
    payout = make_payout()
    bring(booking(1_00), write=as_csv)
    assert list(warnings()) == []
    bring(booking(1_00, day=DAY + timedelta(days=10)))
    assert [one.detail.split(":")[0] for one in warnings()] == [payout.stripe_id]
    bring(sent())
    assert list(warnings()) == []
