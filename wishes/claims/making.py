"""How a wish becomes somebody's: promised in a form, theirs once the e-mail is confirmed.

A claim that nobody has confirmed holds its wish for CLAIM_CONFIRM_HOURS: long enough to look into
the mail, too short to be a way of keeping wishes from others. The public sees the wish as waiting
until then, and what is gathered in parts goes on; only `confirm` takes the wish from the others.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments.giving import wish_parts
from users.models import User
from wishes import lifecycle
from wishes.claims import days, ending, letters, links
from wishes.claims.errors import MovedOn, NotNow, Taken
from wishes.claims.locks import held, hold_address
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
    """Why an address may not promise more; told by letter alone, so that nobody else learns it."""

    PAUSED = "paused"
    TOO_MANY = "too_many"


@transaction.atomic
def make(wish: Wish, promise: Promise) -> Claim | None:
    """Hold the wish for whoever has that address, and send the letter that confirms it.

    None where the address may not promise more: it is told so by letter. Raises `Taken`.
    """
    wish = lifecycle.locked(wish)
    holder = holder_of(wish)
    if holder is not None:
        if _is_the_same_form(holder, promise):
            return holder
        raise Taken(wish.code)
    if not may_be_claimed(wish):
        raise Taken(wish.code)
    hold_address(promise.donor_email)
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
        language=promise.language,
        **links.new_link(),
    )
    record("claim.make", claim, None, {"wish": wish.code})
    letters.confirm(claim)
    return claim


@transaction.atomic
def confirm(claim: Claim) -> Claim:
    """The address is the donor's own: the wish is theirs now.

    Pressed twice it is pressed once. One that was confirmed too late is taken all the same while
    nobody else has the wish. Raises `Taken`, `NotNow` and `MovedOn`.
    """
    claim = held(claim)
    if claim.confirmed_at:
        return claim
    is_late = claim.ended_because == Ended.UNCONFIRMED
    if claim.state != Stage.WAITING and not is_late:
        raise MovedOn(str(claim))
    holder = holder_of(claim.wish, but=claim)
    if holder is not None or not may_be_claimed(claim.wish):
        raise Taken(claim.wish.code)
    hold_address(claim.donor_email)
    refusal = refusal_of(claim.donor_email)
    if refusal == Refusal.PAUSED or (refusal and is_late):
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
    if holder_of(wish) or wish.state != State.PUBLISHED or not wish_parts.has_all(wish.code):
        raise Taken(wish.code)
    claim = Claim.objects.create(
        wish=wish, hub=hub, bought_by=staff, language="kk", state=Stage.ACTIVE, **links.new_link()
    )
    record("claim.buy", claim, staff, {"wish": wish.code})
    claim.wish = lifecycle.claim(wish, staff)
    return claim


def holder_of(wish: Wish, but: Claim | None = None) -> Claim | None:
    """The claim that holds a locked wish; one that was not confirmed in time is ended here."""
    holders = wish.claims.holding()
    holder = (holders.exclude(pk=but.pk) if but else holders).first()
    if holder and wish.claims.stale().filter(pk=holder.pk).exists():
        ending.end(holder, Ended.UNCONFIRMED)
        return None
    return holder


def may_be_claimed(wish: Wish) -> bool:
    """Whether a wish that nobody holds waits for somebody: today, and for a whole gift."""
    if wish.state != State.PUBLISHED or wish_parts.has_all(wish.code):
        return False
    return days.first_due(wish) >= timezone.localdate()


def refusal_of(email: str) -> Refusal | None:
    """Why this address may promise nothing more now."""
    if ClaimPause.objects.in_force().of_address(email).exists():
        return Refusal.PAUSED
    claims = Claim.objects.of_address(email)
    yesterday = timezone.now() - timedelta(days=1)
    # What is never confirmed may be a stranger's doing, who fills somebody's mailbox.
    unconfirmed = claims.filter(ended_because=Ended.UNCONFIRMED, made_at__gt=yesterday).count()
    most = settings.CLAIMS_AT_ONCE
    if unconfirmed >= most:
        return Refusal.TOO_MANY
    open_ones = claims.filter(state__in=(Stage.WAITING, Stage.ACTIVE)).count()
    return Refusal.TOO_MANY if open_ones >= most else None


def _is_the_same_form(holder: Claim, promise: Promise) -> bool:
    """Sent twice by an impatient finger."""
    return holder.state == Stage.WAITING and (
        (holder.donor_email, holder.donor_name, holder.hub_id)
        == (promise.donor_email, promise.donor_name, promise.hub.pk)
    )
