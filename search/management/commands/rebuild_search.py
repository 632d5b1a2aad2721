from django.core.management.base import BaseCommand

from search import writing


class Command(BaseCommand):
    help = "Write the search's table of pages anew. Needed after a place gets another spelling."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{writing.rebuild()} pages can be found.")
