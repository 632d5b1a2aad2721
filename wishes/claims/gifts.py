"""What staff do with a gift, from its coming to the hub to the day when the wish came true."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from audit.models import AuditEntry
from audit.record import record
from users.models import User
from wishes import lifecycle, notices
from wishes.claims import ending, letters
from wishes.claims.errors import MovedOn, NotSeen, SamePerson
from wishes.claims.locks import held
from wishes.claims.models import Claim, Ended, HandOver, Stage


def _held_in(claim: Claim, *stages: Stage) -> Claim:
    """Raises `MovedOn` where the claim is in another state by now."""
    claim = held(claim)
    if claim.state not in stages:
        raise MovedOn(str(claim))
    return claim


@transaction.atomic
def receive(claim: Claim, staff: User) -> Claim:
    """The gift lies at the hub, and is what was wished for. Raises `MovedOn`."""
    claim = _held_in(claim, Stage.ACTIVE)
    claim.state, claim.received_by, claim.received_at = Stage.RECEIVED, staff, timezone.now()
    claim.save()
    record("claim.receive", claim, staff, {"wish": claim.wish.code})
    claim.wish = lifecycle.receive(claim.wish, staff)
    letters.received(claim)
    return claim


@transaction.atomic
def tell_guardian(claim: Claim, staff: User) -> Claim:
    """Ask the family to come for it; who gave it is not said. Raises `MovedOn`."""
    claim = _held_in(claim, Stage.RECEIVED)
    claim.guardian_told_at = timezone.now()
    claim.save(update_fields=["guardian_told_at"])
    record("claim.tell_guardian", claim, staff, {"wish": claim.wish.code})
    notices.gift_has_come(claim.wish, claim.hub, told_at=claim.guardian_told_at)
    return claim


@transaction.atomic
def prepare_hand_over(claim: Claim, paper: ContentFile, staff: User) -> HandOver:
    """The first of two people: the gift was handed over, and here is the signed paper.

    Prepared again, the newer paper stands. Raises `MovedOn`.
    """
    claim = _held_in(claim, Stage.RECEIVED)
    hand_over = HandOver.objects.filter(claim=claim).first() or HandOver(claim=claim)
    replaced = hand_over.paper.name
    hand_over.prepared_by, hand_over.prepared_at = staff, timezone.now()
    hand_over.paper.save(paper.name or "paper.jpg", paper, save=False)
    hand_over.save()
    record("claim.prepare_hand_over", claim, staff, {"wish": claim.wish.code})
    delete_paper(hand_over, replaced)
    return hand_over


def delete_paper(hand_over: HandOver, name: str | None) -> None:
    """After the commit: a paper that a row still points to must not go."""
    if name:
        transaction.on_commit(partial(hand_over.paper.storage.delete, name))


def read_paper(hand_over: HandOver, staff: User) -> FieldFile:
    """The signed paper; each look at it is written down."""
    facts = {"claim": hand_over.claim.code, "prepared_at": hand_over.prepared_at.isoformat()}
    record("claim.read_paper", hand_over, staff, facts)
    return hand_over.paper


def has_seen(hand_over: HandOver, staff: User) -> bool:
    """Whether `staff` has opened the paper that stands now, not only one before it.

    Each has the moment of its own. A look at the one before may be later than that of the newer,
    until this is committed.
    """
    return AuditEntry.objects.filter(
        action="claim.read_paper",
        target_type=hand_over._meta.label_lower,
        target_id=str(hand_over.pk),
        actor=staff.pk,
        facts__prepared_at=hand_over.prepared_at.isoformat(),
    ).exists()


@transaction.atomic
def confirm_hand_over(claim: Claim, staff: User) -> Claim:
    """The second person has seen the paper. Raises `MovedOn`, `SamePerson` and `NotSeen`."""
    claim = _held_in(claim, Stage.RECEIVED)
    hand_over = HandOver.objects.select_for_update().filter(claim=claim).first()
    if hand_over is None:
        raise MovedOn(str(claim))
    if hand_over.prepared_by_id == staff.pk:
        raise SamePerson(str(claim))
    if not has_seen(hand_over, staff):
        raise NotSeen(str(claim))
    hand_over.confirmed_by, hand_over.confirmed_at = staff, timezone.now()
    hand_over.save()
    claim.state = Stage.HANDED_OVER
    claim.save()
    record("claim.confirm_hand_over", claim, staff, {"wish": claim.wish.code})
    claim.wish = lifecycle.deliver(claim.wish, staff)
    return claim


@transaction.atomic
def fulfil(claim: Claim, staff: User) -> Claim:
    """The wish came true, and its donor hears of it. Raises `MovedOn`."""
    claim = _held_in(claim, Stage.HANDED_OVER)
    claim.state, claim.ended_at = Stage.FULFILLED, timezone.now()
    claim.save()
    record("claim.fulfil", claim, staff, {"wish": claim.wish.code})
    claim.wish = lifecycle.fulfil(claim.wish, staff)
    letters.came_true(claim)
    if claim.is_donors:
        notices.came_true(claim.wish)
    return claim


@transaction.atomic
def give_back(claim: Claim, because: Ended, staff: User) -> Claim:
    """The gift never came, or was another thing: the wish waits for somebody again.

    `because` is NEVER_CAME or WRONG. Raises `MovedOn`.
    """
    claim = _held_in(claim, Stage.ACTIVE, Stage.RECEIVED)
    # Prepared and never confirmed: it did not happen.
    for hand_over in HandOver.objects.filter(claim=claim):
        delete_paper(hand_over, hand_over.paper.name)
        hand_over.delete()
    ending.end(claim, because, staff)
    claim.wish = lifecycle.release(claim.wish, staff, why=because)
    letters.given_back(claim)
    return claim


@transaction.atomic
def rename_donor(claim: Claim, name: str, moderator: User) -> Claim:
    """Put right how the donor is called, at the donor's wish. Raises `MovedOn` once forgotten."""
    claim = held(claim)
    if not claim.is_donors:
        raise MovedOn(str(claim))
    claim.donor_name = name
    claim.save(update_fields=["donor_name"])
    record("claim.rename_donor", claim, moderator, {"wish": claim.wish.code})
    return claim
