"""Doing what the guards of the database refuse."""

from django.db import connection, transaction


def tamper(*statements: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # What was written before is checked as at a commit; what comes now is not checked at all.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
