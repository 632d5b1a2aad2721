"""Letters to a donor, in the language of the claim. Of the wish they know what is public alone."""

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from outbox import mail
from wishes import catalogue
from wishes.claims import links
from wishes.claims.models import Claim, Ended

if TYPE_CHECKING:
    from wishes.claims.models import Thanks


def confirm(claim: Claim) -> None:
    _post(claim, "claim_confirm", hours=settings.CLAIM_CONFIRM_HOURS)


def refused(email: str, why: str, language: str) -> None:
    """One a day, however often somebody types this address."""
    address = hashlib.sha256(email.lower().encode()).hexdigest()[:32]
    mail.post(
        key=f"claim_refused:{why}:{address}:{timezone.localdate()}",
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


def _post(claim: Claim, template: str, which: str = "", **context: object) -> None:
    """Once a claim, or once for each `which`. A donor who is forgotten gets no letter."""
    if not claim.is_donors:
        return
    language = claim.language
    entry = catalogue.find(claim.wish.code, language)
    with override(language):
        wishes_path = reverse("wishes:list")
    mail.post(
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
