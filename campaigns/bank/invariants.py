"""What must be true between the bank's lines, cash, gifts and the ledger. `check_ledger` looks."""

from collections.abc import Iterator

from django.db import connection

from campaigns.bank.models import Act, AsideReason, BankLine, CashRecord, Decision, LineState
from campaigns.funds.accounts import BANK, CASH
from campaigns.funds.invariants import Violation, run
from campaigns.funds.kinds import Kind
from campaigns.payments.models import Method
from campaigns.payments.states import SETTLED, DonationState

_PARAMS = {
    "settled": sorted(SETTLED),
    "receipt": Kind.BANK_RECEIPT.value,
    "cash": Kind.CASH.value,
    "banked": Kind.CASH_BANKED.value,
    "fee": Kind.BANK_FEE.value,
    "came_back": Kind.REFUND_FAILED.value,
    "exchange": Kind.BANK_EXCHANGE.value,
    "from_lines": [
        Kind.BANK_RECEIPT.value,
        Kind.BANK_FEE.value,
        Kind.BANK_EXCHANGE.value,
        Kind.REFUND_FAILED.value,
    ],
    "payout": Act.PAYOUT.value,
    "fee_reason": AsideReason.FEE.value,
    "kept_of": [AsideReason.PAYOUT.value, AsideReason.CAME_BACK.value],
    "came_back_reason": AsideReason.CAME_BACK.value,
    "undo": Act.UNDO.value,
    "bank_account": BANK,
    "cash_account": CASH,
    "matched": LineState.MATCHED.value,
    "confirmed": Decision.CONFIRMED.value,
    "transfer_method": Method.TRANSFER.value,
    "cash_method": Method.CASH.value,
    "open": DonationState.OPEN.value,
}

# What the bank kept of what a line brought: a fee beside the line's own entry; below zero.
_KEPT = """
    coalesce((SELECT sum(p.amount_tiyn)
                FROM funds_entry f
                JOIN funds_posting p ON p.entry_id = f.id AND p.account_id = %(bank_account)s
                     AND p.currency = l.currency
               WHERE f.kind = %(fee)s AND f.id IS DISTINCT FROM l.entry_id
                 AND f.external_id = l.key || CASE WHEN l.turn > 0 THEN ':' || l.turn ELSE '' END
                 AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = f.id)), 0)
"""

# A line's source in the ledger is `BankLine.source`; what was taken back is passed over.
RULES = {
    "a gift by transfer in the books is exactly one matched line of the same sum": """
        SELECT e.external_id, coalesce(l.state, 'no line')
          FROM funds_entry e
          LEFT JOIN bank_bankline l ON l.key || CASE WHEN l.turn > 0 THEN ':' || l.turn ELSE '' END
                = e.external_id
         WHERE e.kind = %(receipt)s
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id) AND (
               l.id IS NULL OR l.state <> %(matched)s OR l.donation_id <> e.donation
               OR NOT EXISTS (
                  SELECT FROM funds_posting p
                   WHERE p.entry_id = e.id AND p.account_id = %(bank_account)s
                     AND p.amount_tiyn = l.amount_tiyn AND p.currency = l.currency))
    """,
    "a matched line is in the books": """
        SELECT l.key, coalesce(d.state, 'no gift')
          FROM bank_bankline l LEFT JOIN payments_donation d ON d.id = l.donation_id
         WHERE l.state = %(matched)s AND (
               d.id IS NULL OR d.state <> ALL(%(settled)s) OR d.method <> %(transfer_method)s
               OR NOT EXISTS (SELECT FROM funds_entry e
                               WHERE e.kind = %(receipt)s AND e.external_id =
                                     l.key || CASE WHEN l.turn > 0 THEN ':' || l.turn ELSE '' END
                                 AND NOT EXISTS (
                                   SELECT FROM funds_entry r WHERE r.reverses_id = e.id)))
    """,
    "what was entered from a line is taken back by two people": """
        SELECT o.external_id, coalesce(a.state, 'nobody')
          FROM funds_entry r
          JOIN funds_entry o ON o.id = r.reverses_id AND o.kind = ANY(%(from_lines)s)
          LEFT JOIN bank_asked a ON o.external_id = ANY(string_to_array(a.source, ' '))
                AND a.act = %(undo)s AND a.state = %(confirmed)s
                AND a.decided_by_id <> a.recorded_by_id
         WHERE a.id IS NULL
    """,
    "a fee of the bank is of one line": """
        SELECT e.external_id, coalesce(l.aside_reason, 'no line')
          FROM funds_entry e
          LEFT JOIN bank_bankline l ON l.key || CASE WHEN l.turn > 0 THEN ':' || l.turn ELSE '' END
                = e.external_id
         WHERE e.kind = %(fee)s
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
           AND (l.id IS NULL OR NOT (l.aside_reason = ANY(%(kept_of)s)
                OR l.aside_reason = %(fee_reason)s AND l.entry_id = e.id))
    """,
    "a refund that the bank sent back is one line": """
        SELECT e.external_id, coalesce(l.aside_reason, 'no line')
          FROM funds_entry e
          JOIN funds_posting p ON p.entry_id = e.id AND p.account_id = %(bank_account)s
          LEFT JOIN bank_bankline l ON l.entry_id = e.id
         WHERE e.kind = %(came_back)s
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
           AND (l.id IS NULL OR l.aside_reason <> %(came_back_reason)s)
    """,
    "a line that is in the books already has the sum of its entry, less what the bank kept": f"""
        SELECT l.key, e.kind || ' ' || e.external_id
          FROM bank_bankline l JOIN funds_entry e ON e.id = l.entry_id
         WHERE (SELECT sum(p.amount_tiyn) FROM funds_posting p
                 WHERE p.entry_id = e.id AND p.account_id = %(bank_account)s
                   AND p.currency = l.currency) + {_KEPT} IS DISTINCT FROM l.amount_tiyn
    """,  # noqa: S608 - SQL of ours
    "a payout came to the bank with its sum, less what the bank kept": f"""
        SELECT o.stripe_id, l.key
          FROM bank_bankline l JOIN payments_payout o ON o.id = l.payout_id
         WHERE l.currency = o.currency AND l.amount_tiyn <> o.amount + {_KEPT}
    """,  # noqa: S608 - SQL of ours
    "a payout in another currency is changed into its line's sum, by two people": """
        SELECT coalesce(e.external_id, l.key), coalesce(l.stripe_id, 'no payout')
          FROM (SELECT b.*, o.stripe_id, o.amount AS sent, o.currency AS sent_in,
                       b.key || CASE WHEN b.turn > 0 THEN ':' || b.turn ELSE '' END AS source
                  FROM bank_bankline b JOIN payments_payout o ON o.id = b.payout_id
                 WHERE o.currency <> b.currency) l
          FULL JOIN (SELECT * FROM funds_entry f
                      WHERE f.kind = %(exchange)s
                        AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = f.id)) e
                 ON e.external_id = l.source
         WHERE l.id IS NULL OR e.id IS NULL
            OR (SELECT count(*) FROM funds_posting p
                 WHERE p.entry_id = e.id AND p.account_id = %(bank_account)s
                   AND (p.amount_tiyn, p.currency) IN (
                       (l.amount_tiyn, l.currency), (-l.sent, l.sent_in))) <> 2
            OR NOT EXISTS (
               SELECT FROM bank_asked a
                WHERE a.line_id = l.id AND a.payout_id = l.payout_id AND a.act = %(payout)s
                  AND a.state = %(confirmed)s AND a.decided_by_id <> a.recorded_by_id)
    """,
    "a payment of the bank has one line": """
        SELECT entry_id::text, count(*)::text || ' lines' FROM bank_bankline
         WHERE entry_id IS NOT NULL GROUP BY entry_id HAVING count(*) > 1
    """,
    "one booking of the bank is kept once": """
        SELECT key, count(*)::text || ' lines' FROM bank_bankline
         GROUP BY key HAVING count(*) > 1
    """,
    "one gift takes one line": """
        SELECT donation_id::text, count(*)::text || ' lines' FROM bank_bankline
         WHERE donation_id IS NOT NULL GROUP BY donation_id HAVING count(*) > 1
    """,
    "a gift in cash in the books is one confirmed record of the same sum": """
        SELECT e.external_id, coalesce(c.state, 'no record')
          FROM funds_entry e
          LEFT JOIN bank_cashrecord c ON 'gift:' || c.id = e.external_id
         WHERE e.kind = %(cash)s AND (
               c.id IS NULL OR c.state <> %(confirmed)s OR c.donation_id <> e.donation
               OR NOT EXISTS (
                  SELECT FROM funds_posting p
                   WHERE p.entry_id = e.id AND p.account_id = %(cash_account)s
                     AND p.amount_tiyn = c.amount_tiyn))
    """,
    "confirmed cash is in the books": """
        SELECT c.paper_number, c.state FROM bank_cashrecord c
         WHERE c.state = %(confirmed)s AND NOT EXISTS (
               SELECT FROM funds_entry e
                WHERE e.kind = %(cash)s AND e.external_id = 'gift:' || c.id)
    """,
    "cash brought to the bank is in the books, with its sum": """
        SELECT coalesce(d.slip_number, e.external_id), coalesce(d.state, 'no record')
          FROM (SELECT * FROM bank_cashdeposit WHERE state = %(confirmed)s) d
          FULL JOIN (SELECT * FROM funds_entry WHERE kind = %(banked)s) e
                 ON e.external_id = 'deposit:' || d.id
         WHERE d.id IS NULL OR e.id IS NULL OR NOT EXISTS (
               SELECT FROM funds_posting p
                WHERE p.entry_id = e.id AND p.account_id = %(bank_account)s
                  AND p.amount_tiyn = d.amount_tiyn)
    """,
    "what is asked about the bank is done by another person": """
        SELECT what, number FROM (
            SELECT 'line' AS what, id::text AS number, state, recorded_by_id, decided_by_id
              FROM bank_asked
             UNION ALL
            SELECT 'opening balance', account, state, recorded_by_id, decided_by_id
              FROM bank_openingbalance) AS asked
         WHERE state = %(confirmed)s
           AND (decided_by_id IS NULL OR decided_by_id = recorded_by_id)
    """,
    "cash is confirmed by another person": """
        SELECT what, number FROM (
            SELECT 'cash' AS what, paper_number AS number, state, recorded_by_id, decided_by_id
              FROM bank_cashrecord
             UNION ALL
            SELECT 'deposit', slip_number, state, recorded_by_id, decided_by_id
              FROM bank_cashdeposit) AS recorded
         WHERE state = %(confirmed)s
           AND (decided_by_id IS NULL OR decided_by_id = recorded_by_id)
    """,
    "a gift that waits for a transfer has its reference": """
        SELECT d.id::text, d.state FROM payments_donation d
         WHERE d.method = %(transfer_method)s AND d.state = %(open)s
           AND NOT EXISTS (SELECT FROM bank_pledge p WHERE p.donation_id = d.id)
    """,
}


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, _PARAMS)


def figures() -> dict[str, int]:
    """What was looked at."""
    return {
        "bank_lines": BankLine.objects.count(),
        "cash_records": CashRecord.objects.count(),
    }
