"""The letters to a guardian, each in the guardian's language, with the private link."""

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from outbox import mail
from outbox.models import Mail
from wishes.dossiers import links
from wishes.dossiers.models import Application
from wishes.models.reference import Reason
from wishes.models.wish import Wish
from wishes.states import ON_THE_SITE

if TYPE_CHECKING:
    from wishes.claims.models import Hub

MOST_LINKS = 20
OF_A_WISH = (
    "wish_received", "wish_changes", "wish_rejected", "wish_published", "wish_gift_has_come",
    "wish_came_true",
)  # fmt: skip


def received(application: Application) -> None:
    """Anybody can tell a wish in anybody's name; who told it sees the private link at once."""
    _post(application.wish, "wish_received", post=mail.post_asked)


def changes_asked(wish: Wish, reason: Reason, note: str) -> None:
    _post(wish, "wish_changes", reason=reason, note=note)


def rejected(wish: Wish, reason: Reason, note: str) -> None:
    _post(wish, "wish_rejected", reason=reason, note=note)


def published(wish: Wish) -> None:
    _post(wish, "wish_published")


def withdrawn(wish: Wish) -> None:
    """Nobody keeps this word from whoever has heard of the wish; of others a stranger could fill
    the mailbox, by telling wishes and taking them back."""
    told = (Q(key__startswith=f"{template}:{wish.code}:") for template in OF_A_WISH)
    has_heard = Mail.objects.filter(reduce(or_, told)).exists()
    _post(wish, "wish_withdrawn", post=mail.post if has_heard else mail.post_asked)


def gift_has_come(wish: Wish, hub: "Hub", told_at: datetime) -> None:
    """Come and fetch it; one letter each time that staff ask. Who gave it stays unsaid."""
    _post(wish, "wish_gift_has_come", asked_at=told_at, hub=hub)


def came_true(wish: Wish) -> None:
    """The gift is with the child: would the child like to say something to whoever gave it?"""
    path = links.thanks_path(wish.application)
    _post(wish, "wish_came_true", thanks_link=settings.SITE_URL + path)


@transaction.atomic
def links_again(email: str, language: str) -> None:
    """Mail the private links of the wishes that were told with this address: those on the site
    first, since anybody can tell more of them than a letter holds; then the newest.

    Whoever asks learns nothing: what can be seen from outside is the same for every address.
    """
    told = Application.objects.filter(guardian__email__same_address=email)
    is_shown = ExpressionWrapper(Q(wish__state__in=ON_THE_SITE), BooleanField())
    rows = list(told.select_related("wish").order_by(is_shown.desc(), "-pk")[:MOST_LINKS])
    # About the first, with whose dossier the letter's address is forgotten.
    about = rows[0].wish.code if rows else secrets.token_hex(4)
    letter = mail.post_asked(
        key=f"wish_links:{about}:{timezone.now():%Y%m%d%H%M}",
        to=email,
        template="wish_links",
        context={"rows": [(one.wish.code, settings.SITE_URL + links.path_of(one)) for one in rows]},
        language=language,
        is_own_link=True,
    )
    # Written for everybody, so that a stranger's answer takes as long as a guardian's.
    if letter and not rows:
        letter.delete()


def _post(
    wish: Wish,
    template: str,
    asked_at: datetime | None = None,
    post: Callable[..., Mail | None] = mail.post,
    **context: object,
) -> None:
    """One letter for each time that the wish came into this state, or that it was asked for."""
    application = wish.application
    if not application.guardian.email:  # The dossier has been emptied: nobody is known any more.
        return
    language = application.language
    public_path = f"/{language}/wishes/{wish.code}/"
    post(
        key=f"{template}:{wish.code}:{asked_at or wish.state_since:%Y%m%dT%H%M%S%f}",
        to=application.guardian.email,
        template=template,
        context={
            "code": wish.code,
            "link": settings.SITE_URL + links.path_of(application),
            "public_link": settings.SITE_URL + public_path,
            **context,
        },
        language=language,
    )
