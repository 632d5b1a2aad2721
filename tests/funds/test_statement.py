"""What moved in a fund, by month: it adds up, and it is the ledger's."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, CASH, CLEARING, CONTESTED, OPERATIONS, WITHHELD, of_fund
from campaigns.funds.kinds import ALLOCATING, RAISING, Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Fund
from campaigns.funds.statement import months
from tests.factories.homes import make_apartment, set_aside
from tests.factories.money import enter_charge, make_fund

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (datetime(2026, month, 10, 12, tzinfo=UTC) for month in (3, 4, 5))


@pytest.fixture
def fund():
    return make_fund()


def enter(kind, fund, tiyn, other, at=MARCH, source="x", **more):
    """An entry that gives `tiyn` to the fund (takes them, when negative)."""
    legs = (Leg(of_fund(fund.pk), -tiyn), Leg(other, tiyn))
    return ledger.post(Draft(kind, source, legs, at, **more))[0]


def of(fund):
    return months([fund.pk]).get(fund.pk, [])


def test_a_fund_in_which_nothing_moved_has_no_months(fund):
    assert of(fund) == []


def test_each_way_to_give_and_to_take_back_has_its_column(fund):
    enter(Kind.CHARGE, fund, 1_000, CLEARING)
    enter(Kind.BANK_RECEIPT, fund, 200, BANK)
    enter(Kind.CASH, fund, 30, CASH)
    enter(Kind.REFUND, fund, -100, CLEARING)
    enter(Kind.REFUND_FAILED, fund, 40, CLEARING)
    enter(Kind.SURPLUS, fund, 5, of_fund(make_fund().pk))
    ledger.post(
        Draft(
            Kind.DISPUTE,
            "dp",
            (Leg(CLEARING, -50), Leg(WITHHELD, 50), Leg(of_fund(fund.pk), 50), Leg(CONTESTED, -50)),
            MARCH,
        )
    )
    (month,) = of(fund)
    assert (month.by_card_tiyn, month.by_transfer_tiyn, month.in_cash_tiyn) == (1_000, 200, 30)
    assert (month.returned_tiyn, month.disputed_tiyn, month.from_funds_tiyn) == (-60, -50, 5)
    assert (month.opening_tiyn, month.closing_tiyn) == (0, 1_125)


def test_every_kind_that_touches_a_fund_is_in_some_column(fund):
    """Else a month would not add up before the reader's eyes."""
    for number, kind in enumerate(sorted(RAISING | ALLOCATING)):
        enter(kind, fund, 1 << number, CLEARING, source=str(number))
    for month in of(fund):
        told = (
            month.by_card_tiyn + month.by_transfer_tiyn + month.in_cash_tiyn
            + month.from_funds_tiyn + month.returned_tiyn + month.disputed_tiyn
            + month.set_aside_tiyn + month.wishes_tiyn
        )  # fmt: skip
        assert month.opening_tiyn + told == month.closing_tiyn


def test_a_month_opens_with_what_the_one_before_closed_with(fund):
    enter(Kind.CHARGE, fund, 1_000, CLEARING, MARCH, "a")
    enter(Kind.CHARGE, fund, 500, CLEARING, APRIL, "b")
    enter(Kind.REFUND, fund, -200, CLEARING, MAY, "c")
    assert [(one.month, one.opening_tiyn, one.closing_tiyn) for one in of(fund)] == [
        (date(2026, 3, 1), 0, 1_000),
        (date(2026, 4, 1), 1_000, 1_500),
        (date(2026, 5, 1), 1_500, 1_300),
    ]


def test_a_month_begins_at_midnight_in_almaty(fund):
    for second, source in ((59, "a"), (60, "b")):
        at = datetime.fromtimestamp(
            datetime(2026, 3, 31, 18, 59, tzinfo=UTC).timestamp() + second, UTC
        )
        enter(Kind.CHARGE, fund, 1, CLEARING, at, source)
    assert [month.month.month for month in of(fund)] == [3, 4]


def test_what_was_reversed_is_taken_off_where_it_stood(fund):
    entry = enter(Kind.CASH, fund, 30, CASH)
    ledger.reverse(entry, reason="mistake", happened_at=MARCH)
    (month,) = of(fund)
    assert (month.in_cash_tiyn, month.closing_tiyn) == (0, 0)


def test_fees_stand_beside_and_not_in_the_sums(fund):
    gift = uuid4()
    enter(Kind.CHARGE, fund, 1_000, CLEARING, donation=gift)
    other = make_fund()
    enter_charge(other, 100, donation=uuid4())
    for source, currency, tiyn in (("f1", "KZT", 29), ("f2", "USD", 7)):
        legs = (Leg(OPERATIONS, tiyn, currency), Leg(CLEARING, -tiyn, currency))
        ledger.post(Draft(Kind.FEE, source, legs, MARCH, gift))
    (month,) = of(fund)
    assert (month.closing_tiyn, month.fees_tiyn, month.fees["USD"]) == (1_000, 29, 7)
    assert all(not month.fees for month in of(other))


def test_the_last_month_closes_with_what_the_fund_holds(fund):
    enter_charge(fund, 1_000)
    set_aside(fund, make_apartment(), 700)
    fund = Fund.objects.with_totals().get(pk=fund.pk)
    assert of(fund)[-1].closing_tiyn == fund.held_tiyn == 300
