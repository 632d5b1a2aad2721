"""What a moderator should know before deciding, though it forbids nothing."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from audit.models import AuditEntry
from users.models import User
from wishes.dossiers.models import Application

# Somebody who opened the wish so recently may still be reading it.
STILL_READING = timedelta(minutes=20)


class Other(NamedTuple):
    """A moderator who opened the same wish a short while ago."""

    who: User
    minutes: int


def others_at(application: Application, user: User) -> list[Other]:
    """Who else opened this dossier lately, the latest first: two need not do the same work."""
    now = timezone.now()
    read = AuditEntry.objects.filter(
        action="dossier.read",
        target_type=application._meta.label_lower,
        target_id=str(application.pk),
        at__gt=now - STILL_READING,
    ).exclude(actor=user.pk)
    found: dict[int, Other] = {}
    for entry in read.exclude(actor=None).select_related("actor").order_by("-at")[:20]:
        minutes = int((now - entry.at).total_seconds() // 60)
        if entry.actor is not None:
            found.setdefault(entry.actor.pk, Other(entry.actor, minutes))
    return list(found.values())
