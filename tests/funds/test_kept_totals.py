"""What each kind of entry does to a fund's kept totals: raised, set aside, gifts."""

import pytest

from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CLEARING, CONTESTED, WITHHELD, of_apartment, of_fund
from campaigns.funds.invariants import violations
from campaigns.funds.kinds import ALLOCATING, GIVING, RAISING, Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry, Fund, FundTotal
from tests.factories.homes import make_apartment
from tests.factories.money import NOON, enter_charge, make_fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    fund = make_fund()
    enter_charge(fund, 1_000, "ch_1")
    return fund


def total(fund):
    kept = FundTotal.objects.get(fund=fund)
    return kept.raised_tiyn, kept.allocated_tiyn, kept.gifts


def post(kind, source, *legs, **more):
    return ledger.post(Draft(kind, source, tuple(Leg(*leg) for leg in legs), NOON, **more))[0]


def to_fund(fund, tiyn, other=CLEARING):
    return (other, tiyn), (of_fund(fund.pk), -tiyn)


@pytest.mark.parametrize("kind", sorted(GIVING))
def test_each_way_of_giving_is_one_gift(fund, kind):
    entry = post(kind, "x", *to_fund(fund, 5))
    assert (total(fund), Entry.objects.get(pk=entry.pk).gifts) == ((1_005, 0, 2), 1)


@pytest.mark.parametrize("kind", sorted(RAISING - GIVING))
def test_what_else_moves_the_raised_sum_is_no_gift(fund, kind):
    post(kind, "x", *to_fund(fund, -5))
    assert total(fund) == (995, 0, 1)


def test_a_refund_of_all_takes_the_gift_away_and_its_failure_brings_it_back(fund):
    post(Kind.REFUND, "re_1", *to_fund(fund, -1_000), gifts=-1)
    assert total(fund) == (0, 0, 0)
    post(Kind.REFUND_FAILED, "re_1", *to_fund(fund, 1_000), gifts=1)
    assert total(fund) == (1_000, 0, 1)


@pytest.mark.parametrize("gifts", [None, -1])
def test_a_reversal_takes_back_as_many_gifts_as_its_original_added(fund, gifts):
    entry = post(Kind.REFUND, "re_1", *to_fund(fund, -1_000), gifts=gifts)
    ledger.reverse(entry, reason="", happened_at=NOON)
    assert total(fund) == (1_000, 0, 1)
    assert list(violations()) == []


def test_a_dispute_lowers_the_public_sum_at_once_and_a_won_one_raises_it_again(fund):
    legs = (CLEARING, -400), (WITHHELD, 400), (of_fund(fund.pk), 400), (CONTESTED, -400)
    post(Kind.DISPUTE, "dp_1", *legs)
    assert total(fund) == (600, 0, 1)
    post(Kind.DISPUTE_WON, "dp_1", *((code, -tiyn) for code, tiyn in legs))
    assert total(fund) == (1_000, 0, 1)


def test_what_is_set_aside_stays_raised_and_comes_back_when_reversed(fund):
    home = of_apartment(make_apartment().pk)
    entry = post(Kind.ALLOCATION, "A-1", (of_fund(fund.pk), 700), (home, -700))
    assert total(fund) == (1_000, 700, 1)
    kept = Fund.objects.with_totals().get(pk=fund.pk)
    assert (kept.allocated_tiyn, kept.held_tiyn) == (700, 300)
    ledger.reverse(entry, reason="", happened_at=NOON)
    assert total(fund) == (1_000, 0, 1)
    assert list(violations()) == []


def test_what_is_over_moves_from_fund_to_fund_and_no_tenge_is_lost(fund):
    general = make_fund()
    post(Kind.SURPLUS, "s", (of_fund(fund.pk), 300), (of_fund(general.pk), -300))
    assert (total(fund), total(general)) == ((700, 0, 1), (300, 0, 0))
    assert list(violations()) == []


def test_kinds_that_touch_no_fund_move_no_total(fund):
    for kind in set(Kind) - RAISING - ALLOCATING - {Kind.REVERSAL}:
        post(kind, "x", (CLEARING, -5), (BANK, 5))
    assert total(fund) == (1_000, 0, 1)


def test_no_kind_both_raises_and_sets_aside():
    assert not RAISING & ALLOCATING
    assert GIVING < RAISING
