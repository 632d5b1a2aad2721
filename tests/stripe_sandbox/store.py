"""Where the sandbox's objects live: plain dicts by id, in one unit of work at a time.

What a call changed is seen by others, and written to the state file, only when the call is
through; a call that raises leaves nothing behind. Fields that begin with an underscore are the
sandbox's own and never leave it.
"""

import copy
import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]

SCHEMA = """
create table if not exists object (
    seq integer primary key autoincrement, id text unique not null,
    kind text not null, body text not null
)
"""


class Store:
    """Not thread-safe by itself: `World.unit` holds the lock around every use."""

    def __init__(self, path: str | None = None) -> None:
        self.rows: dict[str, Row] = {}
        self.ids: dict[str, dict[str, None]] = {}
        self.work: dict[str, Row] = {}
        self.database = self._open(path) if path else None

    def _open(self, path: str) -> sqlite3.Connection:
        database = sqlite3.connect(path, check_same_thread=False)
        database.execute("pragma journal_mode = wal")
        database.execute("pragma synchronous = normal")
        database.execute(SCHEMA)
        database.commit()
        for id, kind, body in database.execute("select id, kind, body from object order by seq"):
            self.rows[id] = json.loads(body)
            self.ids.setdefault(kind, {})[id] = None
        return database

    def add(self, row: Row) -> Row:
        if row["id"] in self.rows or row["id"] in self.work:
            raise ValueError(f"{row['id']} exists already")
        self.work[row["id"]] = row
        return row

    def find(self, id: str | None, kind: str | None = None) -> Row | None:
        """The object to read or change in this unit of work, or None."""
        if not isinstance(id, str):
            return None
        row = self.work.get(id)
        if row is None and id in self.rows:
            row = self.work[id] = copy.deepcopy(self.rows[id])
        return row if row is not None and kind in (None, row["object"]) else None

    def get(self, id: str | None, kind: str | None = None) -> Row:
        """As `find`, for an id that the sandbox itself wrote down."""
        row = self.find(id, kind)
        if row is None:
            raise LookupError(f"{kind or 'object'} {id} is not there")
        return row

    def look(self, id: str) -> Row | None:
        """The object to look at only, without the cost of a copy."""
        return self.work.get(id) or self.rows.get(id)

    def newest_first(self, kind: str) -> Iterator[Row]:
        """All objects of a kind, to look at only: change one through `get(row["id"])`."""
        known = self.ids.get(kind, {})
        fresh = [r for id, r in self.work.items() if r["object"] == kind and id not in known]
        yield from reversed(fresh)
        for id in reversed(known):
            yield self.work.get(id) or self.rows[id]

    def oldest_first(self, kind: str, where: Callable[[Row], bool] | None = None) -> list[Row]:
        rows = list(self.newest_first(kind))[::-1]
        return [row for row in rows if where is None or where(row)]

    def commit(self) -> list[Row]:
        """Make the unit of work known; gives the rows that are new or changed."""
        changed = [row for id, row in self.work.items() if self.rows.get(id) != row]
        for row in changed:
            self.rows[row["id"]] = row
            self.ids.setdefault(row["object"], {})[row["id"]] = None
        self.work = {}
        if self.database and changed:
            self.database.executemany(
                "insert into object (id, kind, body) values (?, ?, ?)"
                " on conflict (id) do update set body = excluded.body",
                [(row["id"], row["object"], json.dumps(row)) for row in changed],
            )
            self.database.commit()
        return changed

    def rollback(self) -> None:
        self.work = {}

    def clear(self) -> None:
        self.rows, self.ids, self.work = {}, {}, {}
        if self.database:
            self.database.execute("delete from object")
            self.database.commit()

    def close(self) -> None:
        if self.database:
            self.database.close()
            self.database = None


def public(value: Any) -> Any:
    """A copy without the sandbox's own fields, as it goes over the wire."""
    if isinstance(value, dict):
        return {name: public(item) for name, item in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [public(item) for item in value]
    return value
