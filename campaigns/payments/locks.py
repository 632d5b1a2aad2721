"""The one place where gifts are locked, and the one order: the gift, then what hangs on it."""

from uuid import UUID

from campaigns.payments.models import Attempt, Donation, Payout, Refund


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


def lock_refund(refund_id: UUID) -> tuple[Donation, Refund]:
    """A refund and its gift, both locked: whatever changes one of them holds the gift's lock."""
    donation = Donation.objects.select_for_update(of=("self",)).get(refunds=refund_id)
    refund = Refund.objects.get(pk=refund_id)
    refund.donation = donation
    return donation, refund


def lock_payout(stripe_id: str) -> Payout | None:
    """A payout is of no gift: its own row is locked; None while there is none."""
    return Payout.objects.select_for_update().filter(stripe_id=stripe_id).first()
