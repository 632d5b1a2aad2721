"""Letters to a donor, in the language of the claim. Of the wish they know what is public alone."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from outbox import mail
from outbox.models import Mail
from outbox.same_address import mailbox_digest
from wishes import catalogue
from wishes.claims import links
from wishes.claims.models import Claim, Ended
from wishes.states import ON_THE_SITE

if TYPE_CHECKING:
    from wishes.claims.models import Thanks
    from wishes.models import Wish

# Those with the child's words in them: what is wished for, and the thanks.
QUOTING = (
    "claim_confirm",
    "claim_promised",
    "claim_reminder",
    "claim_received",
    "claim_came_true",
    "claim_thanks",
)


def confirm(claim: Claim) -> None:
    _post(claim, "claim_confirm", post=mail.post_asked)


def refused(email: str, why: str, language: str) -> None:
    """One a day, however often somebody types this address."""
    mail.post_asked(
        key=f"claim_refused:{why}:{mailbox_digest(email)}:{timezone.localdate()}",
        to=email,
        template="claim_refused",
        context={"why": why, "most": settings.CLAIMS_AT_ONCE},
        language=language,
    )


def promised(claim: Claim) -> None:
    _post(claim, "claim_promised")


def reminder(claim: Claim, *, days_left: int) -> None:
    _post(claim, "claim_reminder", f"{claim.due_on}:{claim.reminders}", days_left=days_left)


def expired(claim: Claim, *, is_paused: bool) -> None:
    _post(claim, "claim_expired", is_paused=is_paused)


def given_up(claim: Claim) -> None:
    _post(claim, "claim_given_up")


def wish_gone(claim: Claim, *, is_at_hub: bool) -> None:
    """Says nothing of why: that is the child's and the family's."""
    _post(claim, "claim_wish_gone", is_at_hub=is_at_hub)


def received(claim: Claim) -> None:
    _post(claim, "claim_received")


def given_back(claim: Claim) -> None:
    _post(claim, "claim_given_back", is_wrong=claim.ended_because == Ended.WRONG)


def came_true(claim: Claim) -> None:
    _post(claim, "claim_came_true")


def thanks(claim: Claim, words: "Thanks") -> None:
    _post(claim, "claim_thanks", words=words.text)


def recall(wish: "Wish") -> None:
    """Keep back what quotes the child and has not left: the wish is off the site.

    That it came true is told all the same, in a letter that quotes nothing.
    """
    for claim in wish.claims.all():
        names = [f"{template}:{claim.pk}" for template in QUOTING]
        about = reduce(or_, (Q(key__startswith=f"{name}:") for name in names), Q(key__in=names))
        for key in Mail.objects.unsent().filter(about).values_list("key", flat=True):
            if mail.take_back(key) and key.startswith("claim_came_true:"):
                claim.wish = wish
                came_true(claim)


def _post(
    claim: Claim,
    template: str,
    which: str = "",
    post: Callable[..., Mail | None] = mail.post,
    **context: object,
) -> None:
    """Once a claim, or once for each `which`. A donor who is forgotten gets no letter."""
    if not claim.is_donors:
        return
    language = claim.language
    is_shown = claim.wish.state in ON_THE_SITE
    entry = catalogue.find(claim.wish.code, language) if is_shown else None
    with override(language):
        wishes_path = reverse("wishes:list")
    post(
        key=":".join(filter(None, [template, str(claim.pk), which])),
        to=claim.donor_email,
        template=template,
        context={
            "donor_name": claim.donor_name,
            "wish_code": claim.wish.code,
            "title": entry.title if entry else "",
            "size": entry.size if entry else "",
            "gift_code": claim.shown_code,
            "hub": claim.hub,
            "due_on": claim.due_on,
            "link": settings.SITE_URL + links.path_of(claim),
            "wishes_link": settings.SITE_URL + wishes_path,
            **context,
        },
        language=language,
    )
