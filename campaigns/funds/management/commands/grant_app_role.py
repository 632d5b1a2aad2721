from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from campaigns.funds.append_only import grants


class Command(BaseCommand):
    help = "Let a database role run the site without being able to rewrite the books."

    def add_arguments(self, parser):
        parser.add_argument("role", help="an existing role of the database that owns nothing")
        parser.add_argument("--dry-run", action="store_true", help="only print the statements")

    def handle(self, *, role, dry_run, **options):
        self._demand_plain(role)
        statements = list(grants(role, connection.introspection.table_names()))
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                if dry_run:
                    self.stdout.write(f"{statement};")
                else:
                    cursor.execute(statement)
        if not dry_run:
            self.stdout.write(f"{role} may add to the books, and not rewrite them")

    def _demand_plain(self, role: str) -> None:
        """A superuser or an owner may do anything, whatever is granted."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            row = cursor.fetchone()
            if row is None:
                raise CommandError(f"there is no role {role}: CREATE ROLE {role} LOGIN …")
            cursor.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
                " AND pg_has_role(%s, tableowner, 'MEMBER')",
                [role],
            )
            if row[0] or cursor.fetchone()[0]:
                raise CommandError(f"{role} owns tables or is a superuser: choose another")
