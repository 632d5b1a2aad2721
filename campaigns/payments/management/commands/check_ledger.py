import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from campaigns.funds.invariants import Violation, violations
from campaigns.payments import invariants


class Command(BaseCommand):
    help = "Check that every invariant of the ledger holds; exit with 1 when one does not."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args, **options):
        found = [*violations(), *invariants.violations()]
        figures = invariants.figures()
        if options["json"]:
            report = {"ok": not found, **figures, "violations": [asdict(one) for one in found]}
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._tell(found, figures)
        if found:
            raise SystemExit(1)

    def _tell(self, found: list[Violation], figures: dict[str, int]) -> None:
        for one in found:
            self.stdout.write(f"{one.rule}: {one.detail}")
        counts = ", ".join(f"{value} {name}" for name, value in figures.items())
        self.stdout.write(f"{counts}; {len(found)} violations")
