"""Whether the rules of the ledger hold, as `check_ledger` would tell it.

All but Stripe's balance: that is a difference of its own, and heals by day.
"""

from collections import defaultdict

from campaigns.funds.proof import prove
from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.invariants import IS_STRIPES_BALANCE
from campaigns.reconciliation.models import DifferenceKind


def broken_rules() -> list[Finding]:
    """A finding for each rule that does not hold, with what breaks it."""
    details: dict[str, list[str]] = defaultdict(list)
    for one in prove().violations:
        if one.rule != IS_STRIPES_BALANCE:
            details[one.rule].append(one.detail)
    return [
        Finding(DifferenceKind.LEDGER, rule[:160], "; ".join(sorted(found))[:300])
        for rule, found in sorted(details.items())
    ]
