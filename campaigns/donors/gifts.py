"""What was given with one address."""

from campaigns.payments.models import Donation
from campaigns.payments.models.donation import DonationQuerySet


def gifts_of(email: str) -> DonationQuerySet:
    """All gifts of `email`, newest first; letters of an address are the same in either case."""
    return (
        Donation.objects.filter(donor_email__iexact=email)
        .select_related("fund")
        .order_by("-created_at")
    )


def gave_anything(email: str) -> bool:
    return gifts_of(email).exists()
