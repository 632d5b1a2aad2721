"""What is over goes on to the fund that donors were told of, and never more than that."""

import random
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from campaigns.funds import ledger, surplus
from campaigns.funds.accounts import CLEARING, of_fund
from campaigns.funds.invariants import violations
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry, FundKind, FundTotal
from tests.factories.money import NOON, enter_charge, make_fund
from tests.funds.test_ledger_commits import at_once

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


# --- Rivals ---------------------------------------------------------------------------------


@pytest.fixture
def overfull(committed_db):
    general = make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    wish = make_wish(general)
    enter_charge(wish, PRICE + 1_000_00)
    return wish, general


def without_the_lock(monkeypatch):
    """Two rivals who have both looked before either goes on."""
    both_have_looked, looks = threading.Barrier(2), threading.local()
    looked = surplus._given_on

    def look(fund):
        answer = looked(fund)
        if not getattr(looks, "once", False):
            looks.once = True
            both_have_looked.wait(10)
        return answer

    monkeypatch.setattr(surplus, "hold_fund", lambda fund_id: None)
    monkeypatch.setattr(surplus, "_given_on", look)


def test_many_at_once_move_it_once(overfull):
    wish, general = overfull
    assert at_once(*[surplus.move_surplus] * 5) == [None] * 5
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1_000_00)


def test_without_the_lock_the_number_still_lets_one_move(overfull, monkeypatch):
    wish, general = overfull
    without_the_lock(monkeypatch)
    errors = at_once(*[surplus.move_surplus] * 2)
    assert sorted(type(error) for error in errors if error) == [ledger.AlreadyPosted]
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 1_000_00)


def test_without_the_lock_and_the_number_it_would_move_twice(overfull, monkeypatch):
    wish, general = overfull
    without_the_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE numbers")

    def never_the_same(fund):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('numbers')")
            return f"fund:{fund.pk}:{cursor.fetchone()[0]}:"

    monkeypatch.setattr(surplus, "_stem", never_the_same)
    assert at_once(*[surplus.move_surplus] * 2) == [None, None]
    assert (holds(wish)[0], holds(general)[0]) == (PRICE - 1_000_00, 2_000_00)


def test_a_gift_that_comes_while_it_moves_is_kept(overfull):
    wish, general = overfull
    jobs = [surplus.move_surplus, *(lambda: enter_charge(wish, 500_00) for _ in range(4))]
    assert at_once(*jobs, surplus.move_surplus) == [None] * 6
    surplus.move_surplus()
    assert (holds(wish)[0], holds(general)[0]) == (PRICE, 3_000_00)
    assert sum(FundTotal.objects.values_list("gifts", flat=True)) == 5


def test_what_is_set_aside_already_does_not_move(wish, general):
    enter_charge(wish, 12_000_00)
    FundTotal.objects.filter(fund=wish).update(allocated_tiyn=10_000_00)
    give_up(wish)
    surplus.move_surplus()
    assert holds(general)[0] == 2_000_00


@pytest.mark.django_db
def test_what_is_over_never_goes_round_in_a_ring():
    last = make_fund()
    first = make_fund(surplus_to=make_fund(surplus_to=last))
    first.full_clean()
    last.surplus_to = first
    with pytest.raises(ValidationError) as refused:
        last.full_clean()
    assert "surplus_to" in refused.value.message_dict
