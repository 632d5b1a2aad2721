"""Our books against Stripe's, so that nothing depends on a message that came.

Stale attempts are asked about; every line of Stripe's balance must have its entry and every entry
its line. What can be put right by `settle` or by a missing fee is; the rest is reported.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.funds import ledger
from campaigns.funds.accounts import CLEARING
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from campaigns.payments import books, gateway
from campaigns.payments.checkout import give_up
from campaigns.payments.handlers import attempt_named
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import settle
from campaigns.payments.stripe_records import BalanceLine

logger = logging.getLogger(__name__)

# Lines come late and clocks differ: each run looks back over the last two days.
WINDOW = timedelta(hours=48)
# A pay page is asked about this long after the last answer: sooner while it is young.
YOUNG, ASK_YOUNG_EVERY, ASK_OLD_EVERY = (
    timedelta(hours=1),
    timedelta(minutes=10),
    timedelta(minutes=50),
)
# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60
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


def stale_attempts(limit: int = 200) -> int:
    """Ask Stripe about attempts that it has been silent on; returns how many were settled."""
    for attempt in Attempt.objects.abandoned()[:limit]:
        give_up(attempt)
    settled, stop_at = 0, monotonic() + TURN_SECONDS
    for attempt in _stale()[:limit]:
        if monotonic() >= stop_at:
            break
        # Noted before it is asked: one that never gets an answer goes to the end of the queue.
        Attempt.objects.filter(pk=attempt.pk).update(checked_at=timezone.now())
        try:
            settled += settle(attempt).state != attempt.state
        except gateway.GatewayUnavailable as error:
            logger.warning("Stripe does not answer (%s): the rest is asked later", error.code)
            break
        except gateway.GatewayRefused as error:
            logger.error("Stripe knows no %s: %s", attempt.session_id, error.code)
        except ledger.LedgerError:
            logger.exception("attempt %s does not fit the ledger", attempt)
    return settled


def compare_books(*, dry_run: bool = False) -> Report:
    """Match the last two days of Stripe's balance with the ledger. Raises `GatewayError`."""
    since = timezone.now() - WINDOW
    report = Report()
    seen = set()
    for line in gateway.balance_lines(since):
        report.lines += 1
        if line.type in CHARGES:
            seen.add(line.source_id)
            _match_charge(line, report, dry_run=dry_run)
        else:
            report.differences.append(Difference("line of a kind not entered", line.id, line.type))
    _match_entries(since, seen, report)
    return report


def report_differences() -> int:
    """`compare_books` by the clock: each difference goes to the log; returns how many there are."""
    try:
        report = compare_books()
    except gateway.GatewayUnavailable as error:
        logger.warning("Stripe does not answer (%s): its books are read later", error.code)
        return 0
    for one in report.differences:
        logger.error("books differ: %s: %s %s", one.rule, one.source, one.detail)
    return len(report.differences)


def _stale() -> QuerySet[Attempt]:
    now = timezone.now()
    asked = Coalesce("checked_at", "created_at")
    return (
        Attempt.objects.live()
        .filter(session_id__isnull=False)
        .annotate(asked=asked)
        .filter(
            Q(asked__lt=now - ASK_YOUNG_EVERY, created_at__gt=now - YOUNG)
            | Q(asked__lt=now - ASK_OLD_EVERY)
        )
        .select_related("donation")
        .order_by("asked")
    )


def _match_charge(line: BalanceLine, report: Report, *, dry_run: bool) -> None:
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


def _match_entries(since: datetime, seen: set[str], report: Report) -> None:
    """Charges in our books that Stripe's do not have."""
    entries = Entry.objects.filter(
        kind=Kind.CHARGE, happened_at__gte=since + LAG, happened_at__lte=timezone.now() - LAG
    )
    for entry in entries.exclude(external_id__in=seen):
        report.differences.append(Difference("entry without charge", entry.external_id))
