"""The private link by which a guardian follows an application; see `edge.derived_links`."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import override

from edge.derived_links import DerivedLinks, digest

if TYPE_CHECKING:
    from wishes.dossiers.models import Application

LINKS = DerivedLinks("wishes.dossiers.links")


def new_link() -> dict[str, bytes]:
    """Seed and digest for a new application's columns."""
    return LINKS.new()


def token_of(application: "Application") -> str:
    return LINKS.token_of(application)


def path_of(application: "Application", language: str | None = None) -> str:
    """The path of the follow page, in the application's own language by default."""
    with override(language or application.language):
        return reverse("wishes:follow", args=[token_of(application)])


def application_for(token: str) -> "Application | None":
    from wishes.dossiers.models import Application

    return (
        Application.objects.select_related("wish__page", "guardian", "child")
        .filter(link_digest=digest(token))
        .first()
    )
