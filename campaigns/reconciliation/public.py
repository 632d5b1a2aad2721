"""What readers are told about the books: when they last agreed with Stripe's."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from campaigns.reconciliation.models import Run

# Pages that show sums ask for it each time: the database is asked once a minute.
SECONDS = 60
_KEY = "books-reconciled"
_NEVER = "never"


class Reconciled(NamedTuple):
    """`moment`: None while the books were never compared."""

    moment: datetime | None
    is_late: bool


def last_reconciled() -> Reconciled:
    """When a run last read all that it had to and left nothing that differs.

    A difference that a person explained is none. Late after `BOOKS_LATE_HOURS`: the page then says
    so by itself, whatever stopped the runs.
    """
    moment = cache.get(_KEY)
    if moment is None:
        last = Run.objects.clean().order_by("-finished").values_list("finished", flat=True).first()
        moment = last or _NEVER
        cache.set(_KEY, moment, SECONDS)
    if moment == _NEVER:
        return Reconciled(None, is_late=True)
    late_after = timedelta(hours=settings.BOOKS_LATE_HOURS)
    return Reconciled(moment, is_late=timezone.now() - moment > late_after)
