"""A costly wish on the site may be given to in parts; its fund follows its state."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.funds.models import Fund, FundKind
from campaigns.funds.surplus import move_surplus
from campaigns.payments.giving import wish_parts
from tests.factories import wishes as make
from tests.factories.homes import make_person, wish_paid
from tests.factories.money import enter_charge, make_fund
from wishes import lifecycle
from wishes.models import WishPage
from wishes.states import State

pytestmark = pytest.mark.django_db

PRICE = 55_000_00
FOREVER = {"opened_on": timezone.localdate() - timezone.timedelta(days=30)}


@pytest.fixture
def general():
    return make_fund(kind=FundKind.GENERAL, goal_tiyn=None)


@pytest.fixture
def wish(general):
    wish = make.published_wish(price_tiyn=PRICE, what="Велосипед")
    # Opened before today, so that it can close today.
    Fund.objects.filter(kind=FundKind.WISH).update(**FOREVER)
    return wish


def its_fund(wish):
    return Fund.objects.get(wish_code=wish.code)


def test_a_costly_wish_that_is_published_has_a_fund(wish, general):
    fund = its_fund(wish)
    assert (fund.goal_tiyn, fund.surplus_to, fund.is_open) == (PRICE, general, True)
    assert wish.code in fund.name_ru
    assert "Велосипед" in fund.name_ru


def test_the_fund_knows_no_child(wish):
    page = WishPage.objects.get(pk=wish.page_id)
    fund = its_fund(wish)
    told = " ".join(str(getattr(fund, field.attname)) for field in Fund._meta.concrete_fields)
    for private in (page.pseudonym, "Байтереков", "Айгерим", "Гульнара", page.story_ru):
        assert private not in told


@pytest.mark.parametrize(("price", "threshold"), [(12_000_00, 40_000_00), (PRICE, 0)])
def test_a_cheap_wish_has_none_and_none_has_one_where_it_is_switched_off(
    general, settings, price, threshold
):
    settings.WISH_PARTS_FROM_TIYN = threshold
    make.published_wish(price_tiyn=price)
    assert not Fund.objects.filter(kind=FundKind.WISH).exists()


def test_without_a_general_fund_the_wish_is_published_all_the_same():
    wish = make.published_wish(price_tiyn=PRICE)
    assert wish.state == State.PUBLISHED
    assert wish_parts.standing(wish.code) is None


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_shows_how_much_is_there_and_the_way_to_give(client, wish, language):
    enter_charge(its_fund(wish), 11_000_00)
    page = client.get(f"/{language}/wishes/{wish.code}/").content.decode()
    assert {"en": "₸11,000"}.get(language, "11\xa0000\xa0₸") in page
    assert its_fund(wish).get_donate_url(language) in page


def test_the_page_of_a_cheap_wish_says_nothing_of_parts(client, general):
    wish = make.published_wish()
    assert "/donate/wish-" not in client.get(f"/en/wishes/{wish.code}/").content.decode()


def test_it_costs_the_page_one_query(client, wish):
    url = f"/en/wishes/{wish.code}/"
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    assert sum("funds_fund" in query["sql"] for query in captured) == 1
    assert len(captured) <= 8


def test_claimed_with_the_whole_price_there_the_money_stays(wish):
    enter_charge(its_fund(wish), PRICE)
    lifecycle.claim(wish)
    fund = its_fund(wish)
    assert (fund.is_open, fund.given_up_on) == (False, None)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("kk", "Тілек адамдар берген ақшаға сатып алынды."),
        ("ru", "Желание куплено на деньги, которые дали люди."),
        ("en", "The wish has been bought with what people gave."),
    ],
)
def test_once_it_is_paid_the_page_says_that_it_was_bought(client, wish, language, told):
    enter_charge(its_fund(wish), PRICE)
    lifecycle.claim(wish)
    url = f"/{language}/wishes/{wish.code}/"
    assert told not in client.get(url).content.decode()
    wish_paid(its_fund(wish), PRICE)
    assert told in client.get(url).content.decode()
    assert told in client.get(its_fund(wish).get_donate_url(language)).content.decode()


def test_claimed_by_somebody_else_it_is_given_up_and_taken_up_when_released(wish):
    enter_charge(its_fund(wish), 1_000_00)
    lifecycle.claim(wish)
    assert its_fund(wish).given_up_on == timezone.localdate()
    lifecycle.release(wish)
    assert its_fund(wish).given_up_on is None
    assert its_fund(wish).is_open


def test_paused_it_is_hidden_and_comes_back(wish):
    lifecycle.pause(wish)
    fund = its_fund(wish)
    assert (fund.is_open, fund.given_up_on) == (False, None)
    assert "Велосипед" not in fund.name_ru
    page = WishPage.objects.get(pk=wish.page_id)
    lifecycle.publish(wish, page.get_latest_revision())
    assert its_fund(wish).is_open
    assert "Велосипед" in its_fund(wish).name_ru


@pytest.mark.parametrize("end", [lifecycle.withdraw, lifecycle.expire])
def test_withdrawn_or_over_it_is_given_up_without_a_trace_of_the_title(client, wish, end):
    end(wish)
    fund = its_fund(wish)
    assert fund.given_up_on == timezone.localdate()
    for language in ("kk", "ru", "en"):
        assert "Велосипед" not in client.get(fund.get_donate_url(language)).content.decode()


def test_withdrawn_after_it_was_bought_the_money_is_spent_and_stays(wish):
    enter_charge(its_fund(wish), PRICE)
    lifecycle.claim(wish)
    lifecycle.withdraw(wish)
    fund = its_fund(wish)
    assert fund.given_up_on is None
    assert "Велосипед" not in fund.name_ru


def come_true(wish):
    staff = make_person()
    for step in (lifecycle.receive, lifecycle.deliver, lifecycle.fulfil):
        step(wish, staff)
        wish.refresh_from_db()


def test_what_a_wish_did_not_cost_goes_on_when_it_has_come_true(wish, general):
    enter_charge(its_fund(wish), PRICE)
    lifecycle.claim(wish)
    wish_paid(its_fund(wish), PRICE - 1_000_00)
    come_true(wish)
    move_surplus()
    assert kept(its_fund(wish)) == (PRICE - 1_000_00, PRICE - 1_000_00)
    assert kept(general) == (1_000_00, 0)


def test_what_is_not_paid_yet_stays_when_a_wish_has_come_true(wish):
    enter_charge(its_fund(wish), PRICE)
    lifecycle.claim(wish)
    come_true(wish)
    move_surplus()
    assert kept(its_fund(wish)) == (PRICE, 0)


def kept(fund):
    fund = Fund.objects.with_totals().get(pk=fund.pk)
    return fund.raised_tiyn, fund.allocated_tiyn
