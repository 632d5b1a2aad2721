import json

from django.core.management.base import BaseCommand

from wishes.claims import clock


class Command(BaseCommand):
    help = "Free the wishes of claims whose time is over and remind donors; safe to run any time."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *, dry_run, json: bool, **options):
        turn = clock.due() if dry_run else clock.keep_time()
        if json:
            self.stdout.write(_as_json({**turn._asdict(), "dry_run": dry_run}))
            return
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{turn.expired} claims {would}expired, {turn.unconfirmed} unconfirmed ones "
            f"{would}ended, {turn.reminded} donors {would}reminded"
        )


def _as_json(report: dict) -> str:
    return json.dumps(report)
