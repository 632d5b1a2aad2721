"""Taking over a statement: the whole file in one transaction, or nothing of it."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.record import record
from campaigns.bank import matching
from campaigns.bank.locks import lock_imports
from campaigns.bank.models import AsideReason, BankLine, LineState, StatementFile
from campaigns.bank.sameness import Newcomer, newcomers
from campaigns.bank.statements.reading import Read, read
from campaigns.bank.statements.records import StatementError, account_number
from users.models import User


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `matched` are the gifts that it settled by itself."""

    file: StatementFile
    is_repeat: bool
    rows: int
    new: int
    credits: int
    doubtful: int
    matched: int


def import_statement(
    data: bytes,
    name: str,
    *,
    wanted: str = "auto",
    by: User | None = None,
    dry_run: bool = False,
) -> Imported:
    """Keep what `data` tells and nothing had told before, then match what names its pledge.

    The same file again changes nothing. Raises `StatementError`; then nothing is kept. A crash
    after the file is kept loses nothing: matching is also done by the clock.
    """
    own = account_number(settings.BANK_IIK)
    if not own:
        raise StatementError(_("No account is set (BANK_IIK), so no statement can be its own."))
    told = read(data, wanted, own)
    if told.account != own:
        raise StatementError(
            _("This statement is of the account %(theirs)s; ours is %(ours)s.")
            % {"theirs": told.account, "ours": own}
        )
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic(durable=True):
        lock_imports()
        known = StatementFile.objects.filter(sha256=digest).first()
        if known is not None:
            return Imported(known, True, known.rows, 0, 0, 0, 0)
        file, lines = _keep(told, digest, name, by)
        transaction.set_rollback(dry_run)
    matched = 0 if dry_run else matching.match_new(lines)
    return Imported(
        file=file,
        is_repeat=False,
        rows=file.rows,
        new=len(lines),
        credits=sum(one.may_be_a_gift for one in lines),
        doubtful=sum(one.twin_id is not None for one in lines),
        matched=matched,
    )


def _keep(
    told: Read, digest: str, name: str, by: User | None
) -> tuple[StatementFile, list[BankLine]]:
    days = [line.booked_on for line in told.lines]
    found = newcomers(told.account, told.lines, _known(told.account, days))
    file = StatementFile.objects.create(
        sha256=digest,
        name=name[:200],
        format=told.format,
        account=told.account,
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        rows=len(told.lines),
        new_rows=len(found),
        closing_tiyn=told.closing_tiyn,
        closing_on=told.closing_on,
        imported_by=by,
    )
    lines = BankLine.objects.bulk_create(_row(file, one) for one in found)
    facts = {"sha256": digest, "rows": file.rows, "new": file.new_rows}
    record("bank.statement_imported", file, by, facts)
    return file, lines


def _known(account: str, days: list[date]) -> list[BankLine]:
    if not days:
        return []
    kept = BankLine.objects.filter(account=account, booked_on__range=(min(days), max(days)))
    return list(kept.order_by("pk"))


def _row(file: StatementFile, newcomer: Newcomer) -> BankLine:
    line = newcomer.line
    row = BankLine(
        file=file,
        row=line.row,
        key=newcomer.key,
        account=file.account,
        booked_on=line.booked_on,
        amount_tiyn=line.amount_tiyn,
        currency=line.currency,
        reference=line.reference,
        text=line.text,
        payer_name=line.payer_name,
        payer_bin=line.payer_bin,
        payer_account=line.payer_account,
        twin=newcomer.twin,
    )
    if line.amount_tiyn < 0:
        row.state, row.aside_reason = LineState.ASIDE, AsideReason.OUT
        row.decided_at = timezone.now()
    return row
