"""What the benchmarks stand on: a private PostgreSQL that waits for its disk, and our tables."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tools.paths import ROOT
from tools.postgres.cluster import Cluster
from tools.postgres.installation import Installation

DATABASE = "bench"


@contextmanager
def ground() -> Iterator[Installation]:
    """A database with the site's tables and nothing in them; Django is set up for it."""
    cluster = Cluster("bench")
    installation = cluster.start()
    try:
        os.environ["DATABASE_URL"] = cluster.url(DATABASE)
        os.environ["BENCH_PROGRAMS"] = os.path.dirname(installation.program("pgbench"))
        _create(cluster.url("postgres"))
        _set_up_django()
        yield installation
    finally:
        cluster.stop()


def _create(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as opened:
        opened.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        opened.execute(f"CREATE DATABASE {DATABASE}")


def _set_up_django() -> None:
    sys.path.insert(0, str(ROOT / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
