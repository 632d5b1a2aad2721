"""Kills, one after another, each in a life of its own, and what the survivors make of it."""

import random
from collections import Counter
from collections.abc import Callable, Iterator

from tests.money.kills import End, Steps, killed_at
from tests.money.private_server import PrivateServer
from tests.money.ways import GiftsWay
from tests.money.world import World

Way = Callable[[World], GiftsWay]


def length_of(world: World, way: Way, *, at_home: bool = False) -> int:
    """How many steps a way has when nobody is killed; `at_home`: gone by this very process."""
    world.next_example()
    case = way(world)
    case.prepare()
    if at_home:
        steps = Steps(None, lambda moment: None)
        with steps.counted():
            case.go()
        length = steps.count
    else:
        length = killed_at(None, case.go).steps
    recover(case, goes_on=False)
    case.assert_done()
    return length


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


def crash_once(
    world: World, server: PrivateServer, way: Way, step: int, *, goes_on: bool
) -> str | None:
    """Crash the database at `step` of a way; names the moment, or None where the way was over."""
    world.next_example()
    case = way(world)
    case.prepare()
    struck: list[str] = []

    def strike(moment: str) -> None:
        server.crash()
        struck.append(moment)

    with Steps(step, strike).counted():
        survive(case)
    if struck:
        server.come_back()
    recover(case, goes_on=goes_on)
    if goes_on:
        case.assert_done()
    return struck[0] if struck else None


def survive(case: GiftsWay) -> Exception | None:
    """Go as far as it can be gone without a database, or without all of it; returns what ended it.

    The process lives on, as a web worker does, and has to cope with whatever it meets.
    """
    try:
        case.go()
    except Exception as error:  # noqa: BLE001 - each layer names a lost connection differently
        return error
    return None


def crash_many(
    world: World, server: PrivateServer, way: Way, *, crashes: int, seed: int
) -> Counter[str]:
    moments: Counter[str] = Counter()
    chance = random.Random(seed)
    length = length_of(world, way, at_home=True)
    while moments.total() < crashes:
        step = chance.randint(1, length)
        moment = crash_once(world, server, way, step, goes_on=chance.random() < 0.5)
        if moment:
            moments[moment] += 1
    return moments
