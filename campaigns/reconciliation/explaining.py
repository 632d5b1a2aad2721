"""A difference that may stay: one person says why, another agrees."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.record import record
from campaigns.reconciliation.models import Difference, Outcome
from users.models import User


class CannotExplain(Exception):
    """`code`: gone, changed, same_person."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def explain(difference: Difference, note: str, by: User) -> None:
    """Say why `difference` may stay. Raises `CannotExplain` where it is gone or looks otherwise."""
    with transaction.atomic(durable=True):
        mine = _still(difference).filter(detail=difference.detail)
        if not mine.update(note=note, noted_by=by, noted_at=timezone.now()):
            raise CannotExplain("gone")
        record("difference.noted", difference, by, {"source": difference.source})


def agree(difference: Difference, by: User) -> None:
    """Agree with what another person wrote: the difference is resolved. Raises `CannotExplain`."""
    if difference.noted_by_id is None:
        raise CannotExplain("gone")
    if difference.noted_by_id == by.pk:
        raise CannotExplain("same_person")
    with transaction.atomic(durable=True):
        same = _still(difference).filter(
            detail=difference.detail, note=difference.note, noted_by=difference.noted_by_id
        )
        agreed = same.update(
            resolved_at=timezone.now(), resolved_how=Outcome.EXPLAINED, resolved_by=by
        )
        if not agreed:
            raise CannotExplain("gone")
        record("difference.explained", difference, by, {"source": difference.source})


def _still(difference: Difference) -> QuerySet[Difference]:
    return Difference.objects.open().filter(pk=difference.pk)
