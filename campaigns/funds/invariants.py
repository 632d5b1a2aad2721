"""What must be true of the ledger by itself. Most of it the database refuses to break: these
queries also find what was done with the guards taken away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.funds.kinds import GIVING


@dataclass(frozen=True, slots=True)
class Violation:
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
        WITH given AS (
            SELECT a.fund_id, -sum(p.amount_tiyn) AS raised,
                   sum(CASE WHEN e.reverses_id IS NULL THEN 1 ELSE -1 END) AS gifts
              FROM funds_entry e
              LEFT JOIN funds_entry o ON o.id = e.reverses_id
              JOIN funds_posting p ON p.entry_id = e.id
              JOIN funds_account a ON a.code = p.account_id AND a.fund_id IS NOT NULL
             WHERE coalesce(o.kind, e.kind) = ANY(%(giving)s)
             GROUP BY a.fund_id)
        SELECT 'fund ' || coalesce(g.fund_id, t.fund_id),
               format('kept %%s (%%s gifts), summed %%s (%%s gifts)',
                      t.raised_tiyn, t.gifts, g.raised, g.gifts)
          FROM given g FULL JOIN funds_fundtotal t ON t.fund_id = g.fund_id
         WHERE coalesce(g.raised, 0) <> coalesce(t.raised_tiyn, 0)
            OR coalesce(g.gifts, 0) <> coalesce(t.gifts, 0)
    """,
    "the guards stand": """
        SELECT name, 'missing or switched off' FROM unnest(%(guards)s::text[]) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled IN ('O', 'A'))
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = name AND convalidated)
    """,
}

GUARDS = (
    "funds_entry_once",
    "funds_entry_permanent",
    "funds_entry_has_postings",
    "funds_posting_balances",
    "funds_posting_joins_new_entry",
    "funds_posting_not_zero",
    "funds_posting_permanent",
)


def violations() -> Iterator[Violation]:
    params = {"giving": sorted(GIVING), "guards": list(GUARDS)}
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, params)


def run(
    cursor: CursorWrapper, rule: str, sql: str, params: Mapping[str, Any]
) -> Iterator[Violation]:
    cursor.execute(sql, params)
    for what, detail in cursor.fetchall():
        yield Violation(rule, f"{what}: {detail}")
