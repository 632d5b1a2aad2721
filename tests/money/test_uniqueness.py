"""Every uniqueness that the money hangs on is held by the database itself, one by one.

`guards_noticed.txt` lists them, each with the test that fails without it: what is taken out of a
model, of a migration or of the code is missed here.
"""

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg import sql

from tests.money.guards import Guard, in_the_code, in_the_database
from tests.money.without_guards import known

pytestmark = pytest.mark.django_db
LISTED = [Guard.named(name) for name in known()]
UNIQUE = [guard for guard in LISTED if guard.kind in ("constraint", "index")]

# Something of each type, told apart by a number.
_VALUES = {
    "boolean": "false",
    "date": "date '2025-01-01' + {n}",
    "jsonb": "'{{}}'",
    "timestamp with time zone": "timestamptz '2025-01-01' + interval '{n} day'",
    "uuid": "md5('{n}')::uuid",
    "character varying": "'{n}'",
    "text": "'{n}'",
    "bytea": "'{n}'::bytea",
}
# What a row needs to come under an index that holds for some rows alone.
FITTING = {
    "donors_request_one_open": {"state": "'open'"},
    "monthly_held_one_open": {"confirmed_at": "NULL", "withdrawn_at": "NULL"},
    "monthly_instruction_one_live": {"state": "'open'"},
    "monthly_instruction_one_start": {"kind": "'start'", "state": "'done'"},
    "payments_attempt_one_live": {"state": "'open'"},
    "payments_attempt_one_paid": {"state": "'paid'"},
    "receipts_receipt_one_valid": {"voided_at": "NULL"},
    "reconciliation_difference_open_once": {"resolved_at": "NULL"},
    "bank_asked_one_pending": {"state": "'pending'"},
    "bank_openingbalance_one_pending": {"state": "'pending'"},
    "reconciliation_held_one_open": {"confirmed_at": "NULL", "withdrawn_at": "NULL"},
}
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, NULL), a.attidentity <> ''
  FROM pg_attribute a
 WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
"""
_KEY = """
SELECT a.attname
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
 WHERE i.indexrelid = %s::regclass
"""
_IN_THE_WAY = """
SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')
"""


def test_the_list_is_whole_and_nothing_on_it_is_gone():
    found = {str(guard) for guard in (*in_the_code(), *in_the_database())}
    assert found ^ set(known()) == set()


@pytest.mark.parametrize("guard", UNIQUE, ids=str)
def test_a_second_row_is_refused(guard):
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [guard.name])
        key = {name for (name,) in cursor.fetchall()}
        clear_the_way(cursor, guard.place)
        insert(cursor, guard, 1, key)
        with pytest.raises(IntegrityError, match=guard.name), transaction.atomic():
            insert(cursor, guard, 2, key)


def clear_the_way(cursor, table):
    """Nothing else may refuse the rows; all of it is back at the end of the test's transaction."""
    cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    cursor.execute(_IN_THE_WAY, [table])
    for (name,) in cursor.fetchall():
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        cursor.execute(drop.format(sql.Identifier(table), sql.Identifier(name)))


def insert(cursor, guard, n, key):
    """A row of its own in everything but `key`."""
    cursor.execute(_COLUMNS, [guard.place])
    columns = {
        name: _VALUES.get(type, "{n}").format(n=1 if name in key else n)
        for name, type, made_by_itself in cursor.fetchall()
        if not made_by_itself
    }
    columns |= FITTING.get(guard.name, {})
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    cursor.execute(f"INSERT INTO {guard.place} ({names}) VALUES ({values})")
