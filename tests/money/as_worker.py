"""pytest -p tests.money.as_worker: a run beside another, with a database of its own.

It is named by MONEY_WORKER, as xdist names its workers; DATABASE_URL has to be set.
"""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.workerinput = {"workerid": os.environ["MONEY_WORKER"]}
