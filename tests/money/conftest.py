import pytest

from tests.fixtures.database import WorkerDatabase
from tests.money import clock
from tests.money.world import World


@pytest.fixture
def world(committed_db, database_family, sandbox_process):
    """See `tests.money.world`. Time in it is virtual, for Python, PostgreSQL and Stripe alike."""
    template = clock.template(database_family, committed_db.template)
    with World(WorkerDatabase(committed_db.name, template), sandbox_process) as world:
        yield world
