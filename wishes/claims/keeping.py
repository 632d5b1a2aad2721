"""What a donor may do with a claim from their own page, besides confirming it."""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from wishes import lifecycle
from wishes.claims import days, ending, letters
from wishes.claims.errors import MovedOn, OutOfTime
from wishes.claims.locks import held
from wishes.claims.models import Claim, Ended, Stage


def may_extend(claim: Claim) -> bool:
    if claim.state != Stage.ACTIVE or claim.extended_at or claim.due_on is None:
        return False
    return days.later_due(claim.wish, claim.due_on) > claim.due_on


@transaction.atomic
def extend(claim: Claim) -> Claim:
    """A later day, once. Raises `MovedOn`, and `OutOfTime` where there is none."""
    claim = held(claim)
    if claim.state != Stage.ACTIVE or claim.due_on is None:
        raise MovedOn(str(claim))
    if not may_extend(claim):
        raise OutOfTime(str(claim))
    claim.due_on = days.later_due(claim.wish, claim.due_on)
    claim.extended_at, claim.reminders = timezone.now(), days.reminders_by(claim.due_on)
    claim.save()
    record("claim.extend", claim, None, {"wish": claim.wish.code, "until": str(claim.due_on)})
    return claim


@transaction.atomic
def give_up(claim: Claim) -> Claim:
    """The donor cannot do it after all: the wish waits for somebody again. Raises `MovedOn`."""
    claim = held(claim)
    if claim.state not in (Stage.WAITING, Stage.ACTIVE):
        raise MovedOn(str(claim))
    was_theirs = claim.state == Stage.ACTIVE
    ending.end(claim, Ended.BY_DONOR)
    if was_theirs:
        claim.wish = lifecycle.release(claim.wish, why=Ended.BY_DONOR)
        letters.given_up(claim)
    return claim
