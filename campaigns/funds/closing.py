"""The end of a day: its entries are counted, summed and sealed under a digest.

A day's close covers the entries since the close before, up to the last that was recorded on that
day. Nothing in flight slips under it: an entry gets its number only after `funds_entry` could be
written, and while the last number is looked up nobody can. Gifts wait for that one look, not for
the sums, which are over rows that no longer change.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import F, Max, Min, Sum
from django.utils import timezone

from campaigns.funds.canonical import digest_of_close, digest_of_entries, entries_after
from campaigns.funds.models import DailyClose, Entry, Posting
from campaigns.funds.models.close import NO_PREVIOUS

# So long the look for the last number waits for writers, and writers for it.
PATIENCE = "3s"
A_DAY = timedelta(days=1)


def close_due() -> str:
    """Close every day that is over and not closed, in order; says how many there were."""
    closed = 0
    while (day := next_day()) is not None:
        closed += close_day(day)
    return f"days closed: {closed}" if closed else ""


def next_day() -> date | None:
    """The first day that is over and not closed; None where all are."""
    last = DailyClose.objects.aggregate(day=Max("day"))["day"]
    if last is not None:
        day = last + A_DAY
    else:
        first = Entry.objects.aggregate(at=Min("recorded_at"))["at"]
        if first is None:
            return None
        day = timezone.localdate(first)
    return day if day < timezone.localdate() else None


def close_day(day: date) -> bool:
    """Close `day`, which follows the last that was; False where another closer was quicker."""
    close = draw_up(day)
    return _keep(close)


def draw_up(day: date) -> DailyClose:
    """The close of `day` as it would be written now."""
    before = DailyClose.objects.order_by("-day").first()
    after = before.last_entry if before else 0
    upto = _last_entry(day, after)
    digest, count = digest_of_entries(entries_after(after, upto))
    close = DailyClose(
        day=day,
        last_entry=upto,
        entries=count,
        entries_digest=digest,
        balances=balances(after, upto),
        previous=before.digest if before else NO_PREVIOUS,
        closed_at=timezone.now(),
    )
    close.digest = digest_of_close(close)
    return close


def balances(after: int, upto: int) -> dict[str, dict[str, int]]:
    """What stands at entry `upto` on each account that the entries since `after` moved."""
    moved = Posting.objects.filter(entry_id__gt=after, entry_id__lte=upto).values("account_id")
    sums = (
        Posting.objects.filter(entry_id__lte=upto, account_id__in=moved)
        .values("currency", code=F("account_id"))
        .annotate(sum=Sum("amount_tiyn"))
    )
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in sums:
        found[row["code"]][row["currency"]] = int(row["sum"])
    return dict(found)


@transaction.atomic
def _last_entry(day: date, after: int) -> int:
    """The number of the last entry recorded by the end of `day`, with no writer under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute("SELECT funds_hold_entries()")
    midnight = timezone.make_aware(datetime.combine(day + A_DAY, time.min))
    recorded = Entry.objects.filter(pk__gt=after, recorded_at__lt=midnight)
    return recorded.aggregate(last=Max("pk"))["last"] or after


def _keep(close: DailyClose) -> bool:
    """Two closers may come this far: the day, and the link to the day before, are taken once."""
    DailyClose.objects.bulk_create([close], ignore_conflicts=True)
    return DailyClose.objects.filter(day=close.day, closed_at=close.closed_at).exists()
