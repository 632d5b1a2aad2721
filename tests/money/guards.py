"""Every guard of money and mail: each lock in the code, each uniqueness and trigger below it.

They are found, not listed: what is added tomorrow is in the table of `without_guards` tomorrow.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from psycopg import sql

from tools.paths import ROOT

MONEY = ("funds", "payments", "bank", "receipts", "monthly", "reconciliation", "donors")
FOLDERS = {**{app: ROOT / "campaigns" / app for app in MONEY}, "outbox": ROOT / "site" / "outbox"}

# Triggers of our own, uniqueness beside that of primary keys, and functions that lock a table.
_IN_THE_DATABASE = r"""
SELECT 'trigger', t.tgrelid::regclass::text, t.tgname
  FROM pg_trigger t WHERE NOT t.tgisinternal
UNION ALL
SELECT 'constraint', c.conrelid::regclass::text, c.conname
  FROM pg_constraint c WHERE c.contype = 'u'
UNION ALL
SELECT 'index', i.indrelid::regclass::text, i.indexrelid::regclass::text
  FROM pg_index i
 WHERE i.indisunique AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
UNION ALL
SELECT 'hold', substring(p.prosrc from 'LOCK TABLE (\w+)'), p.proname
  FROM pg_proc p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prosrc LIKE '%LOCK TABLE%'
 ORDER BY 2, 1, 3
"""
_DROPS = {
    "trigger": "DROP TRIGGER {name} ON {table}",
    "constraint": "ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE",
    "index": "DROP INDEX {name}",
    "hold": "CREATE OR REPLACE FUNCTION {name}() RETURNS void LANGUAGE sql AS ''",
}


@dataclass(frozen=True)
class Guard:
    """`place` is a table, or the file of a lock; `name` the guard's, or the function's it is in."""

    kind: str
    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}:{self.name}"

    @property
    def app(self) -> str:
        parts = self.place.split("/") if self.kind == "lock" else self.place.split("_")
        return next(part for part in parts if part in FOLDERS)

    @classmethod
    def named(cls, text: str) -> "Guard":
        return cls(*text.split(":"))

    def drop(self) -> sql.Composed:
        names = {"name": sql.Identifier(self.name), "table": sql.Identifier(self.place)}
        return sql.SQL(_DROPS[self.kind]).format(**names)


def in_the_database() -> Iterator[Guard]:
    """Those of the database that Django is connected to."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_THE_DATABASE)
        for kind, table, name in cursor.fetchall():
            if table.partition("_")[0] in FOLDERS:
                yield Guard(kind, table, name)


def in_the_code() -> Iterator[Guard]:
    for folder in FOLDERS.values():
        for file in sorted(folder.rglob("*.py")):
            if "migrations" not in file.parts:
                yield from _locks_of(file)


def _locks_of(file: Path) -> Iterator[Guard]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and any(map(_is_lock, ast.walk(node))):
            yield Guard("lock", str(file.relative_to(ROOT)), node.name)


def _is_lock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "select_for_update"
    return isinstance(node, ast.Constant) and "pg_advisory" in str(node.value)
