"""What the commands say: plain words, one line a step, and how long it took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tools import processes


class Failure(Exception):
    """A reason to stop that the reader can act on; shown as one line, without a traceback."""


def say(text: str = "") -> None:
    print(text, flush=True)


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done before it is done, and afterwards how long it took."""
    say(f"  {text} ...")
    begun = time.monotonic()
    yield
    took = time.monotonic() - begun
    if took >= 1:
        say(f"  {text}: done in {took:.0f} s")


def main(work: Callable[[], object], *, stopped: int = 130) -> None:
    """Run a command's work; a `Failure` is one line and exit code 1.

    `stopped` is the exit code where somebody asked us to end: for most commands the work is undone.
    """
    try:
        with processes.stoppable():
            result = work()
    except Failure as failure:
        complain(f"\n{failure}")
        sys.exit(1)
    except processes.Stop:
        sys.exit(stopped)
    sys.exit(result if isinstance(result, int) else 0)
