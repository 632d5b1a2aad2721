"""One run: read Stripe's lines, newest first, match both ways, keep what differs, close the rest.

Whatever happens to it is noted in its row. It ends after `TURN_SECONDS`, and the next run takes it
up (see `spans`); after an outage of Stripe it says so, and is no good run.
"""

from datetime import timedelta
from time import monotonic

from django.db.models import Q
from django.utils import timezone

from campaigns.payments import gateway, gateway_books
from campaigns.reconciliation import differences
from campaigns.reconciliation.balance import compare_balance
from campaigns.reconciliation.findings import Finding, Report
from campaigns.reconciliation.health import broken_rules
from campaigns.reconciliation.looking_again import look_again
from campaigns.reconciliation.models import Difference, DifferenceKind, Run, Scope
from campaigns.reconciliation.spans import AHEAD, Span, to_read
from campaigns.reconciliation.stripe_books import Seen, match_entries, match_lines

# How far each run looks back. Lines come late and clocks differ: two days for the frequent one.
WINDOWS = {Scope.QUARTER_HOUR: timedelta(hours=48), Scope.NIGHTLY: timedelta(days=35)}
# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60
BY_TIME = "time"


class Running:
    """A run that is going on. `dry_run`: nothing is entered, and nothing is kept of the run."""

    def __init__(self, scope: Scope, *, dry_run: bool = False) -> None:
        now = timezone.now()
        self.dry_run = dry_run
        self.report, self.seen = Report(), Seen()
        self.stop_at = monotonic() + TURN_SECONDS
        # Stripe counts in whole seconds.
        until = now.replace(microsecond=0) + AHEAD
        since = until - AHEAD - WINDOWS[scope]
        last_good = Run.objects.good().first()
        if last_good:
            # When nobody looked for days, none of them may be left out.
            since = min(since, last_good.started - WINDOWS[Scope.QUARTER_HOUR])
        self.row = Run(scope=scope, started=now, since=since, until=until, reached=until)
        if not dry_run:
            self.row.save()

    def finish(self) -> None:
        row, report = self.row, self.report
        row.finished = timezone.now()
        row.lines, row.healed = report.lines, report.healed
        row.ok = not row.stopped_by
        if self.dry_run:
            return
        row.differences = Difference.objects.open().count()
        row.save()

    def look(self) -> None:
        """Raises `GatewayError`, after as much was kept as was seen."""
        for span in to_read(self.row):
            self.row.reached = span.until
            try:
                self._read(span)
                read = Span(self.row.reached, span.until)
                in_time = match_entries(read, self.seen, self.report, stop_at=self.stop_at)
            finally:
                # Also of a look that Stripe cut short: what was seen was seen.
                self.keep(self.report.differences)
            if not in_time:
                self.row.stopped_by = BY_TIME
            elif not self.dry_run:
                differences.close_gone(self.row, read)
            if self.row.stopped_by:
                return

    def _read(self, span: Span) -> None:
        pages = gateway_books.pages(span.since, span.until)
        for n, page in enumerate(pages):
            # At least one page in each turn, so that the newest are always looked at.
            if n and monotonic() >= self.stop_at:
                self.row.stopped_by = BY_TIME
                return
            looked_at = match_lines(
                page, self.seen, self.report, dry_run=self.dry_run, stop_at=self.stop_at
            )
            if page:
                # Of this second there may be more to come.
                self.row.reached = page[looked_at - 1].created + timedelta(seconds=1)
            if looked_at < len(page):
                self.row.stopped_by = BY_TIME
                return
        self.row.reached = span.since

    def keep(self, findings: list[Finding]) -> None:
        if not self.dry_run:
            differences.keep(findings)

    def look_at(self, kind: DifferenceKind, found: list[Finding]) -> None:
        """Take over what was found of a kind that is always looked at whole."""
        self.report.differences += found
        self.keep(found)
        if not self.dry_run:
            differences.close(self.row, Q(kind=kind))


def run(scope: Scope, *, dry_run: bool = False) -> Running:
    """Compare. Raises `GatewayError` when Stripe did not answer; the run's row then says so."""
    running = Running(scope, dry_run=dry_run)
    try:
        running.look()
        if not running.row.stopped_by:
            _look_at_the_whole(running)
    except gateway.GatewayError as error:
        running.row.stopped_by = error.code[:60]
        running.finish()
        raise
    # A run that broke for another reason stays unfinished, and is no good run either.
    running.finish()
    return running


def _look_at_the_whole(running: Running) -> None:
    """What is not about single lines of these days."""
    nightly = running.row.scope == Scope.NIGHTLY
    if nightly:
        found = broken_rules()
        running.row.violations = len(found)
        running.look_at(DifferenceKind.LEDGER, found)
        _look_again_at_the_old(running)
    # By day gifts are under way, so the balance is compared by night, and by day where it was off.
    if nightly or Difference.objects.open().filter(kind=DifferenceKind.BALANCE).exists():
        running.look_at(DifferenceKind.BALANCE, compare_balance(dry_run=running.dry_run))


def _look_again_at_the_old(running: Running) -> None:
    """Differences from before the time that is read: each is asked about by itself."""
    if running.dry_run:
        return
    old = Difference.objects.open().filter(about_at__lte=running.row.since)
    # Longest not looked at first: where time runs out, each has its turn.
    for one in old.order_by("last_seen", "pk"):
        if monotonic() >= running.stop_at:
            return
        look_again(one)
