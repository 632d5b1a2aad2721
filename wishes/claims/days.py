"""By when a gift is to be brought, and when its donor is reminded."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from wishes.models.page import WishPage
from wishes.models.wish import Wish

# Days before the last day, in the order of the letters.
REMIND_BEFORE = (3, 1)


def first_due(wish: Wish) -> date:
    """The last day of a claim that is confirmed today."""
    return _not_past_the_season(wish, timezone.localdate() + timedelta(settings.CLAIM_DAYS))


def later_due(wish: Wish, due_on: date) -> date:
    """The last day of a claim that is made longer; no later than `due_on` where there is none."""
    return _not_past_the_season(wish, due_on + timedelta(settings.CLAIM_EXTENSION_DAYS))


def _not_past_the_season(wish: Wish, day: date) -> date:
    page = WishPage.objects.select_related("season").filter(pk=wish.page_id).first()
    return min(day, page.season.ends_on) if page and page.season else day


def reminders_by(due_on: date) -> int:
    """How many of the letters would have been sent by today for that last day."""
    left = (due_on - timezone.localdate()).days
    return sum(left <= days for days in REMIND_BEFORE)
