"""What must be true between gifts and the ledger. `check_ledger` looks."""

import json
from collections.abc import Iterator

from django.db import connection

from campaigns.funds.accounts import (
    BANK,
    CASH,
    CLEARING,
    CONTESTED,
    EXCHANGE,
    OPERATIONS,
    WITHHELD,
    AccountKind,
)
from campaigns.funds.invariants import Violation, run
from campaigns.funds.kinds import GIVING, Kind
from campaigns.funds.models import Entry, Posting
from campaigns.payments.models import Donation, Method
from campaigns.payments.reversals import invariants as reversal_invariants
from campaigns.payments.states import SETTLED, AttemptState

# The accounts that each kind of entry may move, a fund's by its kind. What is decided about
# apartments and wishes has rules of its own (`funds.deciding.invariants`).
_FUND = AccountKind.FUND.value
_MOVES = {
    Kind.CHARGE: (CLEARING, _FUND, OPERATIONS),
    Kind.FEE: (CLEARING, OPERATIONS),
    Kind.CONVERSION: (CLEARING, EXCHANGE),
    Kind.REFUND: (CLEARING, BANK, CASH, _FUND, OPERATIONS),
    Kind.REFUND_FAILED: (CLEARING, BANK, _FUND, OPERATIONS),
    Kind.DISPUTE: (CLEARING, WITHHELD, CONTESTED, _FUND, OPERATIONS),
    Kind.DISPUTE_WON: (CLEARING, WITHHELD, CONTESTED, _FUND, OPERATIONS),
    Kind.DISPUTE_LOST: (WITHHELD, CONTESTED),
    Kind.PAYOUT: (CLEARING, BANK),
    Kind.PAYOUT_FAILED: (CLEARING, BANK),
    Kind.BANK_RECEIPT: (BANK, _FUND),
    Kind.CASH: (CASH, _FUND),
    Kind.CASH_BANKED: (BANK, CASH),
    Kind.BANK_FEE: (BANK, OPERATIONS),
    Kind.BANK_EXCHANGE: (BANK, EXCHANGE),
    Kind.SURPLUS: (_FUND,),
}

_PARAMS = {
    "settled": sorted(SETTLED),
    "giving": sorted(GIVING),
    "charge": Kind.CHARGE.value,
    "card": Method.CARD.value,
    "transfer": Method.TRANSFER.value,
    "receipt": Kind.BANK_RECEIPT.value,
    "in_cash": Method.CASH.value,
    "cash": Kind.CASH.value,
    "moves": json.dumps(_MOVES),
    "of_a_fund": _FUND,
    "fee": Kind.FEE.value,
    "conversion": Kind.CONVERSION.value,
    "paid": AttemptState.PAID.value,
}

RULES = {
    "a settled gift is entered exactly once": """
        SELECT d.id::text, count(e.id)::text || ' entries'
          FROM payments_donation d
          LEFT JOIN funds_entry e ON e.donation = d.id AND e.kind = ANY(%(giving)s)
               AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
         WHERE d.state = ANY(%(settled)s)
         GROUP BY d.id HAVING count(e.id) <> 1
    """,
    "money given belongs to a settled gift": """
        SELECT e.external_id, coalesce(d.state, 'no gift')
          FROM funds_entry e LEFT JOIN payments_donation d ON d.id = e.donation
         WHERE e.kind = ANY(%(giving)s) AND (d.id IS NULL OR d.state <> ALL(%(settled)s))
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
    """,
    "money given reaches the gift's fund, whole": """
        SELECT e.external_id, d.id::text
          FROM funds_entry e
          JOIN payments_donation d ON d.id = e.donation
         WHERE e.kind = ANY(%(giving)s) AND NOT EXISTS (
               SELECT FROM funds_posting p JOIN funds_account a ON a.code = p.account_id
                WHERE p.entry_id = e.id AND a.fund_id = d.fund_id
                  AND p.amount_tiyn = d.cover_tiyn - d.amount_tiyn
                  AND p.currency = d.currency)
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
    """,
    "a gift came the way that it says": """
        SELECT e.external_id, d.method
          FROM funds_entry e JOIN payments_donation d ON d.id = e.donation
         WHERE e.kind = ANY(%(giving)s) AND (d.method, e.kind) NOT IN (
               VALUES (%(card)s, %(charge)s), (%(transfer)s, %(receipt)s), (%(in_cash)s, %(cash)s))
           AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
    """,
    "each kind moves only its own accounts": """
        SELECT e.id::text, e.kind || ' ' || p.account_id
          FROM funds_posting p
          JOIN funds_entry e ON e.id = p.entry_id
          JOIN funds_account a ON a.code = p.account_id
         WHERE %(moves)s::jsonb ? e.kind AND NOT %(moves)s::jsonb -> e.kind ? CASE
               WHEN a.kind = %(of_a_fund)s THEN a.kind ELSE p.account_id END
    """,
    "a settled card gift has exactly one paid attempt": """
        SELECT d.id::text, count(a.id)::text || ' attempts'
          FROM payments_donation d
          LEFT JOIN payments_attempt a ON a.donation_id = d.id AND a.state = %(paid)s
         WHERE d.state = ANY(%(settled)s) AND d.method = %(card)s
         GROUP BY d.id HAVING count(a.id) <> 1
    """,
    "a paid attempt belongs to a settled gift": """
        SELECT a.idempotency_key, d.state
          FROM payments_attempt a JOIN payments_donation d ON d.id = a.donation_id
         WHERE a.state = %(paid)s AND d.state <> ALL(%(settled)s)
    """,
    "a fee is of a charged gift, or of none": """
        SELECT e.external_id, e.donation::text
          FROM funds_entry e
         WHERE e.kind IN (%(fee)s, %(conversion)s) AND e.donation IS NOT NULL AND NOT EXISTS (
               SELECT FROM funds_entry c WHERE c.kind = %(charge)s AND c.donation = e.donation)
    """,
}


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, _PARAMS)
        for rule, sql in reversal_invariants.RULES.items():
            yield from run(cursor, rule, sql, reversal_invariants.PARAMS)


def figures() -> dict[str, int]:
    """What was looked at."""
    return {
        "gifts": Donation.objects.settled().count(),
        "entries": Entry.objects.count(),
        "postings": Posting.objects.count(),
    }
