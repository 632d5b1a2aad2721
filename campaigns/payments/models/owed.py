"""Which refunds that did not go through are made good by none that was asked for later.

Of one gift the oldest is made good first, and each later refund makes good only what we knew to
have failed when it was asked for (a bank tells us some days late). So one is not made good when,
counted from some failed one up to it, more failed than was asked for since that first one. What was
rejected or taken back makes nothing good; what two people let be is not asked for any more.
"""

NOT_MADE_GOOD = """
WITH failed AS (
    SELECT id, donation_id, amount_tiyn, coalesce(closed_at, came_back_at) AS known_at
      FROM payments_refund
     WHERE (state = 'failed' OR came_back_at IS NOT NULL) AND waived_by_id IS NULL),
counted AS (
    SELECT f.*,
           sum(amount_tiyn) OVER (PARTITION BY donation_id ORDER BY known_at, id) AS up_to_it,
           (SELECT coalesce(sum(later.amount_tiyn), 0) FROM payments_refund later
             WHERE later.donation_id = f.donation_id AND later.id <> f.id
               AND later.created_at > f.known_at
               AND later.state <> 'rejected'
               AND (later.state <> 'cancelled' OR later.waived_by_id IS NOT NULL)) AS since
      FROM failed f),
compared AS (
    SELECT id, up_to_it - min(up_to_it - amount_tiyn + since) OVER (
               PARTITION BY donation_id ORDER BY known_at, id) AS short
      FROM counted)
SELECT id FROM compared WHERE short > 0
"""
