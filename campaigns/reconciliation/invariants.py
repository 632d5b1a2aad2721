"""What `check_ledger` tells of reconciliation: what is open, and what one person did alone.

That the clearing account is Stripe's balance takes asking Stripe, so runs see to it: by night, and
then each quarter of an hour while it is off. What is open here is what the last one found.
"""

from collections.abc import Iterator

from django.db import connection

from campaigns.funds.invariants import Violation, run
from campaigns.reconciliation.models import Difference, DifferenceKind, Outcome

IS_STRIPES_BALANCE = "the clearing account is Stripe's balance"

RULES = {
    "a difference is explained by two people": """
        SELECT kind || ' ' || source, coalesce(resolved_by_id::text, 'nobody')
          FROM reconciliation_difference
         WHERE resolved_how = %(explained)s
           AND (noted_by_id IS NULL OR resolved_by_id IS NULL OR noted_by_id = resolved_by_id)
    """,
    "a held payment is decided by two people": """
        SELECT id::text, coalesce(confirmed_by_id::text, 'nobody')
          FROM reconciliation_helddecision
         WHERE confirmed_at IS NOT NULL
           AND (confirmed_by_id IS NULL OR confirmed_by_id = proposed_by_id)
    """,
    "a difference is open once": """
        SELECT kind || ' ' || source, count(*)::text
          FROM reconciliation_difference
         WHERE resolved_at IS NULL
         GROUP BY kind, source HAVING count(*) > 1
    """,
}


def violations() -> Iterator[Violation]:
    with connection.cursor() as cursor:
        for rule, sql in RULES.items():
            yield from run(cursor, rule, sql, {"explained": Outcome.EXPLAINED.value})
    for one in Difference.objects.open().filter(kind=DifferenceKind.BALANCE):
        yield Violation(IS_STRIPES_BALANCE, _told(one))


def warnings() -> Iterator[Violation]:
    """What else differs from Stripe's books, as the last runs found it, and what may stay so."""
    for one in Difference.objects.open().exclude(kind=DifferenceKind.BALANCE):
        yield Violation(f"differs from Stripe's books ({one.kind})", _told(one))
    for one in Difference.objects.explained().filter(kind=DifferenceKind.BALANCE):
        yield Violation(f"{IS_STRIPES_BALANCE}, but for what two people explained", _told(one))


def _told(one: Difference) -> str:
    return f"{one.source} {one.detail}"
