"""The letters to a guardian, each in the guardian's language, with the private link."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from outbox import mail
from wishes.dossiers import links
from wishes.dossiers.models import Application
from wishes.models.reference import Reason
from wishes.models.wish import Wish

if TYPE_CHECKING:
    from wishes.claims.models import Hub


def received(application: Application) -> None:
    _post(application.wish, "wish_received")


def changes_asked(wish: Wish, reason: Reason, note: str) -> None:
    _post(wish, "wish_changes", reason=reason, note=note)


def rejected(wish: Wish, reason: Reason, note: str) -> None:
    _post(wish, "wish_rejected", reason=reason, note=note)


def published(wish: Wish) -> None:
    _post(wish, "wish_published")


def withdrawn(wish: Wish) -> None:
    _post(wish, "wish_withdrawn")


def gift_has_come(wish: Wish, hub: "Hub", told_at: datetime) -> None:
    """Come and fetch it; one letter each time that staff ask. Who gave it stays unsaid."""
    _post(wish, "wish_gift_has_come", asked_at=told_at, hub=hub)


def came_true(wish: Wish) -> None:
    """The gift is with the child: would the child like to say something to whoever gave it?"""
    with override(wish.application.language):
        path = reverse("claims:say_thanks", args=[links.token_of(wish.application)])
    _post(wish, "wish_came_true", thanks_link=settings.SITE_URL + path)


def _post(wish: Wish, template: str, asked_at: datetime | None = None, **context: object) -> None:
    """One letter for each time that the wish came into this state, or that it was asked for."""
    application = wish.application
    if not application.guardian.email:  # The dossier has been emptied: nobody is known any more.
        return
    language = application.language
    public_path = f"/{language}/wishes/{wish.code}/"
    mail.post(
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
