"""Entries and closes as bytes, the same for everybody who computes a digest.

docs/ledger-close.md describes this form for people outside: a change here breaks every digest that
was published, so there is none without a new version beside the old.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Prefetch

from campaigns.funds.models import DailyClose, Entry, Posting

_IN_TURN = Prefetch("postings", Posting.objects.order_by("pk"))


def text_of(value: Any) -> str:
    """JSON in one line: keys sorted, no spaces, everything but ASCII escaped."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def entry_line(entry: Entry) -> str:
    return text_of(
        [
            entry.pk,
            entry.kind,
            entry.external_id,
            entry.reverses_id,
            str(entry.donation) if entry.donation else None,
            _moment(entry.happened_at),
            _moment(entry.recorded_at),
            entry.reason,
            entry.gifts,
            [[leg.account_id, leg.amount_tiyn, leg.currency] for leg in entry.postings.all()],
        ]
    )


def entries_after(number: int, upto: int) -> Iterable[Entry]:
    entries = Entry.objects.filter(pk__gt=number, pk__lte=upto).order_by("pk")
    return entries.prefetch_related(_IN_TURN).iterator(chunk_size=2000)


def digest_of_entries(entries: Iterable[Entry]) -> tuple[str, int]:
    """The digest of their lines, each ended by a line feed, and how many they are."""
    digest, count = sha256(), 0
    for entry in entries:
        digest.update(f"{entry_line(entry)}\n".encode())
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
