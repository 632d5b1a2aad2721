from django.core.management.base import BaseCommand

from users.sync import sync_roles


class Command(BaseCommand):
    help = "Gives the staff's groups the permissions of users/roles.py; safe to run again."

    def handle(self, **options):
        sync_roles()
        self.stdout.write("roles are in step with users/roles.py")
