"""Brings the database up to the code: run inside the environment by `make run`.

python -m tools.prepare FILE-FOR-THE-DEMO-SIGN-INS
"""

import io
import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tools import ports, processes
from tools.console import Failure, main, say, step
from tools.messages import compiled


def prepare() -> None:
    for catalogue in compiled.renew():
        say(f"  Compiled {catalogue}")
    _create_database(os.environ["DATABASE_URL"])

    # What packages tell a server's log when they are loaded is of no use here.
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.core.management import call_command

    with step("Bringing the database up to date"):
        call_command("migrate", interactive=False, verbosity=0)
    with step("Writing roles, and demo content where there is none"):
        _wait_for_sandbox()
        call_command("seed_demo", stdout=io.StringIO())
    sign_ins = Path(sys.argv[1])
    sign_ins.touch(mode=0o600)
    with sign_ins.open("w") as out:
        call_command("seed_demo", show_signins=True, stdout=out)


def _create_database(url: str) -> None:
    """Make the database that `url` names, if it is missing and we may."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as problem:
        if "does not exist" not in str(problem):
            raise Failure(f"The database does not answer: {problem}") from problem
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(str(name))))


def _wait_for_sandbox() -> None:
    """Demo gifts are paid in it; it was started a moment ago."""
    port = urlsplit(os.environ.get("STRIPE_API_BASE", "")).port
    if port and not processes.wait_until(lambda: ports.answers(port), within=60):
        raise Failure("The Stripe sandbox did not start: see var/log/sandbox.log")


if __name__ == "__main__":
    main(prepare)
