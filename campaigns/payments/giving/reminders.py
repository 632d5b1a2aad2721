"""One polite letter about a gift that was begun and not paid, to donors who agreed to it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.payments import letters
from campaigns.payments.locks import lock_gift_if_free
from campaigns.payments.models import Donation, Method
from campaigns.payments.states import SETTLED, DonationState

# Not at once, when the donor may still be at it; and not when the matter is forgotten.
AFTER, UNTIL = timedelta(days=1), timedelta(days=7)
UNFINISHED = frozenset(
    {DonationState.CREATED, DonationState.OPEN, DonationState.EXPIRED, DonationState.FAILED}
)
A_TURN = 200


def remind() -> int:
    """Write the letters that are due; returns how many."""
    due = _due().order_by("created_at").values_list("pk", flat=True)[:A_TURN]
    return sum(map(_remind, due))


def _due() -> QuerySet[Donation]:
    now = timezone.now()
    return Donation.objects.filter(
        wants_reminder=True,
        reminded_at=None,
        erased_at=None,
        method=Method.CARD,
        state__in=sorted(UNFINISHED),
        created_at__gt=now - UNTIL,
        created_at__lt=now - AFTER,
    ).exclude(donor_email="")


@transaction.atomic
def _remind(donation_id: UUID) -> bool:
    """Whether a letter was written. Whoever is paying at this moment holds the gift: not now."""
    if lock_gift_if_free(donation_id) is None:
        return False
    # Looked at again under the lock: it may have been paid, or another run been here.
    donation = _due().select_related("fund").filter(pk=donation_id).first()
    if donation is None:
        return False
    donation.reminded_at = timezone.now()
    donation.save(update_fields=["reminded_at"])
    if not donation.fund.is_open or _gave_otherwise(donation):
        return False
    letters.remind(donation)
    return True


def _gave_otherwise(donation: Donation) -> bool:
    """Whether the donor has begun anew and paid that."""
    others = Donation.objects.filter(
        donor_email__same_address=donation.donor_email,
        fund=donation.fund,
        created_at__gt=donation.created_at - AFTER,
        state__in=sorted(SETTLED),
    )
    return others.exists()
