"""Each line of Stripe's own books against its entry in the ledger, each entry against its line."""

from collections.abc import Iterator
from datetime import timedelta
from math import inf
from time import monotonic

from django.utils import timezone

from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments import gateway, gateway_books
from campaigns.payments.stripe_records import BalanceLine
from campaigns.reconciliation.findings import Finding, Report, as_text
from campaigns.reconciliation.healing import heal
from campaigns.reconciliation.lines import (
    Key,
    Moved,
    entry_of,
    keys_of,
    moved_at_stripe,
    moved_by,
    moved_for,
)
from campaigns.reconciliation.models import DifferenceKind
from campaigns.reconciliation.spans import Span

# Stripe's own books may lag behind a charge for so long, and its clock may differ from ours.
LAG = timedelta(hours=1)

# Which line each entry was seen with.
Seen = dict[Key, str]


def match_lines(
    lines: list[BalanceLine],
    seen: Seen,
    report: Report,
    *,
    dry_run: bool = False,
    stop_at: float = inf,
) -> int:
    """Match one page of lines; what is missing is entered where it can be, the rest is found.

    Returns how many of them were looked at: after `stop_at` (by `monotonic`) nothing more is
    entered, but for the first line of a page, so that each turn gets somewhere.
    """
    entries = moved_by(key for line in lines for key in keys_of(line))
    for n, line in enumerate(lines):
        finding = _finding(line, entries, seen)
        if finding and not dry_run:
            if n and monotonic() >= stop_at:
                return n
            if heal(line):
                entries |= moved_by(keys_of(line))
                finding = _finding(line, entries, seen)
                report.healed += finding is None
        report.lines += 1
        if finding:
            report.differences.append(finding)
        for key in keys_of(line):
            seen.setdefault(key, line.id)
    return len(lines)


def match_entries(span: Span, seen: Seen, report: Report, *, stop_at: float = inf) -> bool:
    """Entries of the time of `span` that move money at Stripe, of which Stripe knows nothing.

    One that was not seen with a line is asked about by its number: its line may be of another day.
    Returns whether there was time for all. Raises `GatewayError`.
    """
    for entry in _entries_at_stripe(span.within(LAG)):
        if Key(entry.kind, entry.external_id) in seen:
            continue
        if monotonic() >= stop_at:
            return False
        finding = match_entry(entry)
        if finding:
            report.differences.append(finding)
    return True


def match_entry(entry: Entry) -> Finding | None:
    """Ask Stripe about one entry. Raises `GatewayError`."""
    key = Key(entry.kind, entry.external_id)
    if any(key in keys_of(line) for line in _lines_of(key)):
        return None
    return Finding(
        DifferenceKind.ENTRY_WITHOUT_LINE,
        str(key),
        as_text(moved_by([key])[key].sums),
        str(entry.donation or ""),
        entry.happened_at,
    )


def _lines_of(key: Key) -> list[BalanceLine]:
    try:
        if key.kind in (Kind.FEE, Kind.CONVERSION):
            return [gateway_books.fetch_line(key.external_id)]
        return gateway_books.lines_about(key.external_id)
    except gateway.GatewayRefused as error:
        if error.code != "resource_missing":
            raise
        return []


def _entries_at_stripe(span: Span) -> Iterator[Entry]:
    return (
        Entry.objects.filter(
            postings__account=CLEARING,
            happened_at__gte=span.since,
            happened_at__lte=min(span.until, timezone.now() - LAG),
            reverses__isnull=True,
            reversed_by__isnull=True,
        )
        .distinct()
        .iterator()
    )


def _finding(line: BalanceLine, entries: dict[Key, Moved], seen: Seen) -> Finding | None:
    key = entry_of(line)
    at_stripe, ours = moved_at_stripe(line), moved_for(line, entries)
    what = f"{line.type} {line.source_id}: {as_text(at_stripe)}"
    kind, detail = None, what
    if key is None:
        kind = DifferenceKind.LINE_UNKNOWN
    elif key not in entries:
        kind = DifferenceKind.LINE_WITHOUT_ENTRY
    elif seen.get(key, line.id) != line.id:
        kind = DifferenceKind.SECOND_LINE
    elif ours != at_stripe:
        kind, detail = DifferenceKind.SUMS_DIFFER, f"{what} ≠ {as_text(ours)}"
    if kind is None:
        return None
    donation = entries[key].donation if key in entries else line.donation_id
    return Finding(kind, line.id, detail[:300], donation, line.created)
