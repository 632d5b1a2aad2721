"""The next gift to a fund that has 100,000, against the next to an empty one."""

from statistics import median

from django.db import connection
from django.utils import timezone

from bench import gifts
from bench.rounds import Outcome, timed
from campaigns.funds.accounts import CLEARING, of_fund
from campaigns.funds.models import Fund
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.states import AttemptState, DonationState

AT_MOST = 1.2
GIFTS = 100_000
A_TURN, ROUNDS = 50, 11

# As `ledger.post` would have written them, with every guard but the one on late postings, which
# looks at one transaction: all of this is one.
FILL = f"""
    INSERT INTO funds_entry (kind, external_id, donation, happened_at, reason, gifts)
    SELECT 'charge', 'ch_' || id, id, now(), '', 1
      FROM payments_donation WHERE fund_id = %(fund)s AND token LIKE 'bench-%%';
    INSERT INTO funds_posting (entry_id, account_id, amount_tiyn, currency)
    SELECT e.id, leg.account, leg.tiyn, 'KZT'
      FROM funds_entry e
      JOIN payments_donation d ON d.id = e.donation AND d.token LIKE 'bench-%%'
      CROSS JOIN (VALUES (%(clearing)s, {gifts.TIYN}), (%(account)s, -{gifts.TIYN}))
             AS leg (account, tiyn);
    UPDATE funds_fundtotal
       SET raised_tiyn = raised_tiyn + {GIFTS}::bigint * {gifts.TIYN}, gifts = gifts + {GIFTS}
     WHERE fund_id = %(fund)s;
"""


def measure() -> Outcome:
    full = gifts.fund("full")
    gifts.settle_all([gifts.opened(full)])  # opens its account and its total
    _fill(full)
    ours, base = [], []
    gifts.settle_all([gifts.opened(full) for _ in range(A_TURN)])
    for number in range(ROUNDS):
        empty = gifts.fund(f"empty-{number}")
        to_full = [gifts.opened(full) for _ in range(A_TURN)]
        to_empty = [gifts.opened(empty) for _ in range(A_TURN)]
        ours.append(timed(lambda gone=to_full: gifts.settle_all(gone)))
        base.append(timed(lambda gone=to_empty: gifts.settle_all(gone)))
    ratio = median(ours) / median(base)
    return Outcome(
        f"the next gift to a fund with {GIFTS:,} / to an empty fund, in time",
        ratio,
        f"at most {AT_MOST}",
        ratio <= AT_MOST,
        median(ours) / A_TURN,
        median(base) / A_TURN,
    )


def _fill(fund: Fund) -> None:
    given = [_paid_gift(fund, n) for n in range(GIFTS)]
    Donation.objects.bulk_create(given, batch_size=2_000)
    tries = [
        Attempt(donation=one, n=1, idempotency_key=f"don:{one.pk}:1", state=AttemptState.PAID)
        for one in given
    ]
    Attempt.objects.bulk_create(tries, batch_size=2_000)
    names = {"fund": fund.pk, "clearing": CLEARING, "account": of_fund(fund.pk)}
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in FILL.split(";\n"):
            if statement.strip():
                cursor.execute(statement, names)
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")
    filled = Fund.objects.with_totals().get(pk=fund.pk)
    if filled.gifts != GIFTS + 1:
        raise RuntimeError(f"{filled.gifts} gifts")


def _paid_gift(fund: Fund, n: int) -> Donation:
    return Donation(
        fund=fund,
        token=f"bench-{n}",
        amount_tiyn=gifts.TIYN,
        donor_email=f"donor{n}@example.org",
        language="ru",
        state=DonationState.PAID,
        paid_at=timezone.now(),
    )
