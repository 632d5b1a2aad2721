"""However the happenings of gifts run into one another, the books end as Stripe's."""

from tests.money import schedules
from tests.money.sizes import INTERLEAVINGS, SEED, tell


def test_gifts_in_any_order(world):
    tally = schedules.run_until(world, seed=SEED, interleavings=INTERLEAVINGS)
    tell(**tally.figures())
    assert tally.interleavings >= INTERLEAVINGS
    # Mostly different ones; a gift that is paid and of which no message comes has but one.
    assert len(tally.orders) > tally.interleavings / 3
