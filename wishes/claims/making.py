"""How a wish becomes somebody's: promised in a form, theirs once the e-mail is confirmed.

A claim that nobody has confirmed holds nothing, or invented addresses would keep wishes from
others: whoever confirms first has the wish. After CLAIM_CONFIRM_HOURS it is over, and can still be
confirmed while the wish waits for somebody.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments.giving import wish_parts
from outbox.mail import has_had_enough
from outbox.same_address import hold_mailbox, mailbox_digest
from users.models import User
from wishes import lifecycle
from wishes.claims import days, letters, links
from wishes.claims.errors import MovedOn, NotNow, Taken
from wishes.claims.locks import held
from wishes.claims.models import Claim, ClaimPause, Ended, Hub, Stage
from wishes.models.wish import Wish
from wishes.states import State


@dataclass(frozen=True, slots=True)
class Promise:
    """What a donor writes in the form."""

    donor_name: str
    donor_email: str
    donor_phone: str
    language: str
    hub: Hub


class Refusal(StrEnum):
    """Why an address may not promise more. The form does not say it, or anybody could ask there
    about anybody; only the letter and the page behind its link do."""

    PAUSED = "paused"
    TOO_MANY = "too_many"


@transaction.atomic
def make(wish: Wish, promise: Promise) -> Claim | None:
    """Write the promise down, and send the letter that confirms it. Raises `Taken`.

    None where nothing was written down: the address may not promise more, which it is told by
    letter, or its mailbox has had letters enough.
    """
    wish = lifecycle.locked(wish)
    if not may_be_claimed(wish):
        raise Taken(wish.code)
    hold_mailbox(promise.donor_email)
    earlier = _the_same_form(wish, promise)
    if earlier or has_had_enough(promise.donor_email):
        return earlier
    refusal = refusal_of(promise.donor_email)
    if refusal:
        letters.refused(promise.donor_email, refusal, promise.language)
        return None
    claim = Claim.objects.create(
        wish=wish,
        hub=promise.hub,
        donor_name=promise.donor_name,
        donor_email=promise.donor_email,
        donor_phone=promise.donor_phone,
        mailbox=mailbox_digest(promise.donor_email),
        language=promise.language,
        **links.new_link(),
    )
    record("claim.make", claim, None, {"wish": wish.code})
    letters.confirm(claim)
    return claim


@transaction.atomic
def confirm(claim: Claim) -> Claim:
    """The address is the donor's own: the wish is theirs now, unless somebody was quicker.

    Pressed twice it is pressed once. Raises `Taken`, `NotNow` and `MovedOn`.
    """
    claim = held(claim)
    if claim.confirmed_at:
        return claim
    if not is_open(claim):
        raise MovedOn(str(claim))
    if not may_be_claimed(claim.wish):
        raise Taken(claim.wish.code)
    hold_mailbox(claim.donor_email)
    refusal = refusal_of(claim.donor_email)
    if refusal:
        raise NotNow(refusal)
    claim.state, claim.ended_because, claim.ended_at = Stage.ACTIVE, "", None
    claim.confirmed_at = timezone.now()
    claim.due_on = days.first_due(claim.wish)
    claim.reminders = days.reminders_by(claim.due_on)
    claim.save()
    record("claim.confirm", claim, None, {"wish": claim.wish.code})
    claim.wish = lifecycle.claim(claim.wish)
    letters.promised(claim)
    return claim


@transaction.atomic
def buy(wish: Wish, hub: Hub, staff: User) -> Claim:
    """Staff get what several people have paid for together: it needs a tag as any other gift.

    Raises `Taken` unless the whole price is there.
    """
    wish = lifecycle.locked(wish)
    if wish.state != State.PUBLISHED or not wish_parts.has_all(wish.code):
        raise Taken(wish.code)
    claim = Claim.objects.create(
        wish=wish, hub=hub, bought_by=staff, language="kk", state=Stage.ACTIVE, **links.new_link()
    )
    record("claim.buy", claim, staff, {"wish": wish.code})
    claim.wish = lifecycle.claim(wish, staff)
    return claim


def is_open(claim: Claim) -> bool:
    """Whether it may still be confirmed: in time or late, by a donor who was not forgotten."""
    is_waiting = claim.state == Stage.WAITING or claim.ended_because == Ended.UNCONFIRMED
    return is_waiting and claim.is_donors


def may_be_claimed(wish: Wish) -> bool:
    """Whether the wish waits for somebody: today, and for a whole gift."""
    if wish.state != State.PUBLISHED or wish_parts.has_all(wish.code):
        return False
    return days.first_due(wish) >= timezone.localdate()


def refusal_of(email: str) -> Refusal | None:
    """Why this address may promise nothing more now. What nobody has confirmed counts for nothing:
    it may be a stranger's doing."""
    if ClaimPause.objects.in_force().of_mailbox(email).exists():
        return Refusal.PAUSED
    promised = Claim.objects.of_mailbox(email).filter(state=Stage.ACTIVE).count()
    return Refusal.TOO_MANY if promised >= settings.CLAIMS_AT_ONCE else None


def _the_same_form(wish: Wish, promise: Promise) -> Claim | None:
    """Sent twice by an impatient finger."""
    return wish.claims.filter(
        state=Stage.WAITING,
        donor_email=promise.donor_email,
        donor_name=promise.donor_name,
        hub=promise.hub,
    ).first()
