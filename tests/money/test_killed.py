"""A process that dies anywhere leaves nothing that the next ones cannot put right."""

import sys

from tests.money import crashes
from tests.money.kills import killed_at
from tests.money.sizes import KILLS, SEED
from tests.money.ways import GiftsWay


def test_a_gift_whose_process_is_killed_anywhere_is_counted_once(world):
    moments = crashes.kill_many(world, GiftsWay, kills=KILLS, seed=SEED)
    sys.stdout.write(f"seed {SEED}, killed {moments.total()} times: {dict(moments)}\n")
    assert moments.total() >= KILLS - 1


def test_a_child_is_killed_where_it_was_told_and_leaves_nothing_uncommitted(world):
    """The control: a kill is a kill, with the statements before it gone and the commits kept."""
    case = GiftsWay(world)
    end = killed_at(1, case.go)
    assert (end.was_killed, end.steps) == (True, 1)
    assert not world.fund.donations.exists()
    assert not killed_at(None, case.go).was_killed
    case.assert_done()
