"""Open data tell beside what is in the books the cash that nobody has confirmed so far."""

import json
from datetime import date

import pytest
from django.core.cache import cache

from campaigns.bank import cash
from campaigns.funds.models import FundKind
from campaigns.funds.open_data.sets import SETS
from tests.factories.bank import make_cash
from tests.factories.homes import wish_fund_with
from tests.factories.money import enter_charge, make_fund
from tests.factories.wishes import make_user

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH, MAY = date(2026, 2, 20), date(2026, 3, 2), date(2026, 5, 31)


def told(kind=None):
    """Of each month: what came in cash, what was left, what is not confirmed."""
    return {
        row["month"]: (row["in_cash"], row["closing"], row["unconfirmed"])
        for row in SETS["funds"].rows()
        if kind in (None, row["kind"])
    }


def test_it_stands_from_the_month_in_which_it_came_until_it_is_confirmed():
    fund, by = make_fund(), make_user()
    first = make_cash(by, fund=fund, received_on=MARCH, amount_tiyn=300)
    second = make_cash(by, fund=fund, received_on=MAY, amount_tiyn=50)
    assert told() == {"2026-03": (0, 0, 300), "2026-05": (0, 0, 350)}
    cash.confirm_gift(first, make_user())
    assert told() == {"2026-03": (300, 300, 0), "2026-05": (0, 300, 50)}
    cash.reject(second, "no such paper", make_user())
    assert told() == {"2026-03": (300, 300, 0)}


def test_a_month_with_nothing_of_it_says_so_and_one_between_goes_on_counting_it():
    fund, by = make_fund(), make_user()
    for day in (FEBRUARY, MAY):
        cash.confirm_gift(make_cash(by, fund=fund, received_on=day), make_user())
    make_cash(by, fund=fund, received_on=MARCH, amount_tiyn=7)
    assert [row[1:] for row in told().values()] == [(3_000_00, 0), (3_000_00, 7), (6_000_00, 7)]


def test_all_wishes_have_it_in_their_one_line(client):
    one, other = wish_fund_with(100), wish_fund_with(100, code="K2P7MX4C")
    by = make_user()
    make_cash(by, fund=one, received_on=MARCH, amount_tiyn=5)
    make_cash(by, fund=other, received_on=MARCH, amount_tiyn=6)
    told_of_wishes = told(FundKind.WISH)
    assert told_of_wishes["2026-03"][2] == 11
    cache.clear()
    assert one.slug not in client.get("/open-data/funds.json").content.decode()


def test_the_file_has_the_column_and_no_donor(client):
    fund = make_fund()
    enter_charge(fund, 100)
    make_cash(make_user(), fund=fund, received_on=MARCH, amount_tiyn=5, donor_name="Айгүл")
    cache.clear()
    text = client.get("/open-data/funds.json").content.decode()
    assert 5 in [row["unconfirmed"] for row in json.loads(text)]
    assert "Айгүл" not in text
