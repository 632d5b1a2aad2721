"""The one place where gifts are locked, and the one order: the gift, then its attempts."""

from uuid import UUID

from campaigns.payments.models import Attempt, Donation


def lock_gift(donation_id: UUID) -> Donation:
    """The gift's row, ours until the transaction ends."""
    return Donation.objects.select_for_update().get(pk=donation_id)


def lock_gift_if_free(donation_id: UUID) -> Donation | None:
    """`lock_gift` for work that can wait its turn; None while somebody else holds the gift."""
    gifts = Donation.objects.select_for_update(of=("self",), skip_locked=True)
    return gifts.select_related("fund").filter(pk=donation_id).first()


def lock_attempt(attempt_id: int) -> tuple[Donation, Attempt]:
    """An attempt and its gift, both locked: whatever changes one of them holds the gift's lock."""
    donation = Donation.objects.select_for_update(of=("self",)).get(attempts=attempt_id)
    attempt = Attempt.objects.get(pk=attempt_id)
    attempt.donation = donation
    return donation, attempt
