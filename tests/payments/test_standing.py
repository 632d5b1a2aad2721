"""Who bears what leaves a gift: by sums alone, so no order of happenings matters."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.payments.models import Donation
from campaigns.payments.reversals.standing import share, state_by_sums
from campaigns.payments.states import (
    PAID_TRANSITIONS,
    SETTLED,
    DonationState,
    Happening,
    WrongTransition,
    next_of_paid,
)

S = DonationState


@st.composite
def gifts(draw):
    amount = draw(st.integers(1, 10_000_00))
    return Donation(amount_tiyn=amount, cover_tiyn=draw(st.integers(0, amount - 1)))


# What had left the gift after each happening; a bank may take more than the gift.
ways = st.lists(st.integers(0, 20_000_00), min_size=1).map(lambda sums: [0, *sums])


@given(gifts(), ways)
def test_nothing_is_lost_or_made_on_any_way(gift, way):
    shares = [share(gift, before, after) for before, after in pairwise(way)]
    for one, (before, after) in zip(shares, pairwise(way), strict=True):
        assert one.fund + one.operations == after - before
    assert sum(one.fund for one in shares) == min(way[-1], gift.fund_tiyn)
    assert 1 + sum(one.gifts for one in shares) == (1 if way[-1] < gift.fund_tiyn else 0)


@given(gifts(), st.data())
def test_a_way_out_and_back_leaves_nothing_moved(gift, data):
    there = data.draw(st.integers(0, 2 * gift.amount_tiyn))
    out, back = share(gift, 0, there), share(gift, there, 0)
    assert (out.fund, out.operations, out.gifts) == (-back.fund, -back.operations, -back.gifts)


@given(gifts(), st.data())
def test_a_fund_never_gives_more_than_it_was_given(gift, data):
    assert share(gift, 0, data.draw(st.integers(0, 20_000_00))).fund <= gift.fund_tiyn


def test_a_count_changes_only_with_the_funds_own_part():
    """The total of a fund counts gifts by entries that touch it."""
    gift = Donation(amount_tiyn=1_000, cover_tiyn=100)
    assert share(gift, 0, 900).gifts == -1
    rest = share(gift, 900, 1_000)
    assert (rest.fund, rest.operations, rest.gifts) == (0, 100, 0)


@pytest.mark.parametrize(
    ("refunded", "contested", "lost", "state"),
    [
        (0, 0, 0, S.PAID),
        (1, 0, 0, S.PARTLY_REFUNDED),
        (100, 0, 0, S.REFUNDED),
        (0, 1, 0, S.DISPUTED),
        (99, 1, 0, S.DISPUTED),
        (0, 1, 1, S.DISPUTED),
        (0, 0, 1, S.LOST),
        (99, 0, 1, S.LOST),
    ],
)
def test_a_gift_is_called_by_what_has_left_it(refunded, contested, lost, state):
    gift = Donation(
        amount_tiyn=100, refunded_tiyn=refunded, contested_tiyn=contested, lost_tiyn=lost
    )
    assert state_by_sums(gift) == state


def test_the_table_names_only_settled_gifts():
    for (state, _happening), results in PAID_TRANSITIONS.items():
        assert {state, *results} <= SETTLED


@pytest.mark.parametrize(
    ("state", "happening", "by_sums"),
    [
        (S.OPEN, Happening.REFUNDED, S.REFUNDED),
        (S.PAID, Happening.DISPUTE_WON, S.PAID),
        (S.PAID, Happening.REFUNDED, S.PAID),
        (S.REFUNDED, Happening.REFUNDED, S.REFUNDED),
        (S.QUARANTINED, Happening.DISPUTED, S.DISPUTED),
    ],
)
def test_what_is_not_in_the_table_is_refused(state, happening, by_sums):
    with pytest.raises(WrongTransition):
        next_of_paid(state, happening, by_sums)
