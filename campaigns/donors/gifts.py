"""What was given with one address."""

from typing import NamedTuple

from campaigns.donors.parts import parts_of
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.models.monthly_gift import MonthlyGiftQuerySet
from campaigns.payments.models import Donation
from campaigns.payments.models.donation import DonationQuerySet


class Company(NamedTuple):
    """Whose gift a donor said it was: one address may give for several, and for itself."""

    name: str
    bin: str

    def __str__(self) -> str:
        return ", ".join(one for one in self if one)

    @property
    def key(self) -> str:
        """Tells it from all others of its address, whichever are added to them."""
        return f"{self.bin}:{self.name}"


def gifts_of(email: str) -> DonationQuerySet:
    """All gifts of `email`, newest first; letters of an address are the same in either case."""
    return (
        Donation.objects.filter(donor_email__same_address=email)
        .select_related("fund")
        .order_by("-created_at")
    )


def monthly_gifts_of(email: str) -> MonthlyGiftQuerySet:
    """Those that began, or still may; newest first."""
    return MonthlyGift.objects.filter(donor_email__same_address=email).select_related("fund")


def companies_of(email: str) -> list[Company]:
    """For which companies `email` gave, or gives."""
    columns = ("company_name", "company_bin")
    told = {
        *gifts_of(email).values_list(*columns).distinct(),
        *monthly_gifts_of(email).values_list(*columns).distinct(),
    }
    return sorted(Company(*one) for one in told if any(one))


def gave_anything(email: str) -> bool:
    if gifts_of(email).exists() or monthly_gifts_of(email).exists():
        return True
    return bool(parts_of(email))
