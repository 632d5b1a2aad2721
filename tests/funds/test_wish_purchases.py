"""From gift to wish: paid by two people from a fund that is for wishes, with what is there."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.funds import ledger, surplus
from campaigns.funds.accounts import BANK, CASH, CLEARING, of_fund
from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.invariants import RULES, violations, warnings
from campaigns.funds.deciding.propose import AnotherWish, NotForWishes
from campaigns.funds.deciding.recall import ask_recall, recall
from campaigns.funds.deciding.rules import GivenUp, NotEnough, SamePerson
from campaigns.funds.invariants import violations as ledger_violations
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import DecisionState, Entry, Fund, FundKind, FundTotal, WishPurchase
from campaigns.funds.statement import months
from campaigns.funds.trace import shares
from tests.factories.homes import (
    fund_with,
    make_apartment,
    make_person,
    proposed_wish,
    set_aside,
    wish_fund_with,
    wish_paid,
)
from tests.factories.money import NOON, enter_charge, make_fund
from tests.funds.tampering import tamper

pytestmark = pytest.mark.django_db

CODE, PRICE = "W4RMC7T9", 60_000_00
IN_LEDGER, BY_TWO, _NOT_OVERPAID, FROM_ITS_FUND = RULES


@pytest.fixture
def fund():
    return wish_fund_with(PRICE, CODE, goal_tiyn=PRICE)


@pytest.fixture
def general(fund):
    enter_charge(fund.surplus_to, 1_000_00)
    return fund.surplus_to


def total(fund):
    kept = FundTotal.objects.get(fund=fund)
    return kept.raised_tiyn, kept.allocated_tiyn, kept.gifts


def read(fund):
    return Fund.objects.with_totals().get(pk=fund.pk)


# --- Paying -----------------------------------------------------------------------------


def test_what_a_second_person_approves_leaves_the_fund_and_the_bank(fund):
    decision = wish_paid(fund, PRICE)
    entry = Entry.objects.get(kind=Kind.WISH_PURCHASE)
    assert (entry, entry.external_id) == (decision.entry, decision.number)
    assert decision.number.startswith("W-")
    legs = {leg.account_id: leg.amount_tiyn for leg in entry.postings.all()}
    assert legs == {of_fund(fund.pk): PRICE, BANK: -PRICE}
    assert total(fund) == (PRICE, PRICE, 1)
    assert (read(fund).held_tiyn, read(fund).is_bought) == (0, True)
    assert [*violations(), *warnings(), *ledger_violations()] == []


def test_what_is_proposed_moves_no_money(fund):
    proposed_wish(fund, PRICE)
    assert total(fund) == (PRICE, 0, 1)
    assert not read(fund).is_bought


def test_nobody_pays_alone(fund):
    by = make_person()
    with pytest.raises(SamePerson):
        approve(proposed_wish(fund, PRICE, by), by)


def test_no_more_is_paid_than_the_fund_holds(fund, general):
    with pytest.raises(NotEnough):
        wish_paid(fund, PRICE + 1)
    set_aside(general, make_apartment(), 600_00)
    with pytest.raises(NotEnough):
        wish_paid(general, 400_01)
    wish_paid(general, 400_00)
    assert total(general) == (1_000_00, 1_000_00, 1)


def test_homes_money_pays_for_no_wish():
    with pytest.raises(NotForWishes):
        proposed_wish(fund_with(PRICE), 1)


def test_the_money_of_one_wish_pays_for_no_other(fund):
    with pytest.raises(AnotherWish, match=CODE):
        proposed_wish(fund, 1, code="C7FKD9MX")


def test_a_wish_that_was_given_up_is_paid_from_its_fund_no_more(fund):
    decision = proposed_wish(fund, PRICE)
    Fund.objects.filter(pk=fund.pk).update(given_up_on=timezone.localdate())
    with pytest.raises(GivenUp):
        approve(decision, make_person())


def test_what_was_spent_does_not_go_on_to_another_fund(fund, general):
    wish_paid(fund, PRICE)
    Fund.objects.filter(pk=fund.pk).update(given_up_on=timezone.localdate())
    surplus.move_surplus()
    assert (total(fund)[:2], total(general)[0]) == ((PRICE, PRICE), 1_000_00)


def test_what_a_wish_did_not_cost_goes_on_once_its_goal_is_what_it_cost(fund, general):
    wish_paid(fund, PRICE - 100)
    Fund.objects.filter(pk=fund.pk).update(goal_tiyn=PRICE - 100)
    surplus.move_surplus()
    assert read(fund).held_tiyn == 0
    assert total(general)[0] == 1_000_00 + 100


def test_a_fund_that_paid_for_a_wish_becomes_no_fund_for_homes(general):
    wish_paid(general, 1)
    fund = read(general)
    fund.kind = FundKind.HOUSING
    with pytest.raises(ValidationError) as refused:
        fund.clean()
    assert set(refused.value.message_dict) == {"kind"}


# --- Taking back ------------------------------------------------------------------------


def test_two_people_take_a_payment_back(fund):
    decision = ask_recall(wish_paid(fund, PRICE), make_person(), "the shop gave it back")
    decision = recall(decision, make_person())
    assert decision.state == DecisionState.REVERSED
    assert Entry.objects.get(reverses=decision.entry).reason == "the shop gave it back"
    assert total(fund) == (PRICE, 0, 1)
    assert not read(fund).is_bought
    assert [*violations(), *ledger_violations()] == []


def test_nobody_takes_back_alone(fund):
    by = make_person()
    decision = ask_recall(wish_paid(fund, PRICE), by, "why")
    with pytest.raises(SamePerson):
        recall(decision, by)


def test_every_step_is_written_down(fund):
    recall(ask_recall(wish_paid(fund, PRICE), make_person(), "why"), make_person())
    steps = AuditEntry.objects.filter(action__startswith="wishpurchase.").order_by("pk")
    assert [one.action.split(".")[1] for one in steps] == [
        "propose", "approve", "ask_recall", "recall",
    ]  # fmt: skip
    assert steps[0].facts == {"fund": fund.slug, "wish": CODE, "amount_tiyn": PRICE}


# --- What the database holds ------------------------------------------------------------


@pytest.mark.parametrize("two", ["decided_by", "recalled_by"])
def test_the_database_refuses_one_person_in_both_seats(fund, two):
    decision = wish_paid(fund, PRICE)
    fields = {"decided_by": decision.proposed_by}
    if two == "recalled_by":
        decision = ask_recall(decision, make_person(), "why")
        fields = {"state": DecisionState.REVERSED, "recalled_by": decision.recall_asked_by}
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        WishPurchase.objects.filter(pk=decision.pk).update(**fields)


def test_a_payment_is_never_changed_or_removed(fund):
    wish_paid(fund, PRICE)
    for change in (
        lambda: WishPurchase.objects.update(amount_tiyn=1),
        lambda: WishPurchase.objects.update(wish_code="C7FKD9MX"),
        lambda: WishPurchase.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("name", ["AIGERIM", "Aigerim", "Айгерим", "", "C7 FKD9"])
def test_a_code_has_no_room_for_a_name(general, name):
    with pytest.raises(IntegrityError, match="code_tells_nothing"), transaction.atomic():
        WishPurchase.objects.create(
            fund=general, wish_code=name, amount_tiyn=1, proposed_by=make_person()
        )


# --- What `check_ledger` finds ----------------------------------------------------------


def broken():
    return {one.rule for one in violations()}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_wishpurchase SET amount_tiyn = amount_tiyn + 1",
        "UPDATE funds_entry SET external_id = 'W-' || id WHERE kind = 'wish_purchase'",
        "UPDATE funds_posting SET amount_tiyn = -7 WHERE account_id = 'bank'",
        f"UPDATE funds_posting SET account_id = '{CASH}' WHERE account_id = 'bank'",
    ],
)
def test_a_payment_that_the_ledger_tells_otherwise(fund, general, statement):
    wish_paid(general, 1)
    ledger.post(Draft(Kind.CASH_BANKED, "x", (Leg(CASH, -1), Leg(BANK, 1)), NOON))
    wish_paid(fund, PRICE)
    tamper(statement)
    assert IN_LEDGER in broken()


def test_a_payment_that_was_taken_back_in_the_ledger_alone(fund):
    ledger.reverse(wish_paid(fund, PRICE).entry, reason="", happened_at=NOON)
    assert broken() == {IN_LEDGER}


def test_a_payment_from_another_fund_than_was_decided(fund, general):
    wish_paid(fund, PRICE)
    tamper(f"UPDATE funds_wishpurchase SET fund_id = {general.pk}")
    assert broken() == {IN_LEDGER}


def test_a_wish_paid_that_nobody_decided_on(fund):
    legs = (Leg(of_fund(fund.pk), 1), Leg(BANK, -1))
    ledger.post(Draft(Kind.WISH_PURCHASE, "W-99999", legs, NOON))
    assert broken() == {BY_TWO}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE funds_fund SET kind = 'housing'",
        "UPDATE funds_fund SET wish_code = 'C7FKD9MX' WHERE kind = 'wish'",
    ],
)
def test_a_wish_paid_from_a_fund_that_is_not_for_it(fund, statement):
    wish_paid(fund, PRICE)
    tamper(statement)
    assert broken() == {FROM_ITS_FUND}


def test_a_gift_given_back_after_the_wish_was_bought_is_warned_of(fund):
    wish_paid(fund, PRICE)
    legs = (Leg(CLEARING, -100), Leg(of_fund(fund.pk), 100))
    ledger.post(Draft(Kind.REFUND, "re_1", legs, NOON, gifts=-1))
    assert len(list(warnings())) == 1
    assert broken() == set()


# --- What the public is told ------------------------------------------------------------


def test_the_month_tells_of_wishes_paid(general):
    wish_paid(general, 300_00)
    month = months([general.pk])[general.pk][-1]
    assert (month.wishes_tiyn, month.closing_tiyn) == (-300_00, 700_00)


def test_a_general_funds_gifts_went_to_wishes_homes_or_are_still_there(general):
    set_aside(general, make_apartment(), 500_00)
    wish_paid(general, 200_00)
    recall(ask_recall(wish_paid(general, 100_00), make_person(), "why"), make_person())
    told = [(bool(one.home), one.is_wishes, one.percent) for one in shares(read(general))]
    assert told == [(True, False, 50), (False, True, 20), (False, False, 30)]


def test_the_page_of_a_general_fund_tells_of_wishes_and_names_none(client, general):
    wish_paid(general, 250_00, code="C7FKD9MX")
    html = client.get(f"/en/funds/{general.slug}/").content.decode()
    assert "Wishes paid" in html
    assert "25&nbsp;%" in html
    assert "C7FKD9MX" not in html


def test_a_fund_for_homes_says_nothing_of_wishes(client):
    html = client.get(f"/en/funds/{make_fund().slug}/").content.decode()
    assert "Wishes paid" not in html


def test_open_data_tells_what_wishes_cost_and_of_no_single_one(client, fund, general):
    wish_paid(fund, PRICE)
    wish_paid(general, 300_00)
    rows = client.get("/open-data/funds.json").json()
    paid = {row["fund"]: row["out_wishes"] for row in rows if row["out_wishes"]}
    assert paid == {"wishes-in-parts": -PRICE, general.slug: -300_00}
    assert CODE not in client.get("/open-data/funds.csv").content.decode()
