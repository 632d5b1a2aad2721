import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from campaigns.payments.gateway import GatewayError
from campaigns.reconciliation.report import compare_books
from campaigns.reconciliation.stale import stale_attempts


class Command(BaseCommand):
    help = "Compare our books with Stripe's: settle what was missed, report what differs."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only report")

    def handle(self, *args, **options):
        settled = 0 if options["dry_run"] else stale_attempts()
        try:
            report = compare_books(dry_run=options["dry_run"])
        except GatewayError as error:
            raise CommandError(f"Stripe did not answer: {error.code}") from error
        report.settled += settled
        if options["json"]:
            self.stdout.write(
                json.dumps({"ok": not report.differences, **asdict(report)}, indent=2)
            )
            return
        for one in report.differences:
            self.stdout.write(f"{one.rule}: {one.source} {one.detail}".rstrip())
        self.stdout.write(
            f"{report.lines} lines, {report.settled} settled, {report.fees_added} fees added, "
            f"{len(report.differences)} differences"
        )
