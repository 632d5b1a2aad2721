import json

from django.core.management.base import BaseCommand, CommandError

from wishes import lifecycle
from wishes.lifecycle.restoring import NoJournal


class Command(BaseCommand):
    help = (
        "Take down what is still shown although its consent is over, and what was withdrawn since "
        "the backup that this database was restored from; safe to run at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")
        parser.add_argument(
            "--without-journal",
            action="store_true",
            help="The journal of withdrawals is lost: show again what was withdrawn since.",
        )

    def handle(self, *args, **options):
        is_dry = options["dry_run"]
        ended = lifecycle.count_overdue() if is_dry else self._apply(options["without_journal"])
        if options["json"]:
            self.stdout.write(json.dumps({"consents": ended, "dry_run": is_dry}))
        elif is_dry:
            self.stdout.write(f"{ended} consents would end")
        else:
            self.stdout.write(f"{ended} consents ended")

    def _apply(self, may_be_lost: bool) -> int:
        try:
            return lifecycle.apply_consents(may_be_lost=may_be_lost)
        except ExceptionGroup as group:
            missing = group.subgroup(NoJournal)
            if missing is None:
                raise
            raise CommandError(
                f"{missing.exceptions[0]}. Set WITHDRAWALS_JOURNAL to where it is; if it is lost, "
                "--without-journal shows again what was withdrawn since the backup."
            ) from None
