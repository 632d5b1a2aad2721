"""Where lines of statements and records of cash are locked, and in which order.

A gift is locked first (`campaigns.payments.locks`), then the line or record, then the payout that a
line is or the fund's total inside `ledger.post`.
"""

from typing import TypeVar

from django.db import connection

from campaigns.bank.models import BankLine, CashDeposit, CashRecord, OpeningBalance

Recorded = TypeVar("Recorded", CashRecord, CashDeposit)
ToDecide = TypeVar("ToDecide", CashRecord, CashDeposit, OpeningBalance)

# Any number that nothing else in this database takes advisory locks with.
_IMPORTS = 7_402_001


def lock_imports() -> None:
    """One file at a time, until the transaction ends: each looks at what the one before it kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS])


def lock_line(line_id: int) -> BankLine:
    return BankLine.objects.select_for_update().get(pk=line_id)


def lock_recorded(record: ToDecide) -> ToDecide:
    return type(record).objects.select_for_update().get(pk=record.pk)
