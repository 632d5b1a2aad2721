"""Kills, one after another, each in a life of its own, and what the survivors make of it."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

from tests.money.kills import End, killed_at
from tests.money.ways import GiftsWay
from tests.money.world import World

Way = Callable[[World], GiftsWay]


def length_of(world: World, way: Way) -> int:
    """How many steps a way has when nobody is killed."""
    world.next_example()
    case = way(world)
    case.prepare()
    end = killed_at(None, case.go)
    recover(case, goes_on=False)
    case.assert_done()
    return end.steps


def kill_once(world: World, way: Way, step: int, *, goes_on: bool) -> End:
    """Kill a process at `step` of `way`; then the clock's work alone must put the books right.

    `goes_on`: the people come back too, and then all is done in the end, and done once.
    """
    world.next_example()
    case = way(world)
    case.prepare()
    end = killed_at(step, case.go)
    recover(case, goes_on=goes_on)
    if goes_on:
        case.assert_done()
    return end


def recover(case: GiftsWay, *, goes_on: bool) -> None:
    if goes_on:
        case.go_on()
    case.world.cycle()
    case.world.assert_books()
    case.world.is_clean = True


def steps_to_kill_at(length: int, kills: int, seed: int) -> Iterator[int]:
    """Every step where there are kills enough, and then any; otherwise spread over the whole."""
    chance = random.Random(seed)
    whole, rest = divmod(kills, length)
    for _round in range(whole):
        yield from range(1, length + 1)
    yield from sorted(chance.sample(range(1, length + 1), rest))


def kill_many(world: World, way: Way, *, kills: int, seed: int) -> Counter[str]:
    """`kills` of a way's lives; returns at which moments they came."""
    moments: Counter[str] = Counter()
    chance = random.Random(seed)
    for step in steps_to_kill_at(length_of(world, way), kills, seed):
        end = kill_once(world, way, step, goes_on=chance.random() < 0.5)
        if end.was_killed:
            moments[end.moment] += 1
    return moments
