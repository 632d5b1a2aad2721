"""What time does to claims. Rows say themselves what is due, so that it can run late and twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from outbox.same_address import hold_mailbox
from wishes import lifecycle
from wishes.claims import ending, letters
from wishes.claims.days import REMIND_BEFORE, reminders_by
from wishes.claims.locks import held
from wishes.claims.models import Claim, Ended, Stage

A_TURN = 500


class Turn(NamedTuple):
    expired: int
    unconfirmed: int
    reminded: int

    def __bool__(self) -> bool:
        return any(self)


def keep_time() -> Turn:
    """Free the wishes of claims whose time is over, and remind of days that come near.

    Where one claim fails the others are still done; the errors are raised after them, as an
    ExceptionGroup.
    """
    errors: list[Exception] = []
    turn = Turn(
        expired=_each(_overdue(), _expire, errors),
        unconfirmed=_each(_stale(), _lapse, errors),
        reminded=_each(_to_remind(), _remind, errors),
    )
    if errors:
        raise ExceptionGroup("claims that could not be looked at", errors)
    return turn


def due() -> Turn:
    """What `keep_time` would do now."""
    return Turn(_overdue().count(), _stale().count(), _to_remind().count())


def _overdue() -> QuerySet[Claim]:
    return Claim.objects.overdue()


def _stale() -> QuerySet[Claim]:
    return Claim.objects.stale()


def _to_remind() -> QuerySet[Claim]:
    """Active ones whose next letter's day has come; where two days have passed, one letter goes."""
    today = timezone.localdate()
    due = Q(pk=None)
    for sent, days in enumerate(REMIND_BEFORE):
        due |= Q(reminders__lte=sent, due_on__lte=today + timedelta(days=days))
    return Claim.objects.filter(due, state=Stage.ACTIVE, due_on__gte=today).exclude(donor_email="")


def _each(claims: QuerySet[Claim], step: Callable[[Claim], bool], errors: list[Exception]) -> int:
    done = 0
    for claim in claims.select_related("wish").order_by("made_at")[:A_TURN]:
        try:
            done += step(claim)
        except Exception as error:  # noqa: BLE001 - raised by `keep_time`
            errors.append(error)
    return done


@transaction.atomic
def _expire(claim: Claim) -> bool:
    """Whether it was still overdue once it was held."""
    claim = held(claim)
    if not _overdue().filter(pk=claim.pk).exists():
        return False
    hold_mailbox(claim.donor_email)
    ending.end(claim, Ended.NOT_BROUGHT)
    claim.wish = lifecycle.release(claim.wish, why="expired")
    is_paused = ending.pause_if_broken(claim.donor_email)
    letters.expired(claim, is_paused=is_paused)
    return True


@transaction.atomic
def _lapse(claim: Claim) -> bool:
    """Nobody is written to: the address may be a stranger's."""
    claim = held(claim)
    if not _stale().filter(pk=claim.pk).exists():
        return False
    ending.end(claim, Ended.UNCONFIRMED)
    return True


@transaction.atomic
def _remind(claim: Claim) -> bool:
    claim = held(claim)
    if not _to_remind().filter(pk=claim.pk).exists() or claim.due_on is None:
        return False
    left = (claim.due_on - timezone.localdate()).days
    claim.reminders = reminders_by(claim.due_on)
    claim.save(update_fields=["reminders"])
    letters.reminder(claim, days_left=left)
    return True
