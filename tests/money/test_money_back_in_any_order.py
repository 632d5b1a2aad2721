"""However refunds, disputes and payouts run into one another, the books end as Stripe's."""

from tests.money import schedules
from tests.money.reversals import MoneyBack
from tests.money.sizes import INTERLEAVINGS, SEED, tell


def test_money_back_in_any_order(world):
    tally = schedules.run_until(world, seed=SEED, interleavings=INTERLEAVINGS, machine=MoneyBack)
    tell(**tally.figures())
    assert tally.interleavings >= INTERLEAVINGS
    assert len(tally.orders) > tally.interleavings / 3
