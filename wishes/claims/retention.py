"""What is kept of a promised gift has an end: the donor, the signed paper, the child's words.

The claim stays as a fact, with its codes and days. A private link that was sent opens nothing then.
"""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.record import record
from wishes.claims.donors import forget
from wishes.claims.gifts import delete_paper
from wishes.claims.models import Claim, ClaimPause, HandOver


def purge(*, dry_run: bool) -> Counter[str]:
    """Claims that have been over for PURGE_WISH_DAYS, pauses for PURGE_CONSENT_DAYS."""
    if dry_run:
        return +Counter(claims=over().count(), claim_pauses=_old_pauses().count())
    done = sum(_empty(key) for key in list(over().values_list("pk", flat=True)))
    return +Counter(claims=done, claim_pauses=_old_pauses().delete()[0])


def over() -> QuerySet[Claim]:
    """Over for long enough, and something is still known."""
    since = timezone.now() - timedelta(days=settings.PURGE_WISH_DAYS)
    something = (
        Q(erased_at=None)
        | ~Q(mailbox="")
        | Q(thanks__isnull=False)
        | Q(hand_over__in=HandOver.objects.exclude(paper=""))
    )
    return Claim.objects.filter(something, ended_at__lt=since)


def _old_pauses() -> QuerySet[ClaimPause]:
    since = timezone.now() - timedelta(days=settings.PURGE_CONSENT_DAYS)
    return ClaimPause.objects.filter(paused_at__lt=since)


@transaction.atomic
def _empty(key: int) -> int:
    """1 where there was still something to forget once the claim was held."""
    claim = Claim.objects.select_for_update().filter(pk=key).first()
    if claim is None or not over().filter(pk=key).exists():
        return 0
    forget(Claim.objects.filter(pk=key))
    Claim.objects.filter(pk=key).update(mailbox="")
    hand_over = getattr(claim, "hand_over", None)
    if hand_over and hand_over.paper:
        delete_paper(hand_over, hand_over.paper.name)
        hand_over.paper = ""
        hand_over.save(update_fields=["paper"])
    thanks = getattr(claim, "thanks", None)
    if thanks:
        thanks.delete()
    record("claim.purge", claim, None, {"code": claim.code})
    return 1
