"""From fund to flat: two people for every step, and never a tenge that is not there."""

import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import ReferenceIndex

from campaigns.funds import ledger, locks
from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.hand_over import InTheFuture, NotYetOurs, hand_over
from campaigns.funds.deciding.propose import NotForHomes, propose_allocation
from campaigns.funds.deciding.recall import ask_recall, keep, recall
from campaigns.funds.deciding.reject import reject
from campaigns.funds.deciding.rules import (
    TRANSITIONS,
    AlreadyPaidOut,
    NotEnough,
    SamePerson,
    WrongState,
)
from campaigns.funds.kinds import Kind
from campaigns.funds.models import (
    Allocation,
    DecisionState,
    Entry,
    FundKind,
    FundTotal,
    Purchase,
    Source,
    WishPurchase,
)
from tests.factories.homes import (
    fund_with,
    make_apartment,
    make_person,
    paid_for,
    proposed,
    proposed_payment,
    set_aside,
)
from tests.factories.money import NOON, enter_charge, make_fund

pytestmark = pytest.mark.django_db

FLAT = 9_000_000_00


@pytest.fixture
def fund():
    return fund_with(10_000_000_00)


@pytest.fixture
def apartment():
    return make_apartment()


def total(fund):
    kept = FundTotal.objects.get(fund=fund)
    return kept.raised_tiyn, kept.allocated_tiyn, kept.gifts


# --- Setting aside ----------------------------------------------------------------------


def test_what_is_proposed_moves_no_money(fund, apartment):
    decision = proposed(fund, apartment, FLAT)
    assert decision.state == DecisionState.PROPOSED
    assert total(fund) == (10_000_000_00, 0, 1)


def test_what_a_second_person_approves_is_set_aside_and_stays_raised(fund, apartment):
    decision = set_aside(fund, apartment, FLAT)
    assert total(fund) == (10_000_000_00, FLAT, 1)
    assert locks.set_aside(apartment.pk) == FLAT
    entry = Entry.objects.get(kind=Kind.ALLOCATION)
    assert (entry, entry.external_id) == (decision.entry, decision.number)
    assert {leg.account_id: leg.amount_tiyn for leg in entry.postings.all()} == {
        f"fund.{fund.pk}": FLAT,
        f"apartment.{apartment.pk}": -FLAT,
    }


@pytest.mark.parametrize(
    ("name", "ending"),
    [("A. Ivanov, flat 5.SCAN.PDF", ".pdf"), ("photo.jpeg", ".jpeg"), ("Ivanov", "")],
)
def test_a_papers_name_tells_nothing_but_how_to_open_it(fund, apartment, name, ending):
    kept = propose_allocation(
        fund, apartment, 1, decided_on=timezone.localdate(),
        paper=ContentFile(b"%PDF-1.7", name=name), by=make_person(),
    ).document.name  # fmt: skip
    assert re.fullmatch(rf"decisions/[0-9a-f]{{32}}{ending}", kept)


@pytest.mark.parametrize("decision", [Allocation, Purchase, WishPurchase])
def test_what_is_decided_about_money_stands_in_no_index_beside_it(decision):
    assert not ReferenceIndex.model_is_indexable(decision)


def test_nobody_approves_what_they_proposed(fund, apartment):
    by = make_person()
    decision = proposed(fund, apartment, FLAT, by)
    with pytest.raises(SamePerson):
        approve(decision, by)
    assert total(fund) == (10_000_000_00, 0, 1)


def test_no_more_is_set_aside_than_the_fund_holds(fund, apartment):
    set_aside(fund, apartment, FLAT)
    with pytest.raises(NotEnough, match="1\xa0000\xa0000\xa0₸"):
        set_aside(fund, make_apartment(), 1_000_000_01)
    set_aside(fund, make_apartment(), 1_000_000_00)
    assert total(fund) == (10_000_000_00, 10_000_000_00, 1)


def test_an_empty_fund_sets_nothing_aside(apartment):
    with pytest.raises(NotEnough):
        set_aside(make_fund(), apartment, 1)
    assert locks.hold_fund(make_fund().pk) == 0


def test_what_was_given_back_is_no_longer_there_to_be_set_aside(fund, apartment):
    charge = enter_charge(fund, 500)
    ledger.reverse(charge, reason="mistake", happened_at=NOON)
    with pytest.raises(NotEnough):
        set_aside(fund, apartment, 10_000_000_01)


def test_a_wish_is_paid_from_its_own_fund_and_apartments_are_not(apartment):
    fund = make_fund(kind=FundKind.WISH, surplus_to=make_fund(), wish_code="AB12")
    with pytest.raises(NotForHomes):
        proposed(fund, apartment, 1)


def test_what_was_rejected_stays_so(fund, apartment):
    decision = reject(proposed(fund, apartment, FLAT), make_person())
    with pytest.raises(WrongState):
        approve(decision, make_person())
    assert total(fund) == (10_000_000_00, 0, 1)


def test_whoever_proposed_may_withdraw(fund, apartment):
    by = make_person()
    assert reject(proposed(fund, apartment, FLAT, by), by).state == DecisionState.REJECTED


# --- Taking back ------------------------------------------------------------------------


def test_two_people_take_back_what_was_set_aside(fund, apartment):
    decision = set_aside(fund, apartment, FLAT)
    decision = ask_recall(decision, make_person(), "another flat")
    assert total(fund) == (10_000_000_00, FLAT, 1)
    decision = recall(decision, make_person())
    assert decision.state == DecisionState.REVERSED
    assert total(fund) == (10_000_000_00, 0, 1)
    assert locks.set_aside(apartment.pk) == 0
    reversal = Entry.objects.get(reverses=decision.entry)
    assert reversal.reason == "another flat"


def test_nobody_takes_back_alone(fund, apartment):
    by = make_person()
    decision = ask_recall(set_aside(fund, apartment, FLAT), by, "another flat")
    with pytest.raises(SamePerson):
        recall(decision, by)
    assert total(fund) == (10_000_000_00, FLAT, 1)


def test_what_is_kept_can_be_asked_back_again(fund, apartment):
    decision = ask_recall(set_aside(fund, apartment, FLAT), make_person(), "another flat")
    decision = keep(decision, make_person())
    assert (decision.state, decision.recall_reason) == (DecisionState.APPROVED, "")
    assert ask_recall(decision, make_person(), "now really").state == DecisionState.RECALL_ASKED


def test_what_was_paid_out_is_not_taken_back_before_the_payment_is(fund, apartment):
    decision = set_aside(fund, apartment, FLAT)
    payment = paid_for(apartment, FLAT)
    decision = ask_recall(decision, make_person(), "another flat")
    with pytest.raises(AlreadyPaidOut):
        recall(decision, make_person())
    recall(ask_recall(payment, make_person(), "the bank sent it back"), make_person())
    recall(decision, make_person())
    assert total(fund) == (10_000_000_00, 0, 1)


# --- Paying and handing over ------------------------------------------------------------


def test_no_more_is_paid_than_was_set_aside(fund, apartment):
    set_aside(fund, apartment, FLAT)
    paid_for(apartment, FLAT - 1)
    with pytest.raises(NotEnough):
        paid_for(apartment, 2)
    paid_for(apartment, 1)
    assert locks.set_aside(apartment.pk) == 0
    assert total(fund) == (10_000_000_00, FLAT, 1)


def test_money_of_one_apartment_pays_for_no_other(fund, apartment):
    set_aside(fund, apartment, FLAT)
    with pytest.raises(NotEnough):
        paid_for(make_apartment(), 1)


def test_nobody_pays_alone(fund, apartment):
    set_aside(fund, apartment, FLAT)
    by = make_person()
    with pytest.raises(SamePerson):
        approve(proposed_payment(apartment, FLAT, by), by)


def test_an_apartment_from_a_fund_is_handed_over_once_it_is_paid(fund, apartment):
    today = timezone.localdate()
    with pytest.raises(NotYetOurs):
        hand_over(apartment, today, make_person())
    set_aside(fund, apartment, FLAT)
    paid_for(apartment, FLAT)
    with pytest.raises(InTheFuture):
        hand_over(apartment, today + timezone.timedelta(days=1), make_person())
    hand_over(apartment, today, make_person())
    apartment.refresh_from_db()
    assert apartment.handed_over_on == today


@pytest.mark.parametrize("source", [Source.STATE_QUEUE, Source.SPONSOR])
def test_an_apartment_that_cost_us_nothing_is_handed_over_as_it_is(source):
    today = timezone.localdate()
    assert hand_over(make_apartment(source=source), today, make_person()).handed_over_on == today


# --- The table of ways --------------------------------------------------------------------


ACTIONS = {
    "approve": approve,
    "reject": reject,
    "ask_recall": lambda decision, by: ask_recall(decision, by, "because"),
    "keep": keep,
    "recall": recall,
}


@pytest.mark.parametrize("action", TRANSITIONS)
@pytest.mark.parametrize("state", DecisionState)
def test_a_decision_goes_only_the_ways_of_the_table(fund, apartment, action, state):
    decision = in_state(state, fund, apartment)
    if TRANSITIONS[action][0] == state:
        assert ACTIONS[action](decision, make_person()).state == TRANSITIONS[action][1]
    else:
        with pytest.raises(WrongState):
            ACTIONS[action](decision, make_person())


def in_state(state, fund, apartment):
    decision = proposed(fund, apartment, FLAT)
    if state == DecisionState.REJECTED:
        return reject(decision, make_person())
    if state != DecisionState.PROPOSED:
        decision = approve(decision, make_person())
        if state != DecisionState.APPROVED:
            decision = ask_recall(decision, make_person(), "because")
            if state != DecisionState.RECALL_ASKED:
                decision = recall(decision, make_person())
    return decision
