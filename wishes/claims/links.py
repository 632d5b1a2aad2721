"""The private link of a donor's claim; see `edge.derived_links`."""

from django.urls import reverse
from django.utils.translation import override

from edge.derived_links import DerivedLinks, digest
from wishes.claims.models import Claim

LINKS = DerivedLinks("wishes.claims.links")


def new_link() -> dict[str, bytes]:
    """Seed and digest for a new claim's columns."""
    return LINKS.new()


def path_of(claim: Claim, language: str | None = None) -> str:
    """The path of the donor's page, in the language of the claim by default."""
    with override(language or claim.language):
        return reverse("claims:own", args=[LINKS.token_of(claim)])


def claim_for(token: str) -> Claim | None:
    linked = Claim.objects.select_related("wish", "hub__place", "thanks")
    return linked.filter(link_digest=digest(token)).first()
