"""PostgreSQL killed in the middle of anything, or without room: nothing lost, nothing twice."""

import pytest
from django.db import InternalError, connection

from campaigns.funds.models import Entry
from tests.fixtures.database import WorkerDatabase
from tests.money import clock, crashes, private_server
from tests.money.private_server import PrivateServer
from tests.money.sizes import CRASHES, SEED, tell
from tests.money.ways import GiftsWay
from tests.money.world import World

# A segment of the write-ahead log, which must still find its room for the server to run at all.
ROOM, PAGE = 16 * 1024 * 1024, 8192


@pytest.fixture(scope="module")
def server(worker_database, database_family, django_db_blocker):
    with django_db_blocker.unblock():
        template = clock.template(database_family, worker_database.template)
        server = PrivateServer()
        try:
            server.start(template)
            yield server
        finally:
            server.stop()


@pytest.fixture
def world(server, sandbox_process, django_db_blocker):
    database = WorkerDatabase(private_server.DATABASE, private_server.TEMPLATE)
    with django_db_blocker.unblock(), World(database, sandbox_process) as world:
        yield world


def test_a_gift_outlives_a_database_that_crashes_under_it(world, server):
    moments = crashes.crash_many(world, server, GiftsWay, crashes=CRASHES, seed=SEED)
    tell(crashes=moments.total())
    assert moments.total() == CRASHES


# Rows that may lie there; the first %s is how heavy each is, the second how many.
FULL = {
    "inbox": """
        INSERT INTO payments_webhookevent (event_id, type, livemode, object_id, refs, happened_at,
                                           handled_at, attempts, last_error)
        SELECT gen_random_uuid()::text, 'x', false, '', to_jsonb(repeat('x', %s)), now(),
               now(), 0, ''
          FROM generate_series(1, %s)
    """,
    "audit trail": """
        INSERT INTO audit_auditentry (at, action, target_type, target_id, facts)
        SELECT now(), 'full', 'disk', '1', to_jsonb(repeat('x', %s)) FROM generate_series(1, %s)
    """,
}


def fill(insert):
    """Until not even a small row finds its place."""
    with connection.cursor() as cursor:
        for weight in (1700, 1):
            rows = 4 * ROOM // PAGE
            while rows:
                try:
                    cursor.execute(insert, [weight, rows])
                except InternalError:
                    rows //= 2


@pytest.mark.parametrize("where", FULL)
def test_a_disk_that_is_full_takes_no_gift_and_loses_none(world, server, where):
    case = GiftsWay(world)
    with server.no_file_larger_than(ROOM):
        fill(FULL[where])
        refused = crashes.survive(case)
        entries = Entry.objects.count()
    assert refused, "there was still room"
    assert entries == 0
    crashes.recover(case, goes_on=True)
    case.assert_done()
