"""What is over goes on to the fund that donors were told of, and never more than that."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.funds import ledger, surplus
from campaigns.funds.accounts import CLEARING, of_fund
from campaigns.funds.invariants import violations
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry, Fund, FundKind, FundTotal
from tests.factories.homes import wish_paid
from tests.factories.money import NOON, enter_charge, make_fund

PRICE = 60_000_00


@pytest.fixture
def general(db):
    return make_fund(kind=FundKind.GENERAL, goal_tiyn=None)


@pytest.fixture
def wish(general):
    return make_wish(general)


def make_wish(general):
    return make_fund(kind=FundKind.WISH, goal_tiyn=PRICE, surplus_to=general, wish_code="C7FKD9MX")


def holds(fund):
    total = FundTotal.objects.filter(fund=fund).first()
    return (total.raised_tiyn, total.gifts) if total else (0, 0)


def give_back(fund, tiyn, number):
    legs = (Leg(of_fund(fund.pk), tiyn), Leg(CLEARING, -tiyn))
    ledger.post(Draft(Kind.REFUND, f"re_{number}", legs, NOON))


def give_up(fund):
    fund.given_up_on = timezone.localdate()
    fund.save()


def test_nothing_moves_up_to_the_price(wish, general):
    enter_charge(wish, PRICE)
    assert surplus.move_surplus() == 0
    assert not Entry.objects.filter(kind=Kind.SURPLUS).exists()


def test_what_is_over_moves_once_and_stays_a_gift_to_the_wish(wish, general):
    enter_charge(wish, PRICE - 1_00)
    enter_charge(wish, 5_000_00)
    assert surplus.move_surplus() == 1
    assert surplus.move_surplus() == 0
    assert holds(wish) == (PRICE, 2)
    assert holds(general) == (4_999_00, 0)
    assert list(violations()) == []


def test_what_comes_later_moves_later(wish, general):
    enter_charge(wish, PRICE)
    for _turn in range(3):
        enter_charge(wish, 1_000_00)
        surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 3_000_00)
    numbers = Entry.objects.filter(kind=Kind.SURPLUS).values_list("external_id", flat=True)
    assert sorted(numbers) == [f"fund:{wish.pk}:{n}" for n in (1, 2, 3)]


def test_after_a_refund_no_more_comes_back_than_went_on(wish, general):
    enter_charge(wish, PRICE + 2_000_00)
    surplus.move_surplus()
    give_back(wish, 1_500_00, 1)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 500_00)
    give_back(wish, 10_000_00, 2)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE - 9_500_00, 0)
    assert surplus.move_surplus() == 0
    assert list(violations()) == []


def test_all_of_a_wish_that_is_given_up_moves(wish, general):
    enter_charge(wish, 12_000_00)
    give_up(wish)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (0, 12_000_00)


def test_a_wish_taken_up_again_gets_its_money_back(wish, general):
    enter_charge(wish, 12_000_00)
    give_up(wish)
    surplus.move_surplus()
    wish.given_up_on = None
    wish.save()
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (12_000_00, 0)


def test_a_refund_after_giving_up_is_borne_by_what_went_on(wish, general):
    enter_charge(wish, 12_000_00)
    give_up(wish)
    surplus.move_surplus()
    give_back(wish, 4_000_00, 1)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (0, 8_000_00)


def test_a_move_that_was_reversed_is_made_again(wish, general):
    enter_charge(wish, PRICE + 1_000_00)
    surplus.move_surplus()
    ledger.reverse(Entry.objects.get(kind=Kind.SURPLUS), reason="mistake", happened_at=NOON)
    assert surplus.move_surplus() == 1
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1_000_00)


def test_what_came_from_another_fund_is_not_taken_for_given_on(wish, general):
    last = make_fund(goal_tiyn=None)
    general.goal_tiyn, general.surplus_to = 50_000_00, last
    general.save()
    enter_charge(wish, PRICE + 1_000_00)
    for _turn in range(3):
        surplus.move_surplus()
    assert [holds(one)[0] for one in (wish, general, last)] == [PRICE, 1_000_00, 0]


def test_what_went_on_to_one_fund_does_not_come_back_from_another(wish, general):
    enter_charge(wish, PRICE + 2_000_00)
    surplus.move_surplus()
    wish.surplus_to = stranger = make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    wish.save()
    enter_charge(stranger, 5_000_00)
    give_back(wish, 1_500_00, 1)
    assert surplus.move_surplus() == 0
    assert [holds(one)[0] for one in (general, stranger)] == [2_000_00, 5_000_00]


def test_funds_that_name_each_other_do_not_pass_it_round_for_ever(db):
    one, other = make_fund(goal_tiyn=1_000_00), make_fund(goal_tiyn=1_000_00)
    for fund, named in ((one, other), (other, one)):
        fund.surplus_to = named
        fund.save()
    enter_charge(one, 3_000_00)
    for _turn in range(3):
        surplus.move_surplus()
    assert Entry.objects.filter(kind=Kind.SURPLUS).count() == 0
    assert holds(one)[0] + holds(other)[0] == 3_000_00


def test_a_fund_without_a_goal_or_without_another_keeps_all(db):
    lonely, endless = make_fund(goal_tiyn=1_00), make_fund(goal_tiyn=None)
    for fund in (lonely, endless):
        enter_charge(fund, 9_000_00)
    assert surplus.move_surplus() == 0


@pytest.mark.parametrize("seed", range(5))
def test_gifts_and_refunds_in_any_order_leave_the_sum_as_it_was(wish, general, seed):
    chance, given = random.Random(seed), 0
    for turn in range(40):
        if chance.random() < 0.3 and given > 2_000_00:
            tiyn = chance.randrange(1, 2_000_00)
            give_back(wish, tiyn, turn)
            given -= tiyn
        else:
            tiyn = chance.randrange(1, 9_000_00)
            enter_charge(wish, tiyn)
            given += tiyn
        if chance.random() < 0.5:
            surplus.move_surplus()
        assert holds(wish)[0] + holds(general)[0] == given
    surplus.move_surplus()
    assert holds(wish)[0] == min(given, PRICE), f"seed {seed}"
    assert list(violations()) == []


# --- What is spent or set aside, to the tiyn -----------------------------------------------------


def test_what_is_set_aside_already_does_not_move(wish, general):
    enter_charge(wish, 12_000_00)
    wish_paid(wish, 10_000_00)
    give_up(wish)
    surplus.move_surplus()
    assert holds(general)[0] == 2_000_00


def test_where_all_or_more_is_spent_not_a_tiyn_moves(wish, general):
    enter_charge(wish, PRICE)
    wish_paid(wish, PRICE)
    give_up(wish)
    assert surplus.move_surplus() == 0
    enter_charge(general, 1_000_00)
    give_back(wish, 1_00, 1)
    assert surplus.move_surplus() == 0
    wish.given_up_on, wish.goal_tiyn = None, PRICE - 1_01
    wish.save()
    assert surplus.move_surplus() == 0
    assert (holds(wish)[0], holds(general)[0]) == (PRICE - 1_00, 1_000_00)


def test_a_single_tiyn_goes_on_and_comes_back(wish, general):
    enter_charge(wish, PRICE + 1)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1)
    give_back(wish, 1, 1)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 0)


def test_a_single_tiyn_of_what_is_given_up_goes_on_and_comes_back(wish, general):
    enter_charge(wish, 1)
    give_up(wish)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (0, 1)
    give_back(wish, 1, 1)
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (0, 0)


@pytest.mark.parametrize("given_back", [0, 500_00])
def test_what_the_other_fund_spent_comes_back_only_when_it_has_it_again(wish, general, given_back):
    enter_charge(wish, PRICE + 2_000_00)
    surplus.move_surplus()
    enter_charge(general, 1_000_00)
    wish_paid(general, 3_000_00)
    give_back(wish, 1_500_00, 1)
    if given_back:
        give_back(general, given_back, 2)
    assert surplus.move_surplus() == 0
    enter_charge(general, given_back + 700_00)
    assert surplus.move_surplus() == 1
    assert holds(wish)[0] == PRICE - 1_500_00 + 700_00


def test_only_a_fund_that_is_out_of_level_is_held(wish, general):
    """Gifts to every other fund go on while this one is levelled."""
    lonely = make_fund(goal_tiyn=1_00)
    short = make_fund(goal_tiyn=PRICE, surplus_to=general)
    empty = make_fund(kind=FundKind.WISH, goal_tiyn=PRICE, surplus_to=general, wish_code="C8FKD9MX")
    for fund in (lonely, short, empty, general):
        enter_charge(fund, 5_000_00)
    give_back(empty, 5_000_00, 1)
    give_up(empty)
    enter_charge(wish, PRICE)
    with CaptureQueriesContext(connection) as asked:
        assert surplus.move_surplus() == 0
    assert [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]] == []


def test_a_goal_that_is_taken_away_meanwhile_moves_nothing(wish, general, monkeypatch):
    enter_charge(wish, PRICE + 2_000_00)
    surplus.move_surplus()
    enter_charge(wish, 3_000_00)
    hold = surplus.hold_fund

    def hold_after_a_rival(fund_id):
        Fund.objects.filter(pk=wish.pk).update(kind=FundKind.GENERAL, goal_tiyn=None)
        return hold(fund_id)

    monkeypatch.setattr(surplus, "hold_fund", hold_after_a_rival)
    assert surplus.move_surplus() == 0
    assert (holds(wish)[0], holds(general)[0]) == (PRICE + 3_000_00, 2_000_00)
