"""What of the bank a person should look at, though no rule is broken. `check_ledger` tells it."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from campaigns.bank.doubts import ABOUT
from campaigns.bank.models import Act, AsideReason, Decision, LineState
from campaigns.bank.models.statement import WITH_ENTRY
from campaigns.funds.accounts import CASH
from campaigns.funds.invariants import Violation, run
from campaigns.payments.models import RefundKind
from money.amounts import CURRENCY

# Whether two people have said of the line what of `acts`, and have not taken it back since.
_BY_TWO = """
    EXISTS (SELECT FROM bank_asked a
             WHERE a.line_id = l.id AND a.act = ANY({acts}) AND a.state = %(confirmed)s
               AND a.decided_by_id <> a.recorded_by_id
               AND NOT EXISTS (
                   SELECT FROM bank_asked u
                    WHERE u.line_id = l.id AND u.act = %(undo)s AND u.state = %(confirmed)s
                      AND u.decided_at > a.decided_at))
"""
_ENTERED = "(state = %(matched)s OR aside_reason = ANY(%(entered)s))"

LOOK_AT = {
    # Stripe has sent it, and our statements, which go on past that day, do not show it.
    "a payout has come to the bank": """
        SELECT p.stripe_id, p.arrives_on::text FROM payments_payout p
         WHERE p.left_at IS NOT NULL AND p.came_back_at IS NULL AND p.amount > 0
           AND NOT EXISTS (SELECT FROM bank_bankline l WHERE l.payout_id = p.id)
           AND EXISTS (SELECT FROM bank_statementfile f
                        WHERE f.last_day >= p.arrives_on + %(days)s)
    """,
    # No rule, since the fee that one person may enter alone is a setting.
    "a payout of which the bank kept much is known by two": f"""
        SELECT p.stripe_id, (p.amount - l.amount_tiyn)::text
          FROM bank_bankline l JOIN payments_payout p ON p.id = l.payout_id
         WHERE p.currency = l.currency AND p.amount - l.amount_tiyn > %(alone)s
           AND NOT {_BY_TWO.format(acts="%(payout)s")}
    """,  # noqa: S608 - SQL of ours
    # Stripe has it again in its currency; ours has its tenge until two people take the line back.
    "a payout that was changed at the bank stays there": """
        SELECT p.stripe_id, l.key
          FROM bank_bankline l JOIN payments_payout p ON p.id = l.payout_id
         WHERE p.currency <> l.currency AND p.came_back_at IS NOT NULL
    """,
    "the cash box holds no less than nothing": """
        SELECT %(cash_account)s, sum(amount_tiyn)::text FROM funds_posting
         WHERE account_id = %(cash_account)s HAVING sum(amount_tiyn) < 0
    """,
    # A donor may dispute a payment that we gave back by our own hands: both cannot be right.
    "no gift left us by our hands and by its bank as well": """
        SELECT d.id::text, (d.refunded_tiyn + d.contested_tiyn + d.lost_tiyn - d.amount_tiyn)::text
          FROM payments_donation d
         WHERE d.refunded_tiyn + d.contested_tiyn + d.lost_tiyn > d.amount_tiyn
           AND d.id IN (SELECT donation_id FROM payments_refund
                         WHERE kind = ANY(%(by_hand)s)
                           AND entered_at IS NOT NULL AND came_back_at IS NULL)
    """,
    "a returned refund of which the bank kept much is known by two": f"""
        SELECT r.id::text, (r.amount_tiyn - l.amount_tiyn)::text
          FROM bank_bankline l JOIN funds_entry e ON e.id = l.entry_id
          JOIN payments_refund r ON r.id::text = split_part(e.external_id, ':', 1)
         WHERE l.aside_reason = %(came_back)s AND r.amount_tiyn - l.amount_tiyn > %(alone)s
           AND NOT {_BY_TWO.format(acts="%(return)s")}
    """,  # noqa: S608 - SQL of ours
    # Two people said so, and still one of both may be the other told again.
    "of two lines that look like one, one is entered": f"""
        SELECT l.key, 'told apart from ' || other.key
          FROM (SELECT * FROM bank_bankline WHERE {_ENTERED}) l
          JOIN (SELECT * FROM bank_bankline WHERE {_ENTERED}) other
            ON other.id = l.told_apart_from_id
    """,  # noqa: S608 - SQL of ours
    # No rule, since the sum that one person may set aside alone is a setting.
    "a large line is set aside, or entered as a fee, by two": f"""
        SELECT l.key, l.aside_reason || ' ' || l.amount_tiyn || ' ' || l.currency
          FROM bank_bankline l
         WHERE l.state = %(aside)s AND l.aside_reason <> ALL(%(by_themselves)s)
           AND (l.payout_id IS NULL)
           AND (l.currency <> %(tenge)s OR abs(l.amount_tiyn) > %(alone)s)
           AND NOT {_BY_TWO.format(acts="%(acts)s")}
    """,  # noqa: S608 - SQL of ours
}


def warnings() -> Iterator[Violation]:
    params = {
        "cash_account": CASH,
        "by_hand": [RefundKind.BY_BANK.value, RefundKind.IN_CASH.value],
        "tenge": CURRENCY,
        "days": ABOUT.days,
        "matched": LineState.MATCHED.value,
        "aside": LineState.ASIDE.value,
        # What waits, and what an entry explains; but a fee is one because somebody says so.
        "by_themselves": sorted({AsideReason.OUT, *WITH_ENTRY} - {AsideReason.FEE}),
        "alone": settings.BANK_ALONE_MOST_TIYN,
        "acts": [Act.ASIDE.value, Act.FEE.value],
        "payout": [Act.PAYOUT.value],
        "return": [Act.RETURN.value],
        "came_back": AsideReason.CAME_BACK.value,
        "entered": [AsideReason.FEE.value, AsideReason.CAME_BACK.value],
        "undo": Act.UNDO.value,
        "confirmed": Decision.CONFIRMED.value,
    }
    with connection.cursor() as cursor:
        for rule, sql in LOOK_AT.items():
            yield from run(cursor, rule, sql, params)
