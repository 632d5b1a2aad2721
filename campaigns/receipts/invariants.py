"""What must be true of receipts. Most of it the database refuses to break: these queries also find
what was done with the guards taken away. `check_ledger` looks."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from campaigns.funds.invariants import Violation, run
from campaigns.receipts.models import Receipt
from campaigns.receipts.standing import out_of_date

# The worker needs some seconds; what differs for longer is for a person to look at.
PATIENCE = timedelta(minutes=10)

RULES = {
    "receipts are numbered without a gap": """
        SELECT coalesce(c.year, r.year)::text,
               format('counter at %%s, %%s receipts from %%s to %%s',
                      c.last, r.receipts, r.first, r.last)
          FROM receipts_receiptyear c
          FULL JOIN (SELECT year, count(DISTINCT serial) AS receipts,
                            min(serial) AS first, max(serial) AS last
                       FROM receipts_receipt GROUP BY year) r ON r.year = c.year
         WHERE c.last IS DISTINCT FROM r.receipts OR c.last IS DISTINCT FROM r.last
            OR r.first IS DISTINCT FROM 1
    """,
    "no two receipts bear one number": """
        SELECT year::text, serial::text FROM receipts_receipt
         GROUP BY year, serial HAVING count(*) > 1
    """,
    "a gift has one valid receipt at most": """
        SELECT donation_id::text, count(*)::text FROM receipts_receipt
         WHERE voided_at IS NULL GROUP BY donation_id HAVING count(*) > 1
    """,
    "a receipt states no more than was given": """
        SELECT r.number, r.amount_tiyn::text || ' of ' || d.amount_tiyn::text
          FROM receipts_receipt r JOIN payments_donation d ON d.id = r.donation_id
         WHERE r.amount_tiyn > d.amount_tiyn
    """,
    "the guards of receipts stand": """
        SELECT name, 'missing or switched off' FROM unnest(%(guards)s::text[]) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled IN ('O', 'A'))
           AND to_regclass(name) IS NULL
    """,
}

GUARDS = (
    "receipts_receipt_kept",
    "receipts_receipt_not_truncated",
    "receipts_receipt_one_valid",
    "receipts_receipt_serial",
    "receipts_receiptyear_goes_up",
    "receipts_receiptyear_not_truncated",
    "receipts_receiptyear_number_used",
)


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, {"guards": list(GUARDS)})


def warnings() -> Iterator[Violation]:
    for gift in out_of_date(everywhere=True).filter(changed_at__lt=Now() - PATIENCE):
        yield Violation("a receipt says how its gift stands", str(gift.pk))


def figures() -> dict[str, int]:
    return {"receipts": Receipt.objects.count()}
