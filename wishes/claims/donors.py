"""What a donor's own page shows of promised gifts, and how a donor is forgotten.

Named in `DONOR_PAGE_PARTS` and `DONOR_ERASERS`: see `campaigns.donors.parts`.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rows import facts_of
from campaigns.donors.parts import Part
from wishes.claims import links
from wishes.claims.models import Claim, ClaimPause, Ended
from wishes.claims.models.claim import UNDER_WAY
from wishes.models.catalogue import CatalogueEntry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_SHOWN = 100


class Row(NamedTuple):
    claim: Claim
    title: str
    path: str


def promised(email: str) -> Part | None:
    """The gifts that were promised with `email` and confirmed, newest first."""
    claims = list(
        Claim.objects.of_address(email)
        .exclude(confirmed_at=None)
        .select_related("wish")
        .order_by("-made_at")[:MOST_SHOWN]
    )
    if not claims:
        return None
    entries = CatalogueEntry.objects.filter(wish__in=[claim.wish_id for claim in claims])
    titles = {entry.wish_id: entry.title for entry in entries}
    rows = [Row(one, titles.get(one.wish_id, ""), links.path_of(one)) for one in claims]
    return Part("claims/donor_part.html", rows)


def hindrances(email: str) -> "list[StrOrPromise]":
    if Claim.objects.of_address(email).filter(state__in=UNDER_WAY).exists():
        return [_("A promised gift is still on its way.")]
    return []


def held(email: str) -> dict[str, Any]:
    """What is kept about the address, for the copy that a donor takes along."""
    claims = Claim.objects.of_address(email).select_related("wish", "hub").order_by("pk")
    return {
        "promised_gifts": [
            facts_of(one) | {"wish": one.wish.code, "hub": str(one.hub)} for one in claims
        ],
        "pauses": [facts_of(one) for one in ClaimPause.objects.of_address(email)],
    }


def erase(email: str) -> None:
    """Take the donor off every claim of the address; the claims stay as facts, and a pause stays
    in force: being forgotten is no way around it."""
    forget(Claim.objects.of_address(email))
    pauses = ClaimPause.objects.of_address(email)
    # Why it was lifted was about the donor.
    pauses.exclude(lifted_at=None).update(reason="–")
    pauses.update(email="")


def forget(claims: QuerySet[Claim]) -> int:
    """Take the donors off claims, and their way in, but for those under way; returns how many.

    Of a gift that never came the mailbox's digest stays until `retention` is done with the claim:
    two of them are a pause.
    """
    done_with = claims.filter(erased_at=None).exclude(state__in=UNDER_WAY)
    forgotten = 0
    for claim in done_with.order_by("pk").select_for_update(of=("self",)):
        claim.donor_name = claim.donor_email = claim.donor_phone = ""
        if claim.ended_because != Ended.NOT_BROUGHT:
            claim.mailbox = ""
        claim.erased_at = timezone.now()
        # A link that was sent opens nothing any more.
        for name, value in links.new_link().items():
            setattr(claim, name, value)
        claim.save()
        forgotten += 1
    return forgotten
