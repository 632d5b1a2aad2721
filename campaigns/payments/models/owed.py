"""Which refunds that did not go through are made good by none that was asked for later.

Of one gift the oldest is made good first, and each later refund makes good only what we knew to
have failed when it was asked for (a bank tells us some days late). So one is not made good when,
counted from some failed one up to it, more failed than was asked for since that first one. What was
rejected or taken back makes nothing good; what two people let be is not asked for any more.

Of one made in Stripe's dashboard we hear late as well, and perhaps because ours was refused for it:
it makes good what came back before it, or was asked for before it and never left.
"""

NOT_MADE_GOOD = """
WITH failed AS (
    SELECT id, donation_id, amount_tiyn, coalesce(closed_at, came_back_at) AS known_at,
           -- Stripe's moments are whole seconds.
           date_trunc('second', coalesce(
               came_back_at, CASE WHEN entered_at IS NULL THEN created_at END)) AS open_from
      FROM payments_refund
     WHERE (state = 'failed' OR came_back_at IS NOT NULL) AND waived_by_id IS NULL),
counted AS (
    SELECT f.*,
           sum(amount_tiyn) OVER (PARTITION BY donation_id ORDER BY known_at, id) AS up_to_it,
           (SELECT coalesce(sum(later.amount_tiyn), 0) FROM payments_refund later
             WHERE later.donation_id = f.donation_id AND later.id <> f.id
               AND (later.created_at > f.known_at
                    OR later.kind = 'made_at_stripe' AND later.created_at >= f.open_from)
               AND later.state <> 'rejected'
               AND (later.state <> 'cancelled' OR later.waived_by_id IS NOT NULL
                    OR later.came_back_at IS NOT NULL)) AS since
      FROM failed f),
compared AS (
    SELECT id, up_to_it - min(up_to_it - amount_tiyn + since) OVER (
               PARTITION BY donation_id ORDER BY known_at, id) AS short
      FROM counted)
SELECT id FROM compared WHERE short > 0
"""
