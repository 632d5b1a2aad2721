"""pytest -p tests.money.guard_off: the suite with one guard taken away, named by MONEY_WITHOUT.

A lock is taken away in the function that it is in; what the database holds, in each database that
a test is given.
"""

import functools
import inspect
import os
import sys
from importlib import import_module
from pathlib import Path

import psycopg
from django.db import connection
from django.db.models import QuerySet

from tests.money.guards import Guard
from tools.paths import ROOT


def pytest_sessionstart() -> None:
    guard = Guard.named(os.environ["MONEY_WITHOUT"])
    if guard.kind == "lock":
        _unlock(guard)
    else:
        _drop_in_each_database(guard)


def _unlock(guard: Guard) -> None:
    file = str(ROOT / guard.place)
    lock = QuerySet.select_for_update

    @functools.wraps(lock)
    def lock_unless_told(queryset, *args, **kwargs):
        caller = sys._getframe(1)
        while caller is not None and "django" in Path(caller.f_code.co_filename).parts:
            caller = caller.f_back  # A manager hands the call on.
        if caller and (caller.f_code.co_filename, caller.f_code.co_name) == (file, guard.name):
            return queryset.all()
        return lock(queryset, *args, **kwargs)

    QuerySet.select_for_update = lock_unless_told
    place = guard.place.removeprefix("site/").removesuffix(".py")
    function = getattr(import_module(place.replace("/", ".")), guard.name, None)
    if function is not None and "pg_advisory" in inspect.getsource(function):
        # Its code, since others may have taken the function itself already.
        function.__code__ = (lambda *args, **kwargs: None).__code__


def _drop_in_each_database(guard: Guard) -> None:
    from tests.fixtures.database import WorkerDatabase

    renew = WorkerDatabase.renew

    @functools.wraps(renew)
    def renew_without(database):
        renew(database)
        server = connection.get_connection_params()
        known = {"user", "password", "host", "port"}
        place = {name: server[name] for name in known if server.get(name)}
        with psycopg.connect(**place, dbname=database.name, autocommit=True) as opened:
            opened.execute(guard.drop())

    WorkerDatabase.renew = renew_without
