"""What must be true between monthly gifts, their payments and the ledger. `check_ledger` looks."""

from collections.abc import Iterator

from django.db import connection

from campaigns.funds.invariants import Violation, run
from campaigns.monthly.models import MonthlyGift, Renewal
from campaigns.monthly.states import RUNNING, InstructionKind, InstructionState, RenewalState
from campaigns.payments.states import SETTLED, AttemptState

_PARAMS = {
    "settled": sorted(SETTLED),
    "running": sorted(RUNNING),
    "paid": RenewalState.PAID.value,
    "paid_attempt": AttemptState.PAID.value,
    "start": InstructionKind.START.value,
    "done": InstructionState.DONE.value,
}

RULES = {
    "a paid month is one settled gift of its fund and its sum": """
        SELECT r.invoice_id, coalesce(d.state, 'no gift')
          FROM monthly_renewal r
          JOIN monthly_monthlygift m ON m.id = r.monthly_gift_id
          LEFT JOIN payments_donation d ON d.id = r.donation_id
         WHERE r.state = %(paid)s AND (
               d.id IS NULL OR d.state <> ALL(%(settled)s) OR d.fund_id <> m.fund_id
               OR d.amount_tiyn <> r.amount_tiyn OR d.currency <> m.currency)
    """,
    "a paid month was paid by the payment of its invoice": """
        SELECT r.invoice_id, r.donation_id::text
          FROM monthly_renewal r
         WHERE r.state = %(paid)s AND NOT EXISTS (
               SELECT FROM payments_attempt a
                WHERE a.donation_id = r.donation_id AND a.state = %(paid_attempt)s
                  AND a.idempotency_key = 'inv:' || r.invoice_id)
    """,
    "a payment of an invoice belongs to a paid month": """
        SELECT a.idempotency_key, a.donation_id::text
          FROM payments_attempt a
         WHERE a.idempotency_key LIKE 'inv:%%' AND NOT EXISTS (
               SELECT FROM monthly_renewal r
                WHERE r.donation_id = a.donation_id AND r.state = %(paid)s
                  AND a.idempotency_key = 'inv:' || r.invoice_id)
    """,
    "an invoice is kept once, and a gift is paid by one": """
        SELECT invoice_id, count(*)::text || ' rows'
          FROM monthly_renewal GROUP BY invoice_id HAVING count(*) > 1
         UNION ALL
        SELECT donation_id::text, count(*)::text || ' invoices'
          FROM monthly_renewal WHERE donation_id IS NOT NULL
         GROUP BY donation_id HAVING count(*) > 1
    """,
    "a monthly gift that runs has begun once": """
        SELECT m.id::text, count(i.id)::text || ' beginnings'
          FROM monthly_monthlygift m
          LEFT JOIN monthly_instruction i
            ON i.monthly_gift_id = m.id AND i.kind = %(start)s AND i.state = %(done)s
         WHERE m.state = ANY(%(running)s)
         GROUP BY m.id HAVING count(i.id) <> 1
    """,
    "no two monthly gifts run on one subscription": """
        SELECT subscription_id, count(*)::text || ' monthly gifts'
          FROM monthly_monthlygift WHERE subscription_id IS NOT NULL
         GROUP BY subscription_id HAVING count(*) > 1
    """,
}


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, _PARAMS)


def figures() -> dict[str, int]:
    """What was looked at."""
    return {
        "monthly gifts": MonthlyGift.objects.running().count(),
        "paid months": Renewal.objects.filter(state=RenewalState.PAID).count(),
    }
