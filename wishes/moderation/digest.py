"""One letter each working morning to a moderator for whom wishes wait. Codes and numbers only."""

from datetime import time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from outbox.mail import post
from users.letters import with_languages
from users.models import User
from wishes.moderation.assigning import moderators
from wishes.moderation.queue import Desk
from wishes.moderation.working_days import Calendar, calendar

# By the clock on the wall: the day's work has not begun, and what came in the night is there.
FROM = time(8)
MOST_CODES = 20


def write_digest() -> int:
    """Write today's letters, each once; returns how many were written now or before today.

    Nothing waiting: no letter. Nor on days off, nor to those who do not want it.
    """
    now, days = timezone.localtime(), calendar()
    if now.time() < FROM or not days.is_working(now.date()):
        return 0
    wanted = moderators().exclude(as_reader__wants_letter=False)
    readers = with_languages(User.objects.filter(pk__in=wanted.values("pk")))
    day = f"{now:%Y-%m-%d}"
    return sum(_write(user, language, days, day) for user, language in readers)


def _write(user: User, language: str, days: Calendar, day: str) -> bool:
    desk = Desk(user, days)
    counts = desk.counts()
    if not counts.first + counts.last:
        return False
    late = desk.late_codes()
    post(
        key=f"desk_digest:{day}:{user.pk}",
        to=user.email,
        template="desk_digest",
        context={
            "counts": counts,
            "late": late[:MOST_CODES],
            "more": max(len(late) - MOST_CODES, 0),
            "url": settings.SITE_URL + reverse("wish_desk:queue"),
            "account_url": settings.SITE_URL + reverse("wagtailadmin_account"),
        },
        language=language,
    )
    return True
