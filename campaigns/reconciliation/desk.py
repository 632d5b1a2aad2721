"""What stands on the finance desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Attempt, Donation, WebhookEvent
from campaigns.payments.states import AttemptState
from campaigns.reconciliation.models import Difference, HeldDecision, Run, Scope

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Who may work at the desk.
PERMISSION = "reconciliation.keep_books"
DAY, WEEK = timedelta(days=1), timedelta(days=7)
RUNS_SHOWN = 6
# Nothing is listed without end: what is over is counted.
MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits elsewhere in the admin; as the apps of `FINANCE_DESK` tell it."""

    label: "StrOrPromise"
    count: int
    oldest: datetime | None
    url: str
    # Told, but nobody is waited for.
    is_work: bool = True


class AgeGroup(NamedTuple):
    label: "StrOrPromise"
    differences: list[Difference]


def differences_by_age() -> list[AgeGroup]:
    """Open differences, the oldest first, in groups of which none is empty."""
    now = timezone.now()
    found = list(Difference.objects.open().select_related("noted_by")[:MOST])
    groups = (
        (_("Older than a week"), lambda age: age > WEEK),
        (_("Older than a day"), lambda age: DAY < age <= WEEK),
        (_("From the last day"), lambda age: age <= DAY),
    )
    sorted_in = (
        AgeGroup(label, [one for one in found if fits(now - one.first_seen)])
        for label, fits in groups
    )
    return [group for group in sorted_in if group.differences]


def gifts_of(differences: Iterable[Difference]) -> dict[object, Donation]:
    """The gifts that differences are about, where they are gifts of ours."""
    return Donation.objects.in_bulk({one.donation for one in differences if one.donation})


def held() -> list[tuple[Attempt, HeldDecision | None]]:
    """Payments that are held, each with the decision that waits for its second person."""
    attempts = (
        Attempt.objects.filter(state=AttemptState.QUARANTINED)
        .select_related("donation__fund")
        .order_by("closed_at", "pk")[:MOST]
    )
    open_ones = HeldDecision.objects.open().filter(attempt__in=[one.pk for one in attempts])
    decisions = {one.attempt_id: one for one in open_ones.select_related("proposed_by")}
    return [(one, decisions.get(one.pk)) for one in attempts]


def stuck_messages() -> QuerySet[WebhookEvent]:
    """Messages from Stripe that could not be handled, the oldest first."""
    return WebhookEvent.objects.stuck().order_by("received_at")


def waiting_elsewhere() -> list[Waiting]:
    """What waits for finance in the apps that `FINANCE_DESK` names; only what there is."""
    return sorted(
        (one for one in _told_by_apps() if one.count),
        key=lambda one: one.oldest or timezone.now(),
    )


def _told_by_apps() -> Iterator[Waiting]:
    for name in settings.FINANCE_DESK:
        for told in import_string(name)():
            yield Waiting(*told)


def last_runs() -> QuerySet[Run]:
    return Run.objects.all()[:RUNS_SHOWN]


def last_night() -> Run | None:
    """The last nightly run that was whole: it tells whether the ledger's rules hold."""
    return Run.objects.good().filter(scope=Scope.NIGHTLY).first()


def trouble() -> str:
    """Why the last run was not whole; "" where it was, or none was yet."""
    last = Run.objects.filter(finished__isnull=False).first()
    return last.stopped_by if last else ""


def last_good() -> datetime | None:
    return Run.objects.good().aggregate(last=Max("finished"))["last"]


def count() -> int:
    """How many things wait at the desk."""
    held_gifts = Attempt.objects.filter(state=AttemptState.QUARANTINED).count()
    elsewhere = sum(one.count for one in waiting_elsewhere() if one.is_work)
    return Difference.objects.open().count() + held_gifts + stuck_messages().count() + elsewhere
