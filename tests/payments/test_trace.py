"""A donor follows the gift from the fund to the flat."""

import re

import pytest
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import of_fund
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Fund
from campaigns.funds.surplus import move_surplus
from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState
from edge.private_links import masked
from tests.factories.homes import make_apartment, set_aside, wish_fund_with, wish_paid
from tests.factories.money import NOON, enter_charge, make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(gift):
    enter_charge(gift.fund, gift.amount_tiyn, donation=gift.pk)
    Donation.objects.update(state=DonationState.PAID, paid_at=timezone.now())
    return gift


def visit(client, gift, language="en"):
    return client.get(gift.get_absolute_url(language) + "trace/")


def test_it_tells_the_share_that_went_to_each_apartment_and_when_it_was_handed_over(client, paid):
    set_aside(paid.fund, make_apartment(code="FLAT-5", handed_over_on="2026-05-12"), 3_000_00)
    html = " ".join(visit(client, paid).content.decode().split())
    assert "60 % of what the fund raised went to apartment FLAT-5, East Kazakhstan region." in html
    assert "Handed over: May 2026." in html
    assert "40&nbsp;%" in html


def test_before_anything_is_set_aside_all_of_it_is_in_the_fund(client, paid):
    html = visit(client, paid).content.decode()
    assert "Still in the fund" in html
    assert "100&nbsp;%" in html


def test_the_thanks_lead_to_it(client, paid):
    paid.attempts.update(state="paid")
    html = client.get(paid.get_absolute_url("en")).content.decode()
    assert paid.get_absolute_url("en") + "trace/" in html


@pytest.mark.parametrize("state", ["open", "expired", "quarantined"])
def test_a_gift_that_is_not_paid_has_no_trace(client, paid, state):
    Donation.objects.update(state=state, paid_at=None)
    response = visit(client, paid)
    assert (response.status_code, response["Location"]) == (302, paid.get_absolute_url("en"))


def test_a_gift_given_back_has_no_trace(client, paid):
    Donation.objects.update(state="refunded", refunded_tiyn=paid.amount_tiyn)
    assert visit(client, paid).status_code == 302


def lead_of(page):
    return re.search(r'<p class="lead">(.*?)</p>', page.content.decode(), re.S)[1]


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ({}, "Your gift of ₸4,800 went to the fund"),
        ({"state": "partly_refunded", "refunded_tiyn": 1_000_00}, "₸3,800."),
        ({"state": "disputed", "contested_tiyn": 1_000_00}, "₸3,800."),
        ({"state": "lost", "lost_tiyn": 4_799_00, "refunded_tiyn": 50}, "₸0.50."),
    ],
)
def test_it_tells_what_of_the_funds_part_stands(client, paid, left, told):
    Donation.objects.update(cover_tiyn=200_00, **left)
    assert told in lead_of(visit(client, paid))


def test_of_which_only_the_part_for_fees_stands_it_has_no_trace(client, paid):
    paid.attempts.update(state="paid")
    Donation.objects.update(cover_tiyn=200_00, state="partly_refunded", refunded_tiyn=4_800_00)
    assert visit(client, paid).status_code == 302
    own_page = client.get(paid.get_absolute_url("en")).content.decode()
    assert paid.get_absolute_url("en") + "trace/" not in own_page


def test_of_a_wish_given_up_it_tells_to_which_fund_all_went(client, paid):
    fund = wish_fund_with(1_000_00, given_up_on="2026-05-12")
    Donation.objects.update(fund=fund)
    move_surplus()
    html = " ".join(visit(client, paid).content.decode().split())
    assert f"All that this fund raised went on to the fund “{fund.surplus_to.name_en}”" in html
    assert " is in the fund" not in html


def test_of_what_was_more_than_needed_it_tells_the_share(client, paid):
    other = make_fund(kind="general", goal_tiyn=None)
    Fund.objects.filter(pk=paid.fund_id).update(goal_tiyn=4_000_00, surplus_to=other)
    move_surplus()
    html = " ".join(visit(client, paid).content.decode().split())
    told = "20 % of what the fund raised was more than it needed and went on to the fund"
    assert f"{told} “{other.name_en}”." in html
    assert "more than was needed: went on" in html


def test_of_a_wish_of_which_a_little_is_still_there_it_does_not_tell_that_all_went_on(client, paid):
    fund = wish_fund_with(1_000_00)
    Donation.objects.update(fund=fund)
    legs = (Leg(of_fund(fund.pk), 999_99), Leg(of_fund(fund.surplus_to_id), -999_99))
    ledger.post(Draft(Kind.SURPLUS, f"fund:{fund.pk}:1", legs, NOON))
    html = visit(client, paid).content.decode()
    assert "All that this fund raised" not in html
    assert "100 % of what the fund raised was more than it needed" in " ".join(html.split())


def test_only_a_wish_told_its_donors_before_where_the_rest_would_go(client, paid):
    """Of another fund finance said so later, perhaps."""
    other = make_fund(kind="general", goal_tiyn=None)
    Fund.objects.filter(pk=paid.fund_id).update(surplus_to=other)
    legs = (Leg(of_fund(paid.fund_id), 5_000_00), Leg(of_fund(other.pk), -5_000_00))
    ledger.post(Draft(Kind.SURPLUS, f"fund:{paid.fund_id}:1", legs, NOON))
    html = " ".join(visit(client, paid).content.decode().split())
    assert "before you gave" not in html
    assert f"went on to the fund “{other.name_en}”." in html


def test_it_is_the_donors_alone(client, paid):
    response = visit(client, paid)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert paid.donor_email not in response.content.decode()
    assert client.get("/en/gifts/not-a-token/trace/").status_code == 404
    assert paid.token not in masked(paid.get_absolute_url("en") + "trace/")


def test_it_costs_little(client, paid, django_assert_max_num_queries):
    visit(client, paid)
    with django_assert_max_num_queries(8):
        visit(client, paid)


def test_of_a_wish_it_says_that_it_was_bought_and_nothing_else(client, paid):
    fund = wish_fund_with(1_000_00)
    Donation.objects.update(fund=fund)
    told = "The wish has been bought with it."
    assert told not in visit(client, paid).content.decode()
    wish_paid(fund, 1_000_00)
    html = visit(client, paid).content.decode()
    assert told in html
    assert "Wishes paid" not in html


def test_of_a_general_fund_it_tells_what_wishes_got_and_names_none(client, paid):
    type(paid.fund).objects.update(kind="general")
    paid.fund.refresh_from_db()
    wish_paid(paid.fund, paid.amount_tiyn // 4, code="C7FKD9MX")
    html = " ".join(visit(client, paid).content.decode().split())
    assert "25 % of what the fund raised paid for children's wishes." in html
    assert "C7FKD9MX" not in html
