"""One clock for all: Python, the database and Stripe's sandbox stand at the same moment.

The site reads two clocks of its own, Python's and the database's (`Now()`, column defaults). The
first is moved by time_machine. For the second the database gets functions of its own that stand
before PostgreSQL's in the search path; so it is moved for every process that connects.
"""

from datetime import UTC, datetime, timedelta

import time_machine
from django.db import connection

from tests.fixtures import templates
from tests.stripe_sandbox.process import SandboxProcess

# Every function by which our code or our triggers could ask the database for the time.
_FUNCTIONS = ("statement_timestamp", "transaction_timestamp", "clock_timestamp", "now")
_MOVABLE = """
CREATE SCHEMA clock;
CREATE TABLE clock.shift (by interval NOT NULL);
INSERT INTO clock.shift VALUES ('0');
GRANT USAGE ON SCHEMA clock TO PUBLIC;
GRANT SELECT ON clock.shift TO PUBLIC;
"""
_FUNCTION = """
CREATE FUNCTION clock.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.{name}() OPERATOR(pg_catalog.+) (SELECT by FROM clock.shift) $$;
"""
_DEFAULTS = """
SELECT format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT clock.statement_timestamp()',
              d.adrelid::regclass, a.attname)
  FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
 WHERE pg_get_expr(d.adbin, d.adrelid) ~* '(statement_timestamp|now)\\(\\)|CURRENT_TIMESTAMP'
"""


def template(family: str, migrated: str) -> str:
    """The name of a template whose clock can be moved, made from the migrated one."""

    def build(name: str) -> None:
        with templates.maintenance() as server:
            templates.copy(server, migrated, name)
        with templates.connected_to(name), connection.cursor() as cursor:
            cursor.execute(_MOVABLE + "".join(_FUNCTION.format(name=each) for each in _FUNCTIONS))
            cursor.execute(_DEFAULTS)
            for (change,) in cursor.fetchall():
                cursor.execute(change)

    return templates.ensure(f"{family}_clock", migrated.rpartition("_")[2], build)


def let_move(database: str) -> None:
    """A copy of a database loses its search path: say it again."""
    with templates.maintenance() as server:
        server.execute(f'ALTER DATABASE "{database}" SET search_path = clock, public, pg_catalog')


class Clock:
    """Virtual time, which goes on by itself too, as the real one does."""

    def __init__(self, sandbox: SandboxProcess) -> None:
        self.sandbox = sandbox
        self.shift = timedelta()
        self._travel: time_machine.travel | None = None

    def now(self) -> datetime:
        return _real_now() + self.shift

    def advance(self, **by: float) -> None:
        self.set_shift(self.shift + timedelta(**by))

    def set_shift(self, shift: timedelta) -> None:
        """Stand so far from the real clock, everywhere."""
        self.shift = shift
        self.be_wrong()
        seconds = int(shift.total_seconds())
        behind = seconds - int(self.sandbox.call("GET", "clock")["offset"])
        self.sandbox.advance(behind)
        # Stripe stamps its messages by its own clock.
        self.sandbox.settings(signature_skew=seconds)

    def be_wrong(self, *, ours: timedelta = timedelta(), database: timedelta = timedelta()) -> None:
        """Let the site's or the database's machine be off by so much; Stripe's clock is right."""
        self.stop()
        self._travel = time_machine.travel(_real_now() + self.shift + ours, tick=True)
        self._travel.start()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE clock.shift SET by = %s", [self.shift + database])

    def stop(self) -> None:
        if self._travel is not None:
            self._travel.stop()
            self._travel = None


def _real_now() -> datetime:
    """What the clock on the wall says, however far we have travelled."""
    if time_machine.escape_hatch.is_travelling():
        return time_machine.escape_hatch.datetime.datetime.now(UTC)
    return datetime.now(UTC)
