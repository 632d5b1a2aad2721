"""A process that dies anywhere leaves nothing that the next ones cannot put right."""

import pytest

from tests.money import crashes
from tests.money.kills import killed_at
from tests.money.sizes import KILLS, SEED, tell
from tests.money.ways import WAYS, GiftsWay


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_process_that_is_killed_anywhere_on_the_way_of(way, world):
    kills = KILLS // len(WAYS)
    moments = crashes.kill_many(world, way, kills=kills, seed=SEED)
    tell(kills=moments.total())
    assert moments.total() >= kills - 1


def test_a_child_is_killed_where_it_was_told_and_leaves_nothing_uncommitted(world):
    """The control: a kill is a kill, with the statements before it gone and the commits kept."""
    case = GiftsWay(world)
    end = killed_at(1, case.go)
    assert (end.was_killed, end.steps) == (True, 1)
    assert not world.fund.donations.exists()
    assert not killed_at(None, case.go).was_killed
    case.assert_done()
