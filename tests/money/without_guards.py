"""python -m tests.money.without_guards [WORD …]: if this lock, constraint or trigger were gone?

Each guard whose name holds one of the words (all, without words) is taken away by itself, and the
tests of its app are run until one fails. Prints a table: the guard, and the test that noticed; ends
with 1 where one went unnoticed. Who noticed is kept in `guards_noticed.txt` and asked first the
next time, so that a second run takes seconds a guard.

`--list` only names them; `--keep` renews the file.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.money.guards import Guard
from tools.paths import ROOT

NOTICED = Path(__file__).with_name("guards_noticed.txt")
WORKER, GUARD_OFF = ("-p", "tests.money.as_worker"), ("-p", "tests.money.guard_off")
# Where to look for a test that notices, when it is not known: the app's own tests, then these, then
# two of the faults'.
NEIGHBOURS = {
    "funds": ["payments", "bank"],
    "payments": ["reconciliation", "monthly", "funds"],
    "bank": [],
    "receipts": [],
    "monthly": [],
    "reconciliation": [],
    "donors": [],
    "outbox": ["payments", "donors", "wishes"],
}


def known() -> dict[str, str]:
    """Guard to the test that noticed its absence the last time."""
    if not NOTICED.exists():
        return {}
    lines = NOTICED.read_text().splitlines()
    return dict(line.split("\t") for line in lines if "\t" in line)


def noticed_by(guard: Guard) -> str:
    """The first test that fails without `guard`, and passes with it; "" when none does."""
    first = known().get(str(guard))
    places = [first] if first else []
    places += [f"tests/{app}" for app in (guard.app, *NEIGHBOURS[guard.app])]
    places += ["tests/money/test_uniqueness.py", "tests/money/test_rivals_beside.py"]
    for place in places:
        failed = _first_failure(place, guard)
        if failed and (failed == first or not _first_failure(failed, None)):
            return failed
    return ""


def _first_failure(tests: str, guard: Guard | None) -> str:
    """The first of `tests` that fails without `guard`, or with all guards there."""
    plugins = (*WORKER, *GUARD_OFF) if guard else WORKER
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", *plugins, tests],
        cwd=ROOT,
        env={**os.environ, "MONEY_WITHOUT": str(guard), "MONEY_WORKER": "unguarded"},
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        if line.startswith(("FAILED ", "ERROR ")):
            return line.split(" ", 1)[1].split(" - ")[0]
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{guard}: pytest ended with {done.returncode}\n{done.stdout}")
    return ""


def _all_guards() -> list[Guard]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    django.setup()
    from django.db import connection

    from tests.fixtures import templates
    from tests.money.guards import in_the_code, in_the_database

    family = f"test_{connection.settings_dict['NAME'] or 'zhurek'}"
    with templates.connected_to(templates.migrated(family)):
        return [*in_the_code(), *in_the_database()]


def main(arguments: list[str]) -> int:
    from tools.postgres import cluster as clusters

    words = [word for word in arguments if not word.startswith("--")]
    server = None
    if not os.environ.get("DATABASE_URL"):
        server = clusters.for_tests()
        server.start()
        os.environ["DATABASE_URL"] = server.url("zhurek")
    try:
        guards = [
            guard
            for guard in _all_guards()
            if not words or any(word in str(guard) for word in words)
        ]
        if "--list" in arguments:
            sys.stdout.write("\n".join(map(str, guards)) + "\n")
            return 0
        # Those that are quickly answered come first.
        guards.sort(key=lambda guard: str(guard) not in known())
        return _table(guards, keep="--keep" in arguments)
    finally:
        if server is not None:
            server.stop()


def _table(guards: list[Guard], *, keep: bool) -> int:
    found: dict[str, str] = {}
    for guard in guards:
        found[str(guard)] = noticed_by(guard)
        sys.stdout.write(f"{guard}\t{found[str(guard)] or 'NOBODY NOTICED'}\n")
        sys.stdout.flush()
        if keep:
            rows = {**known(), **{name: test for name, test in found.items() if test}}
            NOTICED.write_text("".join(f"{name}\t{rows[name]}\n" for name in sorted(rows)))
    unnoticed = [name for name, test in found.items() if not test]
    sys.stdout.write(f"{len(found)} guards, {len(unnoticed)} unnoticed\n")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
