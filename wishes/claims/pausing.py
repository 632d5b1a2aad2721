"""Addresses that may promise nothing more for now; staff lift it."""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from users.models import User
from wishes.claims.errors import MovedOn
from wishes.claims.models import ClaimPause


@transaction.atomic
def lift(pause: ClaimPause, reason: str, staff: User) -> ClaimPause:
    """Let the address promise again, for a reason that is kept with the pause. Raises `MovedOn`.

    The trail does not repeat the reason: people write there why somebody was ill, and it is for
    good, while a pause is forgotten with its donor.
    """
    pause = ClaimPause.objects.select_for_update().get(pk=pause.pk)
    if pause.lifted_at:
        raise MovedOn(str(pause))
    pause.lifted_at, pause.lifted_by, pause.reason = timezone.now(), staff, reason
    pause.save()
    record("claim.lift_pause", pause, staff)
    return pause
