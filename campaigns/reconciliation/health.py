"""Whether the rules of the ledger hold, as `check_ledger` tells it."""

import json
from collections import defaultdict
from io import StringIO

from django.core.management import call_command

from campaigns.reconciliation.findings import Finding
from campaigns.reconciliation.models import DifferenceKind


def broken_rules() -> list[Finding]:
    """A finding for each rule that does not hold, with what breaks it."""
    out = StringIO()
    try:
        call_command("check_ledger", "--json", stdout=out)
    except SystemExit as end:
        if end.code != 1:
            raise
    details = defaultdict(list)
    for one in json.loads(out.getvalue())["violations"]:
        details[one["rule"]].append(one["detail"])
    return [
        Finding(DifferenceKind.LEDGER, rule[:160], "; ".join(sorted(found))[:300])
        for rule, found in sorted(details.items())
    ]
