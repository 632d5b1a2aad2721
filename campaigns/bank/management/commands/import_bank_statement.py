import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from campaigns.bank.importing import Imported, import_statement
from campaigns.bank.statements.reading import Format
from campaigns.bank.statements.records import StatementError


class Command(BaseCommand):
    help = (
        "Take over a bank statement (our table, CAMT.053 or MT940) and match what names its "
        "pledge. The same file again changes nothing. See docs/bank-statements.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=["auto", *Format.values], default="auto")
        parser.add_argument("--dry-run", action="store_true", help="keep nothing, only report")
        parser.add_argument("--json", action="store_true", help="report as JSON")

    @override("en")
    def handle(self, *args, **options):
        path: Path = options["file"]
        try:
            imported = import_statement(
                path.read_bytes(),
                path.name,
                wanted=options["format"],
                dry_run=options["dry_run"],
            )
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        except StatementError as refused:
            if options["json"]:
                report = {"ok": False, "row": refused.row, "reason": refused.reason}
                self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
                raise SystemExit(1) from refused
            raise CommandError(refused.told) from refused
        self._tell(imported, as_json=options["json"], is_dry=options["dry_run"])

    def _tell(self, imported: Imported, *, as_json: bool, is_dry: bool) -> None:
        report = {
            "ok": True,
            "dry_run": is_dry,
            "repeat": imported.is_repeat,
            "format": imported.file.format,
            "rows": imported.rows,
            "new": imported.new,
            "credits": imported.credits,
            "doubtful": imported.doubtful,
            "matched": imported.matched,
        }
        if as_json:
            self.stdout.write(json.dumps(report, indent=2))
            return
        if imported.is_repeat:
            self.stdout.write("this file was taken over before: nothing changed")
            return
        self.stdout.write(
            f"{imported.rows} rows, {imported.new} new ({imported.credits} credits, "
            f"{imported.doubtful} to be told apart), {imported.matched} matched"
            + (" (dry run: nothing kept)" if is_dry else "")
        )
