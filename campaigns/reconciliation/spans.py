"""Stretches of time of which Stripe's lines are read, newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.reconciliation.models import Run

# How far Stripe's clock may be before ours; read again where an unfinished run is taken up.
AHEAD = timedelta(hours=1)
OVERLAP = 2 * AHEAD


@dataclass(frozen=True, slots=True)
class Span:
    since: datetime
    until: datetime

    def within(self, margin: timedelta) -> "Span":
        """Without its edges: what happened there may stand on the other side of them."""
        return Span(self.since + margin, self.until - margin)


def to_read(run: Run) -> Iterator[Span]:
    """What `run` has to read, the newest first.

    Where the last run of its kind was stopped halfway, the news come first and then what that run
    did not reach: so a slow Stripe holds back neither what is new nor, for ever, what is old.
    """
    last = Run.objects.filter(scope=run.scope, finished__isnull=False).exclude(pk=run.pk).first()
    if last is None or last.ok or not run.since < last.reached < last.until:
        yield Span(run.since, run.until)
        return
    yield Span(last.until - OVERLAP, run.until)
    yield Span(run.since, last.reached)
