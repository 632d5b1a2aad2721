"""What must be true between the ledger and what takes gifts back: refunds, disputes, payouts."""

from campaigns.funds import accounts
from campaigns.funds.kinds import Kind
from campaigns.payments.models import RefundKind
from campaigns.payments.states import SETTLED, DonationState

PARAMS = {
    "settled": sorted(SETTLED),
    "refund": Kind.REFUND.value,
    "refund_failed": Kind.REFUND_FAILED.value,
    "dispute": Kind.DISPUTE.value,
    "dispute_won": Kind.DISPUTE_WON.value,
    "dispute_lost": Kind.DISPUTE_LOST.value,
    "payout": Kind.PAYOUT.value,
    "payout_failed": Kind.PAYOUT_FAILED.value,
    "at_stripe": RefundKind.MADE_AT_STRIPE.value,
    "withheld": accounts.WITHHELD,
    "contested": accounts.CONTESTED,
    "holders": [accounts.CLEARING, accounts.BANK, accounts.CASH],
    "disputed": DonationState.DISPUTED.value,
    "lost": DonationState.LOST.value,
    "refunded": DonationState.REFUNDED.value,
    "partly_refunded": DonationState.PARTLY_REFUNDED.value,
    "paid": DonationState.PAID.value,
    "guards": [
        "payments_refund_within_gift",
        "payments_refund_two_people",
        "payments_refund_waived_by_two",
        "payments_refund_is_approved",
        "payments_refund_is_asked_for",
    ],
}

# In the first, `told` is what the rows say was entered: kind, number, gift, the sum that left us.
# The source of what came back, was undone and came back again has a count behind its number.
RULES = {
    "what left and came back is entered as its row says": """
        WITH told AS (
            SELECT %(refund)s AS kind, coalesce(stripe_refund_id, id::text) AS number,
                   donation_id, amount_tiyn AS gone
              FROM payments_refund WHERE entered_at IS NOT NULL
            UNION ALL
            SELECT %(refund_failed)s, coalesce(stripe_refund_id, id::text), donation_id,
                   -amount_tiyn
              FROM payments_refund WHERE came_back_at IS NOT NULL
            UNION ALL
            SELECT %(dispute)s, stripe_id, donation_id, amount_tiyn
              FROM payments_dispute WHERE withdrawn_at IS NOT NULL
            UNION ALL
            SELECT %(dispute_won)s, stripe_id, donation_id, -amount_tiyn
              FROM payments_dispute WHERE reinstated_at IS NOT NULL
            UNION ALL
            SELECT %(dispute_lost)s, stripe_id, donation_id, NULL
              FROM payments_dispute WHERE lost_at IS NOT NULL
            UNION ALL
            SELECT %(payout)s, stripe_id, NULL, amount
              FROM payments_payout WHERE left_at IS NOT NULL
            UNION ALL
            SELECT %(payout_failed)s, stripe_id, NULL, -amount
              FROM payments_payout WHERE came_back_at IS NOT NULL),
        entered AS (
            SELECT kind, split_part(external_id, ':', 1) AS number, donation, id
              FROM funds_entry e
             WHERE kind IN (%(refund)s, %(refund_failed)s, %(dispute)s, %(dispute_won)s,
                            %(dispute_lost)s, %(payout)s, %(payout_failed)s)
               AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id))
        SELECT coalesce(t.kind, e.kind) || ' ' || coalesce(t.number, e.number),
               CASE WHEN e.id IS NULL THEN 'row without entry'
                    WHEN t.number IS NULL THEN 'entry without row'
                    ELSE 'of another gift or sum' END
          FROM told t FULL JOIN entered e ON e.kind = t.kind AND e.number = t.number
         WHERE e.id IS NULL OR t.number IS NULL
            OR t.donation_id IS DISTINCT FROM e.donation
            OR (t.gone IS NOT NULL AND NOT EXISTS (
                SELECT FROM funds_posting p
                 WHERE p.entry_id = e.id AND p.account_id = ANY(%(holders)s)
                   AND p.amount_tiyn = -t.gone))
    """,
    "no more is given back than was given": """
        SELECT d.id::text, sum(r.amount_tiyn)::text
          FROM payments_refund r JOIN payments_donation d ON d.id = r.donation_id
         WHERE r.entered_at IS NOT NULL AND r.came_back_at IS NULL
         GROUP BY d.id HAVING sum(r.amount_tiyn) > d.amount_tiyn
    """,
    "a gift knows what has left it": """
        WITH refunds AS (
            SELECT donation_id, sum(amount_tiyn) AS refunded FROM payments_refund
             WHERE entered_at IS NOT NULL AND came_back_at IS NULL GROUP BY donation_id),
        disputes AS (
            SELECT donation_id,
                   sum(amount_tiyn) FILTER (WHERE lost_at IS NULL) AS contested,
                   sum(amount_tiyn) FILTER (WHERE lost_at IS NOT NULL) AS lost
              FROM payments_dispute
             WHERE withdrawn_at IS NOT NULL AND reinstated_at IS NULL GROUP BY donation_id)
        SELECT d.id::text, format('kept %%s, %%s, %%s; summed %%s, %%s, %%s',
               d.refunded_tiyn, d.contested_tiyn, d.lost_tiyn, refunded, contested, lost)
          FROM payments_donation d
          LEFT JOIN refunds r ON r.donation_id = d.id
          LEFT JOIN disputes s ON s.donation_id = d.id
         WHERE d.refunded_tiyn <> coalesce(refunded, 0)
            OR d.contested_tiyn <> coalesce(contested, 0)
            OR d.lost_tiyn <> coalesce(lost, 0)
    """,
    "a settled gift is called by what has left it": """
        SELECT id::text, state FROM payments_donation
         WHERE state = ANY(%(settled)s) AND state <> CASE
               WHEN contested_tiyn > 0 THEN %(disputed)s
               WHEN lost_tiyn > 0 THEN %(lost)s
               WHEN refunded_tiyn >= amount_tiyn THEN %(refunded)s
               WHEN refunded_tiyn > 0 THEN %(partly_refunded)s
               ELSE %(paid)s END
    """,
    "a fund gives back what of its part has left the gift": """
        SELECT d.id::text, coalesce(b.borne, 0)::text
          FROM payments_donation d
          LEFT JOIN (
            SELECT e.donation, sum(p.amount_tiyn) AS borne
              FROM funds_entry e
              JOIN funds_posting p ON p.entry_id = e.id
              JOIN funds_account a ON a.code = p.account_id AND a.fund_id IS NOT NULL
             WHERE e.kind IN (%(refund)s, %(refund_failed)s, %(dispute)s, %(dispute_won)s)
               AND NOT EXISTS (SELECT FROM funds_entry r WHERE r.reverses_id = e.id)
             GROUP BY e.donation) b ON b.donation = d.id
         WHERE coalesce(b.borne, 0) <> least(
               d.refunded_tiyn + d.contested_tiyn + d.lost_tiyn, d.amount_tiyn - d.cover_tiyn)
    """,
    "a gift counts as long as a part of it is its fund's": """
        SELECT d.id::text, coalesce(c.gifts, 0)::text
          FROM payments_donation d
          LEFT JOIN (SELECT donation, sum(gifts) AS gifts FROM funds_entry
                      WHERE donation IS NOT NULL GROUP BY donation) c ON c.donation = d.id
         WHERE d.state = ANY(%(settled)s) AND coalesce(c.gifts, 0) <> CASE
               WHEN d.refunded_tiyn + d.contested_tiyn + d.lost_tiyn < d.amount_tiyn - d.cover_tiyn
               THEN 1 ELSE 0 END
    """,
    "what banks withhold is what is in dispute": """
        WITH held AS (
            SELECT coalesce(sum(amount_tiyn) FILTER (WHERE account_id = %(withheld)s), 0) AS w,
                   coalesce(sum(amount_tiyn) FILTER (WHERE account_id = %(contested)s), 0) AS c
              FROM funds_posting WHERE account_id IN (%(withheld)s, %(contested)s)),
        open AS (
            SELECT coalesce(sum(amount_tiyn), 0) AS o FROM payments_dispute
             WHERE withdrawn_at IS NOT NULL AND reinstated_at IS NULL AND lost_at IS NULL)
        SELECT 'withheld ' || w, format('contested %%s, open disputes %%s', c, o)
          FROM held, open WHERE w <> o OR c <> -o
    """,
    "two people decide about a refund": """
        SELECT id::text, state FROM payments_refund
         WHERE approved_by_id = requested_by_id
            OR (kind <> %(at_stripe)s
                AND (approved_by_id IS NULL OR requested_by_id IS NULL)
                AND (entered_at IS NOT NULL
                     OR state NOT IN ('requested', 'rejected', 'cancelled')))
    """,
    "the guards of refunds stand": """
        SELECT name, 'missing or switched off' FROM unnest(%(guards)s::text[]) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled IN ('O', 'A'))
           AND NOT EXISTS (
               SELECT FROM pg_constraint
                WHERE conname = name AND convalidated AND contype <> 't')
    """,
}
