import json

from django.core.management.base import BaseCommand

from campaigns.funds.proof import Proof, prove


class Command(BaseCommand):
    help = "Check that every invariant of the ledger holds; exit with 1 when one does not."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="report as JSON")

    def handle(self, *args, **options):
        proof = prove()
        if options["json"]:
            report = {
                "ok": not proof.violations,
                **proof.figures,
                "violations": [one._asdict() for one in proof.violations],
                "warnings": [one._asdict() for one in proof.warnings],
            }
            self.stdout.write(json.dumps(report, indent=2))
        else:
            self._tell(proof)
        if proof.violations:
            raise SystemExit(1)

    def _tell(self, proof: Proof) -> None:
        for one in proof.warnings:
            self.stdout.write(f"warning: {one.rule}: {one.detail}")
        for one in proof.violations:
            self.stdout.write(f"{one.rule}: {one.detail}")
        counts = ", ".join(f"{value} {name}" for name, value in proof.figures.items())
        self.stdout.write(f"{counts}; {len(proof.violations)} violations")
