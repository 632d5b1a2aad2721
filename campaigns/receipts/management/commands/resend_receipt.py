from django.core.management.base import BaseCommand, CommandError

from campaigns.receipts import changes, letters
from campaigns.receipts.models import Receipt


class Command(BaseCommand):
    help = "Send a valid receipt to its donor once more."

    def add_arguments(self, parser):
        parser.add_argument("number", help="such as 2026-000123")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args, **options):
        number = options["number"]
        receipt = Receipt.objects.select_related("donation").filter(number=number).first()
        if receipt is None:
            raise CommandError(f"there is no receipt {number}")
        if options["dry_run"]:
            self.stdout.write(self._what_would_be_done(receipt))
            return
        try:
            changes.send_again(receipt, actor=None)
        except changes.NotValid as error:
            raise CommandError(f"{number} is void: {self._instead(receipt)}") from error
        except letters.NobodyToWriteTo as error:
            raise CommandError(f"the gift of {number} came without an e-mail") from error
        self.stdout.write(f"{number} is on its way")

    def _what_would_be_done(self, receipt: Receipt) -> str:
        if not receipt.is_valid:
            return f"{receipt.number} is void and would not be sent: {self._instead(receipt)}"
        if not receipt.donation.donor_email:
            return f"{receipt.number} has nobody to be sent to"
        return f"{receipt.number} would be sent"

    def _instead(self, receipt: Receipt) -> str:
        return str(receipt.replaced_by or receipt.get_void_reason_display())
