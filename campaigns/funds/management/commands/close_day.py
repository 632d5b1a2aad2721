from django.core.management.base import BaseCommand

from campaigns.funds import closing


class Command(BaseCommand):
    help = "Close every day that is over: count, sum and seal its ledger entries."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only show the first such day")

    def handle(self, *, dry_run, **options):
        if not dry_run:
            self.stdout.write(closing.close_due() or "every day that is over is closed")
            return
        day = closing.next_day()
        if day is None:
            self.stdout.write("every day that is over is closed")
            return
        close = closing.draw_up(day)
        self.stdout.write(f"{close.day}: {close.entries} entries, digest {close.digest}")
