import json

from django.core.management.base import BaseCommand

from wishes import lifecycle


class Command(BaseCommand):
    help = "Take down what is still shown although its consent is over; safe to run at any time."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *args, **options):
        is_dry = options["dry_run"]
        ended = lifecycle.overdue_consents().count() if is_dry else lifecycle.apply_consents()
        if options["json"]:
            self.stdout.write(json.dumps({"consents": ended, "dry_run": is_dry}))
        elif is_dry:
            self.stdout.write(f"{ended} consents would end")
        else:
            self.stdout.write(f"{ended} consents ended")
