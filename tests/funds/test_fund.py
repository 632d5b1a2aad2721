"""A fund by its days, its sums and its kind."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from campaigns.funds.models import Fund, FundKind, FundTotal
from tests.factories.homes import wish_paid
from tests.factories.money import enter_charge, make_fund

pytestmark = pytest.mark.django_db


def day(days):
    return None if days is None else timezone.localdate() + timedelta(days=days)


def make_wish_fund(**fields):
    facts = {"kind": FundKind.WISH, "surplus_to": make_fund(), "wish_code": "C7FKD9MX"}
    return make_fund(**(facts | fields))


# --- Days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opened", "closed", "given_up", "is_open"),
    [
        (-1, None, None, True),
        (0, None, None, True),
        (1, None, None, False),
        (-1, 1, None, True),
        (-1, 0, None, True),
        (0, 0, None, True),
        (-1, -1, None, False),
        (0, -1, None, False),
        (-1, None, 0, False),
        (-1, 1, -1, False),
    ],
)
def test_a_fund_takes_gifts_from_its_first_day_to_its_last(opened, closed, given_up, is_open):
    fund = make_wish_fund(opened_on=day(opened), closed_on=day(closed), given_up_on=day(given_up))
    assert fund.is_open is is_open
    assert Fund.objects.open().filter(pk=fund.pk).exists() is is_open


# --- Sums -------------------------------------------------------------------------------


def test_a_fund_to_which_nothing_was_given_has_and_did_nothing():
    fund = Fund.objects.with_totals().get(pk=make_wish_fund().pk)
    assert (fund.raised_tiyn, fund.allocated_tiyn, fund.held_tiyn, fund.gifts) == (0, 0, 0, 0)
    assert fund.is_bought is False


@pytest.mark.parametrize(
    ("kind", "paid", "is_bought"),
    [
        (FundKind.WISH, 0, False),
        (FundKind.WISH, 1, True),
        (FundKind.GENERAL, 0, False),
        (FundKind.GENERAL, 1, False),
    ],
)
def test_only_a_wishs_own_fund_is_bought_with_its_first_tiyn(kind, paid, is_bought):
    fund = make_wish_fund(kind=kind)
    FundTotal.objects.create(fund=fund, raised_tiyn=5, allocated_tiyn=paid, gifts=2)
    assert fund.is_bought is is_bought
    assert (fund.raised_tiyn, fund.held_tiyn, fund.gifts) == (5, 5 - paid, 2)


# --- Names and addresses ------------------------------------------------------------------


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_is_called_and_found_in_the_readers_language(language):
    fund = make_fund(slug="homes")
    with translation.override(language):
        assert str(fund) == fund.name_in(language)
        assert fund.get_donate_url() == f"/{language}/donate/homes/"
    with translation.override("ru"):
        assert fund.get_donate_url(language) == f"/{language}/donate/homes/"


def test_before_it_has_a_name_it_is_called_by_its_address():
    assert str(Fund(slug="homes")) == "homes"


# --- What it is, and where the rest goes ---------------------------------------------------


HOUSING, GENERAL, WISH = FundKind.HOUSING, FundKind.GENERAL, FundKind.WISH


@pytest.mark.parametrize(
    ("before", "after", "is_free"),
    [
        (HOUSING, HOUSING, True),
        (HOUSING, GENERAL, True),
        (HOUSING, WISH, False),
        (GENERAL, HOUSING, True),
        (GENERAL, WISH, False),
        (WISH, WISH, True),
        (WISH, GENERAL, False),
        (WISH, HOUSING, False),
    ],
)
def test_once_given_to_no_fund_becomes_a_wishs_nor_a_wishs_another(before, after, is_free):
    fund = make_wish_fund(kind=before)
    fund.kind = after
    fund.full_clean()
    enter_charge(fund)
    fund = Fund.objects.get(pk=fund.pk)
    fund.kind = after
    assert refused(fund) == ([] if is_free else ["kind"])


def test_a_fund_that_paid_for_a_wish_does_not_become_one_for_homes():
    fund = make_fund(kind=GENERAL)
    enter_charge(fund)
    wish_paid(fund, 1)
    fund = Fund.objects.get(pk=fund.pk)
    assert refused(fund) == []
    fund.kind = HOUSING
    assert refused(fund) == ["kind"]


def refused(fund):
    """The fields that keep it from being saved."""
    try:
        fund.full_clean()
    except ValidationError as error:
        return list(error.message_dict)
    return []


def test_what_is_over_never_goes_round_in_a_ring():
    last = make_fund()
    first = make_fund(surplus_to=make_fund(surplus_to=last))
    assert refused(first) == []
    last.surplus_to = first
    assert refused(last) == ["surplus_to"]


def test_a_fund_that_is_not_kept_yet_may_be_of_any_kind():
    fund = make_wish_fund()
    fund.pk, fund.slug, fund.wish_code = None, "new", "D7FKD9MX"
    assert refused(fund) == []
