"""Runs by the clock, and what staff and the command may ask for."""

import logging
from datetime import datetime, time, timedelta

from django.utils import timezone

from campaigns.payments import gateway
from campaigns.reconciliation import runs
from campaigns.reconciliation.findings import Report
from campaigns.reconciliation.models import Run, Scope

logger = logging.getLogger(__name__)

# When the nightly look is due, by the clock on the wall.
NIGHT = time(3)


def compare_books(scope: Scope = Scope.QUARTER_HOUR, *, dry_run: bool = False) -> Report:
    """Match Stripe's lines with the ledger; enter what is missing. Raises `GatewayError`."""
    return runs.run(scope, dry_run=dry_run).report


def report_differences() -> int:
    """`compare_books` by the clock: what is found goes to the log; returns how much it was."""
    return _by_the_clock(Scope.QUARTER_HOUR)


def nightly() -> int:
    """Five weeks of lines, the balance and the ledger's rules, once a night.

    It is called more often than that: a look that was stopped is taken up the next time.
    """
    if Run.objects.good().filter(scope=Scope.NIGHTLY, started__gte=last_night()).exists():
        return 0
    return _by_the_clock(Scope.NIGHTLY)


def last_night() -> datetime:
    """The last moment at which a nightly look became due."""
    now = timezone.localtime()
    due = now.replace(hour=NIGHT.hour, minute=NIGHT.minute, second=0, microsecond=0)
    return due if due <= now else due - timedelta(days=1)


def _by_the_clock(scope: Scope) -> int:
    try:
        report = compare_books(scope)
    except gateway.GatewayUnavailable as error:
        logger.warning("Stripe does not answer (%s): its books are read later", error.code)
        return 0
    except gateway.GatewayRefused as error:
        logger.error("Stripe does not let us read its books: %s", error.code)
        return 0
    for one in report.differences:
        logger.error("books differ: %s: %s %s", one.kind, one.source, one.detail)
    return len(report.differences)
