"""A process that is killed, and means it: SIGKILL to a child at the n-th thing that it does.

What counts as a thing done: each SQL statement, the moments before and after each commit, before
and after each call to Stripe, before and after each letter. Nothing in the child gets to tidy up;
PostgreSQL finds the connection gone.

The child is a fork, so it may not use what keeps threads of its own: receipts, with their
typesetter, are left out.
"""

import os
import re
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest import mock

import stripe
from django.core.mail import EmailMessage
from django.db import connection, connections

_TABLE = re.compile(r'(?:INTO|UPDATE|FROM) "?(\w+)')

KILLED = -signal.SIGKILL
# Seconds after which a child that hangs is ended, as an error.
LONGEST_LIFE = 60


@dataclass(frozen=True)
class End:
    """How a child ended: `moment` names what it was about to do, or had just done, when killed."""

    was_killed: bool
    moment: str
    steps: int


class Steps:
    """Counts what this process does, and strikes at step `fatal`."""

    def __init__(self, fatal: int | None, strike: Callable[[str], None]) -> None:
        self.fatal = fatal
        self.strike = strike
        self.count = 0

    def at(self, moment: str) -> None:
        self.count += 1
        if self.count == self.fatal:
            self.strike(moment)

    def around(self, name: str, work: Callable) -> Callable:
        def done(*args, **kwargs):
            self.at(f"before {name}")
            result = work(*args, **kwargs)
            self.at(f"after {name}")
            return result

        return done

    def statement(self, execute, sql, *args):
        self.at(_short(str(sql)))
        return execute(sql, *args)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Hooks that only look on: what they wrap is done as ever."""
        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(self.statement))
            for owner, method, name in (
                (connection, "_commit", "a commit"),
                (stripe.RequestsClient, "request", "a call to Stripe"),
                (EmailMessage, "send", "a letter"),
            ):
                work = self.around(name, getattr(owner, method))
                wrapped = work if owner is connection else _method(work)
                stack.enter_context(mock.patch.object(owner, method, wrapped))
            yield


def _short(sql: str) -> str:
    """What a statement does, and to which table."""
    table = _TABLE.search(sql)
    return f"{sql.split(maxsplit=1)[0]} {table[1]}" if table else sql.split(maxsplit=1)[0]


def _method(work: Callable) -> Callable:
    return lambda self, *args, **kwargs: work(self, *args, **kwargs)


def killed_at(fatal: int | None, job: Callable[[], None]) -> End:
    """Do `job` in a child that dies at its step `fatal`, or lives where it has not so many.

    An exception in the child is raised here, as what it printed.
    """
    # A connection must not be shared: the child makes its own.
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(fatal, job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as report:
        said = report.read().decode(errors="replace")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, KILLED):
        raise AssertionError(f"the child ended with {status}:\n{said}")
    steps, _space, moment = said.partition(" ")
    return End(status == KILLED, moment, int(steps))


def _live(fatal: int | None, job: Callable[[], None], report: int) -> None:
    """The child's whole life. It never returns: nothing of the parent's is tidied up twice."""
    status = 1
    signal.alarm(LONGEST_LIFE)

    def die(moment: str) -> None:
        os.write(report, f"{fatal} {moment}".encode())
        os.kill(os.getpid(), signal.SIGKILL)

    try:
        steps = Steps(fatal, die)
        with steps.counted():
            job()
        os.write(report, f"{steps.count} ".encode())
        status = 0
    except BaseException:  # noqa: BLE001 - told to the parent, who raises it
        os.write(report, traceback.format_exc().encode())
    finally:
        os._exit(status)
