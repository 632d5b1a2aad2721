"""The ledger's account of the bank beside what the bank says that we have.

The bank's word is the closing balance of the newest statement. Ours is what the account held when
the books of it began (`OpeningBalance`, set by two people) and all that the ledger moved on it
since. What differs is explained by what one side knows and the other does not yet; what is left
over then is a statement that is missing, or a mistake.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.cash import NotDecided
from campaigns.bank.entering import day_began
from campaigns.bank.locks import lock_recorded
from campaigns.bank.models import Decision, OpeningBalance, StatementFile
from campaigns.bank.statements.records import account_number
from campaigns.funds.accounts import BANK
from campaigns.funds.kinds import Kind
from money.amounts import CURRENCY
from users.models import User


@dataclass(frozen=True, slots=True)
class Comparison:
    """In tiyn; `difference` is the bank's sum less ours."""

    opening: OpeningBalance
    file: StatementFile
    bank_tiyn: int
    ours_tiyn: int
    # Lines of the bank's that the books do not have: those that wait, and those that people have
    # set aside; of these what came and what went apart, lest the one hide the other.
    lines_tiyn: int
    lines: int
    aside_in_tiyn: int
    aside_out_tiyn: int
    aside: int
    # What the books have and no line shows (yet).
    entries_tiyn: int
    entries: int

    @property
    def difference(self) -> int:
        return self.bank_tiyn - self.ours_tiyn

    @property
    def unexplained(self) -> int:
        aside_tiyn = self.aside_in_tiyn + self.aside_out_tiyn
        return self.difference - self.lines_tiyn - aside_tiyn + self.entries_tiyn


def own_account() -> str:
    return account_number(settings.BANK_IIK)


def propose_opening(row: OpeningBalance, by: User) -> OpeningBalance:
    """Raises `NotDecided` where one waits already, or no account is set."""
    row.account, row.recorded_by = own_account(), by
    if not row.account:
        raise NotDecided(_("No account is set (BANK_IIK)."))
    try:
        with transaction.atomic():
            row.save()
            record("bank.opening_proposed", row, by, {"tiyn": row.amount_tiyn, "day": str(row.day)})
    except IntegrityError:
        raise NotDecided(_("An opening balance waits for a second person already.")) from None
    return row


def decide_opening(pk: int, by: User, *, yes: bool, why: str = "") -> OpeningBalance:
    """Raises `NotDecided`."""
    with transaction.atomic(durable=True):
        row = lock_recorded(OpeningBalance.objects.get(pk=pk))
        if row.state != Decision.PENDING:
            raise NotDecided(_("Somebody has decided about this meanwhile."))
        if yes and row.recorded_by_id == by.pk:
            raise NotDecided(_("You recorded this yourself: another person has to confirm it."))
        row.state = Decision.CONFIRMED if yes else Decision.REJECTED
        row.decided_by, row.decided_at, row.reject_reason = by, timezone.now(), why
        row.save()
        record(f"bank.opening_{row.state}", row, by, {"tiyn": row.amount_tiyn})
    return row


def compare() -> Comparison | None:
    """None until there is an opening balance, and a statement of its day or a later one that tells
    how it closed."""
    mine = OpeningBalance.objects.filter(state=Decision.CONFIRMED, account=own_account())
    opening = mine.order_by("-decided_at", "-pk").first()
    if opening is None:
        return None
    file = (
        StatementFile.objects.filter(account=opening.account, closing_on__gte=opening.day)
        .order_by("-closing_on", "-pk")
        .first()
    )
    if file is None or file.closing_tiyn is None or file.closing_on is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_PAIRED, _params(opening, file))
        moved, *lines, entries_tiyn, entries = cursor.fetchone()
    waiting_tiyn, waiting, aside_in_tiyn, aside_out_tiyn, aside = lines
    return Comparison(
        opening=opening,
        file=file,
        bank_tiyn=file.closing_tiyn,
        ours_tiyn=opening.amount_tiyn + int(moved),
        lines_tiyn=int(waiting_tiyn),
        lines=waiting,
        aside_in_tiyn=int(aside_in_tiyn),
        aside_out_tiyn=int(aside_out_tiyn),
        aside=aside,
        entries_tiyn=int(entries_tiyn),
        entries=entries,
    )


def _params(opening: OpeningBalance, file: StatementFile) -> dict[str, Any]:
    began: datetime = day_began(opening.day + timedelta(days=1))
    return {
        "account": opening.account,
        "bank": BANK,
        "tenge": CURRENCY,
        "day": opening.day,
        "until": file.closing_on,
        "began": began,
        "receipt": Kind.BANK_RECEIPT.value,
        "fee": Kind.BANK_FEE.value,
        "exchange": Kind.BANK_EXCHANGE.value,
        "payout": Kind.PAYOUT.value,
        "reversal": Kind.REVERSAL.value,
    }


# Each line of these days beside the entry that it is the other half of, and each entry since then
# beside its line. A line of which the bank kept a part has two: of the whole, and of that fee. A
# pair of which one half lies outside counts on the side that has it; an entry that was taken back,
# and what took it back, are nothing together.
_PAIRED = """
    WITH entered AS (
        SELECT e.id, e.kind, e.external_id, sum(p.amount_tiyn) AS tiyn,
               e.kind = %(reversal)s OR r.id IS NOT NULL AS is_undone
          FROM funds_entry e
          JOIN funds_posting p ON p.entry_id = e.id AND p.account_id = %(bank)s
               AND p.currency = %(tenge)s
          LEFT JOIN funds_entry r ON r.reverses_id = e.id
         WHERE e.happened_at >= %(began)s
         GROUP BY e.id, r.id
    ), lines AS (
        SELECT *, key || CASE WHEN turn > 0 THEN ':' || turn ELSE '' END AS source
          FROM bank_bankline
         WHERE account = %(account)s AND currency = %(tenge)s
           AND booked_on > %(day)s AND booked_on <= %(until)s
           AND aside_reason <> 'twin'
    ), kept AS (
        SELECT l.id, e.tiyn, e.id AS entry
          FROM lines l JOIN entered e ON e.kind = %(fee)s AND e.external_id = l.source
               AND e.id IS DISTINCT FROM l.entry_id
    ), told AS (
        SELECT l.id, l.amount_tiyn - coalesce(kept.tiyn, 0) AS tiyn,
               coalesce(l.entry_id, given.id, changed.id, paid.id) AS entry,
               l.state = 'aside' AND l.aside_reason <> 'out' AS is_aside
          FROM lines l
          LEFT JOIN kept ON kept.id = l.id
          LEFT JOIN payments_payout p ON p.id = l.payout_id
          LEFT JOIN funds_entry paid ON paid.kind = %(payout)s AND paid.external_id = p.stripe_id
          LEFT JOIN funds_entry changed ON l.payout_id IS NOT NULL AND changed.kind = %(exchange)s
               AND changed.external_id = l.source
          LEFT JOIN funds_entry given ON l.donation_id IS NOT NULL AND given.kind = %(receipt)s
               AND given.external_id = l.source
         UNION ALL
        SELECT id, tiyn, entry, true FROM kept
    ), paired AS (
        SELECT t.id AS line, t.tiyn AS line_tiyn, t.is_aside,
               e.id AS entry, e.tiyn AS entry_tiyn, e.is_undone
          FROM told t FULL JOIN entered e ON e.id = t.entry
    )
    SELECT (SELECT coalesce(sum(tiyn), 0) FROM entered),
           coalesce(sum(line_tiyn) FILTER (WHERE entry IS NULL AND NOT is_aside), 0),
           count(*) FILTER (WHERE entry IS NULL AND NOT is_aside),
           coalesce(sum(line_tiyn) FILTER (WHERE entry IS NULL AND is_aside AND line_tiyn > 0), 0),
           coalesce(sum(line_tiyn) FILTER (WHERE entry IS NULL AND is_aside AND line_tiyn < 0), 0),
           count(*) FILTER (WHERE entry IS NULL AND is_aside),
           coalesce(sum(entry_tiyn) FILTER (WHERE line IS NULL), 0),
           count(*) FILTER (WHERE line IS NULL AND NOT is_undone)
      FROM paired
"""
