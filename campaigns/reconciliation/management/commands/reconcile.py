import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.payments.gateway import GatewayError
from campaigns.reconciliation import runs
from campaigns.reconciliation.models import Difference, Scope
from campaigns.reconciliation.stale import stale_attempts


class Command(BaseCommand):
    help = (
        "Compare our books with Stripe's: settle what was missed, keep and report what differs. "
        "Exits with 1 while differences are open. See docs/reconciliation.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only report")
        parser.add_argument(
            "--nightly",
            action="store_true",
            help="also look back five weeks, at the balance and at the ledger's rules",
        )

    def handle(self, *, nightly, dry_run, **options):
        settled = 0 if dry_run else stale_attempts()
        scope = Scope.NIGHTLY if nightly else Scope.QUARTER_HOUR
        try:
            running = runs.run(scope, dry_run=dry_run)
        except GatewayError as error:
            raise CommandError(f"Stripe did not answer: {error.code}") from error
        report = _told(running, settled)
        if options["json"]:
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._tell(report)
        if not report["ok"]:
            raise SystemExit(1)

    def _tell(self, report: dict[str, Any]) -> None:
        for one in report["differences"]:
            self.stdout.write(f"{one['kind']}: {one['source']} {one['detail']}".rstrip())
        self.stdout.write(
            f"{report['lines']} lines, {report['settled']} attempts settled, "
            f"{report['healed']} lines put right, {len(report['differences'])} differences"
        )
        if not report["complete"]:
            self.stdout.write(f"stopped by {report['stopped_by']}: the next run goes on")


def _told(running: runs.Running, settled: int) -> dict[str, Any]:
    """The shape is documented in docs/reconciliation.md."""
    row = running.row
    if running.dry_run:
        found = [asdict(one) | {"first_seen": None} for one in running.report.differences]
    else:
        names = ("kind", "source", "detail", "donation", "about_at", "first_seen")
        found = list(Difference.objects.open().values(*names))
    for one in found:
        one["donation"] = str(one["donation"] or "")
        for name in ("about_at", "first_seen"):
            one[name] = one[name] and timezone.localtime(one[name]).isoformat()
    return {
        "ok": not found and not row.stopped_by,
        "scope": row.scope,
        "dry_run": running.dry_run,
        "started": timezone.localtime(row.started).isoformat(),
        "complete": not row.stopped_by,
        "stopped_by": row.stopped_by,
        "lines": row.lines,
        "settled": settled,
        "healed": row.healed,
        "broken_rules": row.violations,
        "differences": found,
    }
