"""The private links of the wish side; see `edge.derived_links`.

By one of them a guardian follows an application, by the other an institution sees all of its own.
"""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from edge.derived_links import DerivedLinks, digest

if TYPE_CHECKING:
    from wishes.dossiers.models import Application, Institution

LINKS = DerivedLinks("wishes.dossiers.links")
INSTITUTIONS = DerivedLinks("wishes.dossiers.links.institution")


# --- Of an application --------------------------------------------------------------------


def new_link() -> dict[str, bytes]:
    """Seed and digest for a new application's columns."""
    return LINKS.new()


def token_of(application: "Application") -> str:
    return LINKS.token_of(application)


def path_of(application: "Application", language: str | None = None) -> str:
    """The path of the follow page, in the application's own language by default."""
    with override(language or application.language):
        return reverse("wishes:follow", args=[token_of(application)])


def thanks_path(application: "Application", language: str | None = None) -> str:
    """The path of the page for the child's words of thanks."""
    with override(language or application.language):
        return reverse("claims:say_thanks", args=[token_of(application)])


def application_for(token: str) -> "Application | None":
    from wishes.dossiers.models import Application

    return (
        Application.objects.select_related("wish__page", "guardian", "child", "institution")
        .filter(link_digest=digest(token))
        .first()
    )


# --- Of an institution --------------------------------------------------------------------


def renew(institution: "Institution") -> None:
    """Another link for it, unsaved: whoever holds the one before finds nothing any more."""
    for column, value in INSTITUTIONS.new().items():
        setattr(institution, column, value)
    institution.link_made_at = timezone.now()


def institution_path(institution: "Institution", language: str | None = None) -> str:
    with override(language or institution.language):
        return reverse("wishes:institution", args=[INSTITUTIONS.token_of(institution)])


def institution_for(token: str) -> "Institution | None":
    from wishes.dossiers.models import Institution

    return Institution.objects.select_related("place").filter(link_digest=digest(token)).first()
