"""Numbers without gaps: 2026-000123."""

from django.db import connection

_NEXT = """
    INSERT INTO receipts_receiptyear AS kept (year, last) VALUES (%s, 1)
    ON CONFLICT (year) DO UPDATE SET last = kept.last + 1
    RETURNING last
"""


def next_serial(year: int) -> int:
    """The next number of `year`, ours if this transaction commits, and nobody's if it does not.

    The year's row stays locked until then, so the next to issue waits: ask last, commit soon.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [year])
        return cursor.fetchone()[0]


def number_of(year: int, serial: int) -> str:
    return f"{year}-{serial:06}"
