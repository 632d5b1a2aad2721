"""One open difference, looked at again by itself: by a person's wish, or because it is old."""

from django.utils import timezone

from campaigns.funds.models import Entry
from campaigns.payments import gateway, gateway_books
from campaigns.reconciliation import differences
from campaigns.reconciliation.balance import compare_balance
from campaigns.reconciliation.findings import Finding, Report
from campaigns.reconciliation.health import broken_rules
from campaigns.reconciliation.models import Difference, DifferenceKind, Outcome
from campaigns.reconciliation.models.difference import OF_LINES
from campaigns.reconciliation.stripe_books import Seen, match_entry, match_lines


def look_again(difference: Difference) -> bool:
    """Put `difference` right where that is possible now; whether it is gone.

    Raises `GatewayError`: nothing is known then, and it stands as it stood.
    """
    found = _look(difference)
    same = [one for one in found if (one.kind, one.source) == (difference.kind, difference.source)]
    differences.keep(found)
    if not same:
        Difference.objects.open().filter(pk=difference.pk).update(
            resolved_at=timezone.now(), resolved_how=Outcome.HEALED
        )
    return not same


def _look(difference: Difference) -> list[Finding]:
    if difference.kind == DifferenceKind.BALANCE:
        return compare_balance()
    if difference.kind == DifferenceKind.LEDGER:
        return broken_rules()
    if difference.kind in OF_LINES:
        return _look_at_line(difference.source)
    return _look_at_entry(difference.source)


def _look_at_line(number: str) -> list[Finding]:
    """A line, beside the others of its source: one of them may already stand for the entry."""
    try:
        line = gateway_books.fetch_line(number)
    except gateway.GatewayRefused as error:
        if error.code != "resource_missing":
            raise
        return []
    lines = gateway_books.lines_about(line.source_id) if line.source_id else [line]
    report = Report()
    match_lines(sorted(lines, key=lambda one: one.created), Seen(), report)
    return report.differences


def _look_at_entry(source: str) -> list[Finding]:
    kind, _, external_id = source.partition(":")
    entry = Entry.objects.filter(
        kind=kind, external_id=external_id, reversed_by__isnull=True
    ).first()
    finding = match_entry(entry) if entry else None
    return [finding] if finding else []
