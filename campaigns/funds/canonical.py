"""Entries and closes as bytes, the same for everybody who computes a digest.

docs/ledger-close.md describes this form for people outside: a change here breaks every digest that
was published, so there is none without a new version beside the old.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from campaigns.funds.models import DailyClose, Entry, Posting

# In the order of `Line`.
_COLUMNS = (
    "pk", "kind", "external_id", "reverses_id", "donation", "happened_at", "recorded_at", "reason",
    "gifts",
)  # fmt: skip


def text_of(value: Any) -> str:
    """JSON in one line: keys sorted, no spaces, everything but ASCII escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


class Line(NamedTuple):
    """An entry as it is sealed; read without models, since a chain reads all there are."""

    number: int
    kind: str
    source: str
    reverses: int | None
    gift: UUID | None
    happened_at: datetime
    recorded_at: datetime
    reason: str
    gifts: int
    # Account, sum, currency: in the order they were written.
    legs: list[tuple[str, int, str]]


def entry_line(line: Line) -> str:
    return text_of(
        [
            *line[:4],
            str(line.gift) if line.gift else None,
            _moment(line.happened_at),
            _moment(line.recorded_at),
            *line[7:],
        ]
    )


def entries_after(number: int, upto: int) -> Iterator[Line]:
    """Those of a higher number than `number`, up to `upto`, in turn."""
    entries = Entry.objects.filter(pk__gt=number, pk__lte=upto).order_by("pk")
    legs = _legs_of(number, upto)
    leg = next(legs, None)
    for row in entries.values_list(*_COLUMNS).iterator():
        own = []
        while leg is not None and leg[0] <= row[0]:
            own.append(leg[1:])
            leg = next(legs, None)
        yield Line._make((*row, own))


def _legs_of(number: int, upto: int) -> Iterator[tuple[int, str, int, str]]:
    legs = Posting.objects.filter(entry_id__gt=number, entry_id__lte=upto)
    columns = ("entry_id", "account_id", "amount_tiyn", "currency")
    return legs.order_by("entry_id", "pk").values_list(*columns).iterator()


def digest_of_entries(entries: Iterable[Line]) -> tuple[str, int]:
    """The digest of their lines, each ended by a line feed, and how many they are."""
    digest, count = sha256(), 0
    for line in entries:
        digest.update(f"{entry_line(line)}\n".encode())
        count += 1
    return digest.hexdigest(), count


def public_form(close: DailyClose) -> dict[str, Any]:
    """What is published of a close; its digest is that of everything else in it."""
    return {
        "day": close.day.isoformat(),
        "last_entry": close.last_entry,
        "entries": close.entries,
        "entries_digest": close.entries_digest,
        "balances": close.balances,
        "previous": close.previous,
        "digest": close.digest,
    }


def digest_of_close(close: DailyClose) -> str:
    said = public_form(close)
    del said["digest"]
    return sha256(text_of(said).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
