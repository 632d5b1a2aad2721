"""Into the donor's page and out of it, without a password.

Whoever reads the letters sent to an address may see the gifts of that address. A link opens one
visit; the visit is a second secret, held by a cookie that no other page receives. Neither is kept
here, only their digests.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.donors.gifts import gave_anything
from campaigns.donors.models import Link
from outbox.mail import post_asked
from outbox.models import Mail
from outbox.same_address import hold_mailbox

LINK_LIFE = timedelta(hours=1)
VISIT_LIFE = timedelta(hours=1)
# Asked for twice within this it was asked for once.
AGAIN = timedelta(minutes=1)


def ask(email: str, language: str) -> None:
    """Send a link to `email` if anything was ever given with it.

    Whoever asks learns nothing about that: all that can be seen from outside is the same.
    """
    token = secrets.token_urlsafe(16)
    with transaction.atomic():
        # Whoever asks at the same time for the same mailbox waits here.
        hold_mailbox(email)
        if _was_asked_just_now(email):
            return
        link = Link.objects.create(
            digest=_digest(token), email=email, expires_at=timezone.now() + LINK_LIFE
        )
        letter = _letter(link, token, language)
        # Written for everybody, so that a stranger's answer takes as long as a donor's.
        if letter and not gave_anything(email):
            letter.delete()


def _was_asked_just_now(email: str) -> bool:
    """By an impatient finger."""
    asked = Link.objects.filter(email__same_address=email)
    return asked.filter(created_at__gt=timezone.now() - AGAIN).exists()


def open_visit(token: str) -> str | None:
    """Exchange an unused link for a visit, once; None when it is used, too old or nobody's."""
    visit = secrets.token_urlsafe(16)
    now = timezone.now()
    opened = (
        Link.objects.unused()
        .filter(digest=_digest(token))
        .update(used_at=now, visit_digest=_digest(visit), visit_until=now + VISIT_LIFE)
    )
    return visit if opened else None


def is_open(token: str) -> bool:
    """Whether `token` could still be exchanged."""
    return Link.objects.unused().filter(digest=_digest(token)).exists()


def visitor(visit: str | None) -> str | None:
    """The address whose gifts the holder of `visit` may see; None when the visit is over."""
    if not visit:
        return None
    found = Link.objects.visiting().filter(visit_digest=_digest(visit))
    return found.values_list("email", flat=True).first()


def leave(visit: str) -> None:
    Link.objects.filter(visit_digest=_digest(visit)).update(visit_until=timezone.now())


def forget_old() -> int:
    """Delete links that open nothing any more; returns how many. An address is no keepsake."""
    long_ago = timezone.now() - timedelta(days=1)
    return Link.objects.filter(created_at__lt=long_ago).delete()[0]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _letter(link: Link, token: str, language: str) -> Mail | None:
    with translation.override(language):
        path = reverse("donors:link", args=[token])
    return post_asked(
        key=f"donor_link:{link.digest[:32]}",
        to=link.email,
        template="donor_link",
        context={"url": settings.SITE_URL + path},
        language=language,
        is_own_link=True,
    )
