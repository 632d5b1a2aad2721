"""Tables that are only added to, held so by the database's grants as well as by triggers.

The role that migrates owns the tables; the web runs as another, which may insert into these and
read them, and nothing else. So neither a bug nor somebody inside a web process rewrites the books.
"""

from collections.abc import Iterator

from django.db import connection

from campaigns.funds.invariants import Violation

TABLES = (
    "audit_auditentry",
    "bank_statementfile",
    "funds_account",
    "funds_dailyclose",
    "funds_entry",
    "funds_posting",
)

# The web has no business in these.
_READ_ONLY = ("django_migrations",)

_REWRITABLE = """
    SELECT min(name) FROM unnest(%s::text[]) AS name
     WHERE has_table_privilege(name, 'UPDATE, DELETE, TRUNCATE')
"""


def grants(role: str, tables: list[str]) -> Iterator[str]:
    """The statements that give `role` what the web needs of all `tables`, and no more."""
    name, ours = _quoted(role), _quoted(connection.settings_dict["NAME"])
    schema = _quoted(_schema())
    listed = ", ".join(_quoted(table) for table in sorted(tables))
    changing = [table for table in sorted(tables) if table not in TABLES + _READ_ONLY]
    adding = ", ".join(_quoted(table) for table in TABLES)
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM {name}"
    yield f"GRANT CONNECT ON DATABASE {ours} TO {name}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {name}"
    yield f"GRANT SELECT ON {listed} TO {name}"
    yield f"GRANT INSERT ON {adding} TO {name}"
    yield f"GRANT INSERT, UPDATE, DELETE ON {', '.join(map(_quoted, changing))} TO {name}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}"
    yield f"GRANT EXECUTE ON FUNCTION funds_hold_entries() TO {name}"
    # What later versions add: a trigger that writes there must not stop the web, which may be
    # taking a child off the site. A table only added to is told of by `warnings` until asked again.
    added = f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT"
    yield f"{added} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}"
    yield f"{added} USAGE, SELECT ON SEQUENCES TO {name}"


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        [schema] = cursor.fetchone()
    return schema


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def warnings() -> Iterator[Violation]:
    """Told where the role that asks may rewrite what is only added to."""
    with connection.cursor() as cursor:
        cursor.execute(_REWRITABLE, [list(TABLES)])
        [table] = cursor.fetchone()
    if table:
        detail = f"{table}: see docs/production.md, grant_app_role"
        yield Violation("this database role may rewrite the books", detail)
