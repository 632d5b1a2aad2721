import json

from django.core.management.base import BaseCommand

from jobs.purging import purge_personal_data


class Command(BaseCommand):
    help = "Remove personal data whose term is over; safe to run at any time."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args, **options):
        is_dry = options["dry_run"]
        gone = purge_personal_data(dry_run=is_dry)
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": is_dry, "removed": gone}))
            return
        verb = "would be removed" if is_dry else "removed"
        for kind, number in gone.items():
            self.stdout.write(f"{kind}: {number} {verb}")
        if not gone:
            self.stdout.write("nothing is due")
