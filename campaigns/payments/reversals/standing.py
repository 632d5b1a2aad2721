"""What of a paid gift still stands, and what that makes of its state and of its fund.

All of it follows from sums alone, never from the order in which things were heard of: whatever
Stripe's messages do on their way, the same refunds and disputes end in the same books.
"""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.utils import timezone

from campaigns.payments.models import Donation
from campaigns.payments.states import DonationState, Happening, next_of_paid
from jobs.wake import wake


@dataclass(frozen=True, slots=True)
class Share:
    """Who bears what leaves a gift; below zero where it comes back. Sums in tiyn."""

    fund: int
    operations: int
    # How many gifts the fund has more: -1 when nothing is left to it of this one.
    gifts: int


def state_by_sums(donation: Donation) -> DonationState:
    """What a paid gift is called by what of it was given back, is in dispute, or was lost."""
    if donation.contested_tiyn:
        return DonationState.DISPUTED
    if donation.lost_tiyn:
        return DonationState.LOST
    if donation.refunded_tiyn >= donation.amount_tiyn:
        return DonationState.REFUNDED
    return DonationState.PARTLY_REFUNDED if donation.refunded_tiyn else DonationState.PAID


def share(donation: Donation, before_tiyn: int, after_tiyn: int) -> Share:
    """Who bears it when all that has left the gift goes from `before_tiyn` to `after_tiyn`.

    What leaves is the fund's part first, as long as there is one; then what was given for fees; and
    what a bank takes beyond the gift (it may dispute what was refunded already) is a cost.
    """
    fund = _from_fund(donation, after_tiyn) - _from_fund(donation, before_tiyn)
    return Share(
        fund=fund,
        operations=after_tiyn - before_tiyn - fund,
        gifts=_counts(donation, after_tiyn) - _counts(donation, before_tiyn),
    )


def _from_fund(donation: Donation, taken_tiyn: int) -> int:
    return min(taken_tiyn, donation.fund_tiyn)


def _counts(donation: Donation, taken_tiyn: int) -> int:
    return 1 if taken_tiyn < donation.fund_tiyn else 0


def take(donation: Donation, happening: Happening) -> Share:
    """Count anew what has left `donation`, after a row of a refund or dispute was changed.

    Saves sums and state, and gives who bears the difference. Call it with the gift's lock held.
    Raises `WrongTransition`.
    """
    before = donation.taken_tiyn
    _count(donation)
    donation.state = next_of_paid(donation.state, happening, state_by_sums(donation))
    donation.changed_at = timezone.now()
    donation.save(
        update_fields=["state", "changed_at", "refunded_tiyn", "contested_tiyn", "lost_tiyn"]
    )
    wake("issue receipts")
    return share(donation, before, donation.taken_tiyn)


def _count(donation: Donation) -> None:
    refunds, disputes = donation.refunds.in_effect(), donation.disputes.all()
    donation.refunded_tiyn = _sum(refunds)
    donation.contested_tiyn = _sum(disputes.contested())
    donation.lost_tiyn = _sum(disputes.lost())


def _sum(rows: QuerySet) -> int:
    return rows.aggregate(sum=Sum("amount_tiyn"))["sum"] or 0
