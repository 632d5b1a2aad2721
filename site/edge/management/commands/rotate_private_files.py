import json

from django.core.management.base import BaseCommand, CommandError

from edge.private_files import private_files
from edge.sealing import CannotOpen


class Command(BaseCommand):
    help = (
        "Seal every private file with the first of PRIVATE_FILE_KEYS: those from before there were "
        "keys, and those of an older key. Safe to stop and to run again. Exits with 1 where a file "
        "cannot be opened."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args, **options):
        counts = {"sealed": 0, "up_to_date": 0, "cannot_open": 0}
        for name in private_files.names():
            counts[self._outcome(name, is_dry=options["dry_run"])] += 1
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "dry_run": options["dry_run"]}))
        else:
            verb = "would be sealed" if options["dry_run"] else "sealed"
            self.stdout.write(f"{counts['sealed']} {verb}, {counts['up_to_date']} up to date")
        if counts["cannot_open"]:
            raise CommandError(f"{counts['cannot_open']} files cannot be opened")

    def _outcome(self, name: str, *, is_dry: bool) -> str:
        try:
            if private_files.is_up_to_date(name):
                return "up_to_date"
            if is_dry:
                private_files.open(name)
            else:
                private_files.seal_anew(name)
        except CannotOpen as error:
            self.stderr.write(f"{name}: {error}")
            return "cannot_open"
        except FileNotFoundError:
            return "up_to_date"  # deleted meanwhile: nothing is left to seal
        return "sealed"
