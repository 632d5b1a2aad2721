"""What must be true of the ledger by itself. Most of it the database refuses to break: these
queries also find what was done with the guards taken away."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.funds.kinds import ALLOCATING, RAISING


class Violation(NamedTuple):
    rule: str
    detail: str


# Each finds the rows that break its rule: what it is about, and what is wrong with it.
RULES = {
    "every entry adds up to zero in each currency": """
        SELECT entry_id::text, sum(amount_tiyn)::text || ' ' || currency
          FROM funds_posting GROUP BY entry_id, currency HAVING sum(amount_tiyn) <> 0
    """,
    "every entry has postings": """
        SELECT e.id::text, e.kind FROM funds_entry e
         WHERE NOT EXISTS (SELECT FROM funds_posting p WHERE p.entry_id = e.id)
    """,
    "nothing is entered twice": """
        SELECT kind, external_id FROM funds_entry
         GROUP BY kind, external_id HAVING count(*) > 1
    """,
    "a reversal mirrors its original": """
        SELECT r.id::text, o.id::text
          FROM funds_entry r JOIN funds_entry o ON o.id = r.reverses_id
         WHERE EXISTS (
               SELECT account_id, currency FROM funds_posting
                WHERE entry_id IN (r.id, o.id)
                GROUP BY account_id, currency HAVING sum(amount_tiyn) <> 0)
    """,
    "a kept total is the sum of its entries": """
        WITH moved AS (
            SELECT a.fund_id, e.id, e.gifts, coalesce(o.kind, e.kind) AS kind,
                   sum(p.amount_tiyn) AS debit
              FROM funds_entry e
              LEFT JOIN funds_entry o ON o.id = e.reverses_id
              JOIN funds_posting p ON p.entry_id = e.id
              JOIN funds_account a ON a.code = p.account_id AND a.fund_id IS NOT NULL
             GROUP BY a.fund_id, e.id, o.kind),
        summed AS (
            SELECT fund_id,
                   coalesce(-sum(debit) FILTER (WHERE kind = ANY(%(raising)s)), 0) AS raised,
                   coalesce(sum(debit) FILTER (WHERE kind = ANY(%(allocating)s)), 0) AS allocated,
                   coalesce(sum(gifts) FILTER (WHERE kind = ANY(%(raising)s)), 0) AS gifts
              FROM moved GROUP BY fund_id)
        SELECT 'fund ' || coalesce(s.fund_id, t.fund_id),
               format('kept %%s, %%s set aside, %%s gifts; summed %%s, %%s set aside, %%s gifts',
                      t.raised_tiyn, t.allocated_tiyn, t.gifts, s.raised, s.allocated, s.gifts)
          FROM summed s FULL JOIN funds_fundtotal t ON t.fund_id = s.fund_id
         WHERE coalesce(s.raised, 0) <> coalesce(t.raised_tiyn, 0)
            OR coalesce(s.allocated, 0) <> coalesce(t.allocated_tiyn, 0)
            OR coalesce(s.gifts, 0) <> coalesce(t.gifts, 0)
    """,
    "whatever touches a fund raises or sets aside": """
        SELECT e.id::text, e.kind
          FROM funds_entry e LEFT JOIN funds_entry o ON o.id = e.reverses_id
         WHERE coalesce(o.kind, e.kind) <> ALL(%(raising)s)
           AND coalesce(o.kind, e.kind) <> ALL(%(allocating)s)
           AND EXISTS (
               SELECT FROM funds_posting p JOIN funds_account a ON a.code = p.account_id
                WHERE p.entry_id = e.id AND a.fund_id IS NOT NULL)
    """,
    "the guards stand": """
        SELECT name, 'missing or switched off' FROM unnest(%(guards)s::text[]) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled IN ('O', 'A'))
           AND NOT EXISTS (
               SELECT FROM pg_constraint
                WHERE conname = name AND convalidated AND contype <> 't')
    """,
}

GUARDS = (
    "funds_allocation_fixed",
    "funds_allocation_recall_two_people",
    "funds_allocation_two_people",
    "funds_dailyclose_permanent",
    "funds_entry_once",
    "funds_entry_permanent",
    "funds_entry_has_postings",
    "funds_posting_balances",
    "funds_posting_joins_new_entry",
    "funds_posting_not_zero",
    "funds_posting_permanent",
    "funds_purchase_fixed",
    "funds_purchase_recall_two_people",
    "funds_purchase_two_people",
    "funds_wishpurchase_fixed",
    "funds_wishpurchase_recall_two_people",
    "funds_wishpurchase_two_people",
)


def violations() -> Iterator[Violation]:
    params = {
        "raising": sorted(RAISING),
        "allocating": sorted(ALLOCATING),
        "guards": list(GUARDS),
    }
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, params)


def run(
    cursor: CursorWrapper, rule: str, sql: str, params: Mapping[str, Any]
) -> Iterator[Violation]:
    cursor.execute(sql, params)
    for what, detail in cursor.fetchall():
        yield Violation(rule, f"{what}: {detail}")
