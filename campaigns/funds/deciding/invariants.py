"""What must be true between decisions, apartments and the ledger."""

from collections.abc import Iterator

from django.db import connection

from campaigns.funds.accounts import BANK
from campaigns.funds.invariants import Violation, run
from campaigns.funds.kinds import Kind
from campaigns.funds.models.decisions import POSTED, DecisionState
from campaigns.funds.models.fund import PAYING_WISHES, FundKind

_PARAMS = {
    "posted": sorted(POSTED),
    "reversed": DecisionState.REVERSED.value,
    "allocation": Kind.ALLOCATION.value,
    "purchase": Kind.PURCHASE.value,
    "wish_purchase": Kind.WISH_PURCHASE.value,
    "bank": BANK,
    "paying_wishes": [kind.value for kind in PAYING_WISHES],
    "own_wish": FundKind.WISH.value,
}

# Stands before each rule: every kind of decision in one shape. What leaves a fund is positive, and
# what is paid leaves the bank.
_DECIDED = """
    WITH numbered AS (
        SELECT %(allocation)s AS kind, 'A-' AS letter, id, state, entry_id, apartment_id,
               fund_id, amount_tiyn AS credit, false AS is_paid FROM funds_allocation
         UNION ALL
        SELECT %(purchase)s, 'P-', id, state, entry_id, apartment_id,
               NULL, -amount_tiyn, true FROM funds_purchase
         UNION ALL
        SELECT %(wish_purchase)s, 'W-', id, state, entry_id, NULL,
               fund_id, amount_tiyn, true FROM funds_wishpurchase),
    decided AS (
        SELECT *, letter || lpad(id::text, greatest(5, length(id::text)), '0') AS number
          FROM numbered)
"""

RULES = {
    "what two people decided is in the ledger as they did": """
        SELECT d.number, d.state
          FROM decided d
          LEFT JOIN funds_entry e
                 ON e.id = d.entry_id AND e.kind = d.kind AND e.external_id = d.number
          LEFT JOIN funds_entry r ON r.reverses_id = e.id
         WHERE d.state = ANY(%(posted)s) AND (
               e.id IS NULL
            OR (d.state = %(reversed)s) <> (r.id IS NOT NULL)
            OR d.apartment_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM funds_posting p JOIN funds_account a ON a.code = p.account_id
                WHERE p.entry_id = e.id AND a.apartment_id = d.apartment_id
                  AND p.amount_tiyn = -d.credit AND p.currency = 'KZT')
            OR d.fund_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM funds_posting p JOIN funds_account a ON a.code = p.account_id
                WHERE p.entry_id = e.id AND a.fund_id = d.fund_id
                  AND p.amount_tiyn = d.credit AND p.currency = 'KZT')
            OR d.is_paid AND NOT EXISTS (
               SELECT FROM funds_posting p
                WHERE p.entry_id = e.id AND p.account_id = %(bank)s
                  AND p.amount_tiyn = -abs(d.credit) AND p.currency = 'KZT'))
    """,
    "money moved for an apartment or a wish was decided by two people": """
        SELECT e.kind, e.external_id
          FROM funds_entry e
         WHERE e.kind IN (%(allocation)s, %(purchase)s, %(wish_purchase)s) AND NOT EXISTS (
               SELECT FROM decided d WHERE d.entry_id = e.id AND d.kind = e.kind)
    """,
    "an apartment is paid with no more than was set aside for it": """
        SELECT a.code, sum(p.amount_tiyn)::text || ' ' || p.currency
          FROM funds_posting p JOIN funds_account a ON a.code = p.account_id
         WHERE a.apartment_id IS NOT NULL
         GROUP BY a.code, p.currency HAVING sum(p.amount_tiyn) > 0
    """,
    "a wish is paid from its own fund or a general one": """
        SELECT w.wish_code, f.slug
          FROM funds_wishpurchase w JOIN funds_fund f ON f.id = w.fund_id
         WHERE f.kind <> ALL(%(paying_wishes)s)
            OR f.kind = %(own_wish)s AND f.wish_code IS DISTINCT FROM w.wish_code
    """,
}

# A refund may come after the money was set aside, spent or sent on: somebody has to fill the gap.
GAPS = """
    SELECT f.slug, format('raised %%s, set aside or spent %%s', t.raised_tiyn, t.allocated_tiyn)
      FROM funds_fundtotal t JOIN funds_fund f ON f.id = t.fund_id
     WHERE t.allocated_tiyn > t.raised_tiyn
"""


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, _DECIDED + sql, _PARAMS)


def warnings() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        yield from run(cursor, "a fund holds less than nothing", GAPS, {})
