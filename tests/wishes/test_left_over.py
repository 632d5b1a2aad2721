"""Money that stayed with a wish that is over stands on the finance desk, with one way on."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from audit.models import AuditEntry
from campaigns.funds.deciding.propose import propose_wish_purchase
from campaigns.funds.models import Fund, FundKind
from campaigns.funds.surplus import move_surplus
from campaigns.reconciliation import desk
from tests.factories import wishes as make
from tests.factories.homes import make_person, paper, wish_paid
from tests.factories.money import enter_charge, make_fund
from tests.factories.staff import make_officer
from users.roles import HUB_KEEPERS, MODERATORS, PRESS
from wishes import left_over, lifecycle
from wishes.models import Wish
from wishes.states import State

pytestmark = pytest.mark.django_db

PRICE = 55_000_00


@pytest.fixture
def general():
    return make_fund(kind=FundKind.GENERAL, goal_tiyn=None)


@pytest.fixture
def wish(general):
    """Its whole price was given, and somebody went to get it."""
    wish = make.published_wish(price_tiyn=PRICE)
    fund = Fund.objects.get(wish_code=wish.code)
    Fund.objects.filter(pk=fund.pk).update(opened_on=timezone.localdate() - timezone.timedelta(30))
    enter_charge(fund, PRICE)
    lifecycle.claim(wish)
    return wish


@pytest.fixture
def over(wish):
    """It is over, and nobody has decided to pay for it."""
    Wish.objects.filter(pk=wish.pk).update(state=State.FULFILLED)
    return wish


def its_fund(wish):
    return Fund.objects.with_totals().get(wish_code=wish.code)


def on_the_desk():
    return [(one.count, one.url) for one in desk.waiting_elsewhere()]


PLACE = "/admin/wish-money/"
ENGLISH = {"Accept-Language": "en"}


def test_the_money_of_a_wish_that_is_being_got_is_on_its_way(wish):
    assert on_the_desk() == []


def test_that_of_a_wish_that_came_true_and_was_never_paid_stands_on_the_desk(over):
    assert on_the_desk() == [(1, PLACE)]


def test_and_that_of_a_wish_that_was_withdrawn_while_it_was_got(wish):
    lifecycle.withdraw(wish)
    assert (its_fund(wish).is_open, its_fund(wish).given_up_on) == (False, None)
    assert on_the_desk() == [(1, PLACE)]


def test_what_is_proposed_to_be_paid_stands_there_as_that_alone(over):
    propose_wish_purchase(
        its_fund(over), over.code, PRICE, decided_on=timezone.localdate(), paper=paper(),
        by=make_person(),
    )  # fmt: skip
    assert PLACE not in dict(map(reversed, on_the_desk()))


def test_what_was_paid_in_full_left_nothing(over):
    wish_paid(its_fund(over), PRICE)
    assert on_the_desk() == []


def test_nothing_was_bought_so_all_goes_on_as_donors_were_told(over, general, client):
    one = make_officer()
    client.force_login(one)
    page = client.get(PLACE).content.decode()
    assert over.code in page
    assert "₸55,000" in page
    client.post(PLACE, {"wish": over.code})
    move_surplus()
    assert Fund.objects.with_totals().get(pk=general.pk).raised_tiyn == PRICE
    assert its_fund(over).raised_tiyn == 0
    assert on_the_desk() == []
    entry = AuditEntry.objects.get(action="wish_money.send_on")
    assert (entry.actor, entry.facts) == (one, {"wish": over.code, "tiyn": PRICE})


def test_the_last_day_of_giving_is_none_before_the_first(over, client):
    client.force_login(make_officer())
    told = "Last day of giving"
    with translation.override("en"):
        assert told in client.get(PLACE, headers=ENGLISH).content.decode()
        Fund.objects.filter(wish_code=over.code).update(opened_on=timezone.localdate())
        page = client.get(PLACE, headers=ENGLISH).content.decode()
    assert over.code in page
    assert told not in page


def test_it_cost_less_and_was_paid_late_so_the_rest_goes_on(over, general):
    wish_paid(its_fund(over), PRICE - 5_000_00)
    assert on_the_desk() == [(1, PLACE)]
    assert left_over.send_on(over.code, make_officer())
    move_surplus()
    assert Fund.objects.with_totals().get(pk=general.pk).raised_tiyn == 5_000_00
    assert its_fund(over).held_tiyn == 0
    assert on_the_desk() == []


def test_money_that_is_on_its_way_is_not_sent_on(wish):
    assert not left_over.send_on(wish.code, make_officer())
    assert its_fund(wish).given_up_on is None


@pytest.mark.parametrize("role", [PRESS, MODERATORS, HUB_KEEPERS])
def test_it_is_for_finance_alone(over, client, role):
    client.force_login(make_officer(role))
    assert client.post(PLACE, {"wish": over.code}).status_code in (302, 403)
    assert its_fund(over).given_up_on is None


def test_a_broken_code_is_no_wish(over, client):
    client.force_login(make_officer())
    assert client.post(PLACE, {"wish": "\0"}).status_code == 303


def test_the_place_is_where_the_desk_says(over):
    assert reverse("wish_money") == PLACE
