"""Differences are kept once while they are open, however many runs find them at the same time."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.models import Difference, DifferenceKind, Outcome, Run
from campaigns.reconciliation.models.difference import OF_LINES
from campaigns.reconciliation.spans import Span
from campaigns.reconciliation.stripe_books import LAG

# One statement, so that the unique index decides between two runs. What was explained stays so
# while each look finds the same; an explanation that waits for its second person is of what it saw.
_KEEP = """
WITH still AS (
    UPDATE reconciliation_difference SET last_seen = %(now)s
     WHERE kind = %(kind)s AND source = %(source)s AND detail = %(detail)s
       AND resolved_how = 'explained' AND over_at IS NULL
    RETURNING id)
INSERT INTO reconciliation_difference AS kept
    (kind, source, detail, donation, about_at, first_seen, last_seen, note, resolved_how)
SELECT %(kind)s, %(source)s, %(detail)s, %(donation)s::uuid, %(about_at)s, %(now)s, %(now)s, '', ''
 WHERE NOT EXISTS (SELECT FROM still)
ON CONFLICT (kind, source) WHERE resolved_at IS NULL DO UPDATE SET
    last_seen = EXCLUDED.last_seen,
    detail = EXCLUDED.detail,
    note = CASE WHEN kept.detail = EXCLUDED.detail THEN kept.note ELSE '' END,
    noted_by_id = CASE WHEN kept.detail = EXCLUDED.detail THEN kept.noted_by_id END,
    noted_at = CASE WHEN kept.detail = EXCLUDED.detail THEN kept.noted_at END
"""


def keep(findings: Iterable[Finding]) -> None:
    """Open a difference for each finding, or note that it is still there, open or explained."""
    with connection.cursor() as cursor:
        for one in findings:
            cursor.execute(
                _KEEP,
                {
                    "kind": one.kind.value,
                    "source": one.source,
                    "detail": one.detail,
                    "donation": _number(one.donation),
                    "about_at": one.about_at,
                    "now": timezone.now(),
                },
            )


def close_gone(run: Run, span: Span) -> int:
    """Close what `run` looked for in all of `span` and did not find any more."""
    inner = span.within(LAG)
    of_lines = Q(kind__in=OF_LINES, about_at__gt=span.since, about_at__lte=span.until)
    of_entries = Q(
        kind=DifferenceKind.ENTRY_WITHOUT_LINE,
        about_at__gt=inner.since,
        about_at__lte=min(inner.until, run.started - LAG),
    )
    return close(run, of_lines | of_entries)


def close(run: Run, which: Q) -> int:
    """Close the open differences of `which` that were not seen since `run` began.

    An explanation of what was not seen is over: the same again is another difference. Of a balance
    it is over when it is right, or when the second look in turn finds another offset: at one look a
    gift may be under way on top of what was explained.
    """
    now, unseen = timezone.now(), Q(which, last_seen__lt=run.started)
    other_offset = Difference.objects.open().filter(
        kind=DifferenceKind.BALANCE, source=OuterRef("source"), first_seen__gte=run.started
    )
    at_first_look = Q(Exists(other_offset), kind=DifferenceKind.BALANCE)
    Difference.objects.explained().filter(unseen).exclude(at_first_look).update(over_at=now)
    gone = Difference.objects.open().filter(unseen)
    return gone.update(resolved_at=now, resolved_how=Outcome.HEALED)


def _number(donation: str) -> str | None:
    """A gift's number out of Stripe's metadata, where it is one."""
    try:
        return str(UUID(donation)) if donation else None
    except ValueError:
        return None
