"""Our books against Stripe's, by the clock and by command."""

import logging
from datetime import timedelta

from django.utils import timezone

from campaigns.payments import gateway
from campaigns.reconciliation.stripe_books import (
    CHARGES,
    Difference,
    Report,
    match_charge,
    match_entries,
)

logger = logging.getLogger(__name__)

# Lines come late and clocks differ: each run looks back over the last two days.
WINDOW = timedelta(hours=48)


def compare_books(*, dry_run: bool = False) -> Report:
    """Match the last two days of Stripe's balance with the ledger. Raises `GatewayError`."""
    since = timezone.now() - WINDOW
    report = Report()
    seen = set()
    for line in gateway.balance_lines(since):
        report.lines += 1
        if line.type in CHARGES:
            seen.add(line.source_id)
            match_charge(line, report, dry_run=dry_run)
        else:
            report.differences.append(Difference("line of a kind not entered", line.id, line.type))
    match_entries(since, seen, report)
    return report


def report_differences() -> int:
    """`compare_books` by the clock: each difference goes to the log; returns how many there are."""
    try:
        report = compare_books()
    except gateway.GatewayUnavailable as error:
        logger.warning("Stripe does not answer (%s): its books are read later", error.code)
        return 0
    for one in report.differences:
        logger.error("books differ: %s: %s %s", one.rule, one.source, one.detail)
    return len(report.differences)
