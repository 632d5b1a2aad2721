"""Each line of Stripe's own books against its entry in the ledger, and each entry against its line.

What can be put right by `settle` or by a missing fee is; the rest is told as a difference.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments import books, gateway
from campaigns.payments.handlers import attempt_named
from campaigns.payments.settlement import settle
from campaigns.payments.stripe_records import BalanceLine

logger = logging.getLogger(__name__)

# Stripe's own books may lag behind a charge for so long.
LAG = timedelta(hours=1)

CHARGES = frozenset({"charge", "payment"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not match. `source` is Stripe's number for it."""

    rule: str
    source: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    settled: int = 0
    lines: int = 0
    fees_added: int = 0
    differences: list[Difference] = field(default_factory=list)


def match_charge(line: BalanceLine, report: Report, *, dry_run: bool) -> None:
    entry = _charge_entry(line)
    if entry is None and not dry_run:
        report.settled += _settle_behind(line)
        entry = _charge_entry(line)
    if entry is None:
        report.differences.append(Difference("charge without entry", line.source_id))
        return
    leg = entry.postings.get(account=CLEARING)
    if leg.currency == line.currency and leg.amount_tiyn != line.amount:
        detail = f"{leg.amount_tiyn} ≠ {line.amount}"
        report.differences.append(Difference("amount differs", line.source_id, detail))
        return
    gift = Draft(
        Kind.CHARGE,
        entry.external_id,
        (Leg(CLEARING, leg.amount_tiyn, leg.currency),),
        entry.happened_at,
        entry.donation,
    )
    for draft in books.settlement_drafts(gift, line):
        _add_missing(draft, report, dry_run=dry_run)


def _add_missing(draft: Draft, report: Report, *, dry_run: bool) -> None:
    """A fee that Stripe had not worked out when the gift was settled."""
    if Entry.objects.filter(kind=draft.kind, external_id=draft.external_id).exists():
        return
    if dry_run:
        report.differences.append(Difference(f"{draft.kind} without entry", draft.external_id))
        return
    try:
        ledger.post(draft)
    except ledger.AlreadyPosted:
        logger.info("%s %s was entered meanwhile", draft.kind, draft.external_id)
    else:
        report.fees_added += 1


def _charge_entry(line: BalanceLine) -> Entry | None:
    return Entry.objects.filter(kind=Kind.CHARGE, external_id=line.source_id).first()


def _settle_behind(line: BalanceLine) -> bool:
    """Settle the attempt that a charge names: its message never came."""
    attempt = attempt_named(line.donation_id, line.attempt)
    try:
        return attempt is not None and settle(attempt).state != attempt.state
    except (gateway.GatewayError, ledger.LedgerError) as error:
        # The line is then reported as what it still is, and the lines after it are read.
        logger.warning("attempt %s was not settled: %s", attempt, type(error).__name__)
        return False


def match_entries(since: datetime, seen: set[str], report: Report) -> None:
    """Charges in our books that Stripe's do not have."""
    entries = Entry.objects.filter(
        kind=Kind.CHARGE, happened_at__gte=since + LAG, happened_at__lte=timezone.now() - LAG
    )
    for entry in entries.exclude(external_id__in=seen):
        report.differences.append(Difference("entry without charge", entry.external_id))
