"""Settlement without the call to Stripe, against the very same SQL run by pgbench.

The baseline's statements are not written by hand: they are what settlement itself sends, caught on
its way while every commit is turned into a rollback, and then replayed with the sequences set back.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from bench import gifts
from bench.rounds import Outcome, timed
from campaigns.payments.models import Attempt
from jobs.wake import wake

AT_LEAST = 0.3
A_TURN, ROUNDS = 100, 7


def measure() -> Outcome:
    fund = gifts.fund("settling")
    wake("issue receipts"), wake("deliver letters")  # called already, in both
    gifts.settle_all([gifts.opened(fund) for _ in range(A_TURN)])
    ours, raw = [], []
    for _ in range(ROUNDS):
        caught = _caught([gifts.opened(fund) for _ in range(A_TURN)])
        raw.append(_pgbench(caught))
        attempts = [gifts.opened(fund) for _ in range(A_TURN)]
        ours.append(timed(lambda attempts=attempts: gifts.settle_all(attempts)))
    ratio = median(raw) / median(ours)
    return Outcome(
        "settlement / its SQL run by pgbench",
        ratio,
        f"at least {AT_LEAST}",
        ratio >= AT_LEAST,
        median(ours) / A_TURN,
        median(raw) / A_TURN,
        f"{len(caught) / A_TURN:.0f} statements a gift",
    )


def _caught(attempts: list[Attempt]) -> list[str]:
    """The SQL that would settle `attempts`, with nothing of it done."""
    before = _sequences()
    statements: list[str] = []

    def catch(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        statements.append(context["cursor"].cursor.mogrify(sql, params))
        return execute(sql, params, many, context)

    with _nothing_commits(statements), connection.execute_wrapper(catch):
        gifts.settle_all(attempts)
    with connection.cursor() as cursor:
        for name, value in before.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, value])
    return statements


@contextmanager
def _nothing_commits(statements: list[str]) -> Iterator[None]:
    real_commit, real_autocommit = connection._commit, connection._set_autocommit

    def roll_back() -> None:
        statements.append("COMMIT")
        connection.connection.rollback()

    def set_autocommit(autocommit: bool) -> None:
        if not autocommit:
            statements.append("BEGIN")
        real_autocommit(autocommit)

    connection._commit, connection._set_autocommit = roll_back, set_autocommit
    try:
        yield
    finally:
        connection._commit, connection._set_autocommit = real_commit, real_autocommit


def _sequences() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
            " WHERE last_value IS NOT NULL"
        )
        return dict(cursor.fetchall())


def _pgbench(statements: list[str]) -> float:
    """Seconds that pgbench needs for `statements`, its start not counted."""
    pgbench = str(Path(os.environ["BENCH_PROGRAMS"]) / "pgbench")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(";\n".join(statements) + ";\n")
        script.flush()
        done = subprocess.run(
            [pgbench, "--no-vacuum", "--transactions=1", f"--file={script.name}"],
            env=os.environ | _address(),
            capture_output=True,
            text=True,
            check=True,
        )
    if "number of transactions actually processed: 1/1" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    found = re.search(r"latency average = ([0-9.]+) ms", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout)
    return float(found[1]) / 1000


def _address() -> dict[str, str]:
    at = connection.get_connection_params()
    return {
        "PGHOST": str(at["host"]),
        "PGPORT": str(at["port"]),
        "PGUSER": str(at["user"]),
        "PGDATABASE": str(at["dbname"]),
    }
