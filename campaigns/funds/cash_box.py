"""The cash box: what it holds by the books, and what holds back two who would empty it at once."""

from django.db import connection
from django.db.models import Sum

from campaigns.funds.accounts import CASH
from campaigns.funds.models import Posting

# Any number that nothing else in this database takes advisory locks with.
_NUMBER = 7_402_002


def lock_cash_box() -> None:
    """One way out of the cash box at a time, until the transaction ends.

    After the locks of what is paid or brought, before those of `ledger.post`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER])


def cash_in_box() -> int:
    """What the books say that lies in the cash box, in tiyn."""
    return Posting.objects.filter(account=CASH).aggregate(held=Sum("amount_tiyn"))["held"] or 0
