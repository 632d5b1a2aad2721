from django.core.management.base import BaseCommand

from demo import bank, gifts, homes, people, wishes
from home.demo.pages import build_pages
from users.sync import sync_roles


class Command(BaseCommand):
    help = "Fills an empty site with demo content; run again, it adds what is missing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--show-signins", action="store_true", help="only print the demo's sign-ins"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what is missing")

    def handle(self, *, show_signins, dry_run, **options):
        if show_signins:
            self.show_sign_ins()
            return
        if dry_run:
            self.stdout.write(f"wishes: {len(wishes.missing())} to be told")
            self.stdout.write(f"gifts: {len(gifts.missing())} to be paid in the sandbox")
            return
        sync_roles()
        staff = people.build_people()
        funds = gifts.build_funds()
        build_pages(list(funds.values()))
        # Rights hang on sections of the page tree, which exist only now.
        sync_roles()
        self.stdout.write(f"wishes: {wishes.build_wishes(staff)} told")
        waiting = bank.build_bank(staff, funds["housing"])
        self.stdout.write(f"bank and cash: {waiting} to be looked at")
        try:
            self.stdout.write(f"gifts: {gifts.build_gifts(funds)} paid in the sandbox")
            made = homes.build_homes(staff, funds["housing"])
            self.stdout.write(f"apartments: {made} made")
        except gifts.NoSandbox as error:
            self.stderr.write(f"no gifts: the Stripe sandbox does not answer ({error})")
        self.show_sign_ins()

    def show_sign_ins(self):
        self.stdout.write("Demo sign-ins (password of all: " + people.PASSWORD + ")")
        for sign_in in people.SIGN_INS:
            self.stdout.write(f"  {sign_in.username:<12} {sign_in.role}")
        if link := wishes.institutions_link():
            self.stdout.write(f"The invented institution's private page: {link}")
