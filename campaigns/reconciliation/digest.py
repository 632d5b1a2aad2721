"""One letter a day to those who keep the books, when something has waited for more than a day."""

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Attempt
from campaigns.payments.states import AttemptState
from campaigns.reconciliation.desk import DAY, stuck_messages, waiting_elsewhere
from campaigns.reconciliation.models import Difference
from outbox.mail import post
from users.letters import with_languages
from users.models import User
from users.roles import FINANCE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# By the clock on the wall: what came up in the night is there, and the day is not over.
FROM = time(9)


@dataclass(frozen=True, slots=True)
class Old:
    label: "StrOrPromise"
    count: int


def write_digest() -> int:
    """Write today's letters, once; returns to how many people. Nothing old: no letter."""
    now = timezone.localtime()
    if now.time() < FROM:
        return 0
    old = things_older_than_a_day()
    if not old:
        return 0
    readers = list(with_languages(User.objects.filter(groups__name=FINANCE)))
    for user, language in readers:
        post(
            key=f"books_digest:{now:%Y-%m-%d}:{user.pk}",
            to=user.email,
            template="books_digest",
            context={"old": old, "url": settings.SITE_URL + reverse("finance_desk:desk")},
            language=language,
        )
    return len(readers)


def things_older_than_a_day() -> list[Old]:
    """What has stood on the desk for more than a day; empty where nothing has."""
    long_ago = timezone.now() - DAY
    held = Attempt.objects.filter(state=AttemptState.QUARANTINED, closed_at__lt=long_ago)
    stuck = stuck_messages().filter(received_at__lt=long_ago)
    counted = [
        Old(_("Differences in the books"), Difference.objects.open().older_than(DAY).count()),
        Old(_("Payments held for a check"), held.count()),
        Old(_("Messages from Stripe that could not be handled"), stuck.count()),
        *(
            Old(one.label, one.count)
            for one in waiting_elsewhere()
            if one.is_work and one.oldest and one.oldest < long_ago
        ),
    ]
    return [one for one in counted if one.count]
