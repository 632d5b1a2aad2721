"""Starting programs so that none outlives the one that started it.

Each runs in a session of its own: Ctrl-C reaches only us, and we stop the rest in order. On Linux
the kernel also signals a child when its parent dies in a way nobody can catch (`kill -9`).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Stop(BaseException):
    """The reader asked us to end. Not an Exception, so that nothing handles it on its way out."""


def signal_when_parent_dies(number: int, parent: int | None = None) -> None:
    """Have the kernel send `number` to this process when its parent ends. Linux only.

    `parent` is who the parent was: where it has gone already, the signal comes at once.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), number)


def tied_to_us(number: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn` that ties the child's life to ours; `number` is what the child is sent."""
    parent = os.getpid()
    return lambda: signal_when_parent_dies(number, parent)


def stop_group(process: subprocess.Popen, *, patience: float, number: int = signal.SIGTERM) -> None:
    """Ask a whole session to end, wait `patience` seconds for its leader, then end it by force."""
    _signal_group(process.pid, number)
    with suppress(subprocess.TimeoutExpired):  # force, below, is the answer
        process.wait(patience)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return  # nobody of the group is left
    except PermissionError:
        return  # macOS says this of a group whose last member is a zombie


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn Ctrl-C, TERM and a closed terminal into `Stop`, once; further ones are ignored."""

    def asked(_number: int, _frame: object) -> None:
        for each in numbers:
            signal.signal(each, signal.SIG_IGN)
        raise Stop

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, asked) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(command: list[str], **options) -> subprocess.CompletedProcess:
    """`subprocess.run` whose child ends with us, also when we are asked to stop half-way."""
    with subprocess.Popen(command, preexec_fn=tied_to_us(), **options) as process:
        try:
            out, error = process.communicate()
        except BaseException:
            _wind_up(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, error)


def _wind_up(process: subprocess.Popen) -> None:
    """A terminal's Ctrl-C has reached the child too: let it end by itself before it is told to."""
    for ask, patience in ((lambda: None, 3), (process.terminate, 20)):
        ask()
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return
    process.kill()


def wait_until(ready: Callable[[], bool], *, within: float, every: float = 0.05) -> bool:
    """Ask `ready` until it says yes; False when `within` seconds went by."""
    deadline = time.monotonic() + within
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True
