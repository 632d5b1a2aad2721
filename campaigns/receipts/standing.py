"""How a gift stands, and which gifts have a receipt that says something else."""

from enum import StrEnum
from typing import NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from campaigns.funds.kinds import GIVING
from campaigns.funds.models import Entry
from campaigns.payments.models import Donation
from campaigns.payments.states import SETTLED, DonationState
from campaigns.receipts.models import Receipt

# While a dispute goes on nobody knows how the gift will stand: its receipt stays as it is.
DECIDED = SETTLED - {DonationState.DISPUTED}
# How many of the ledger's newest entries the quick look goes through.
NEWEST = 1000


class Paper(StrEnum):
    """Whether a donor finds a receipt behind the link of a gift, and if not, why."""

    THERE = "there"
    GONE_BACK = "gone_back"
    TAKEN_BACK = "taken_back"
    AT_THE_BANK = "at_the_bank"
    NOT_PAID = "not_paid"


class Standing(NamedTuple):
    """Sums in tiyn: what stands of a gift, the part of that for fees, and what was given back."""

    amount_tiyn: int
    cover_tiyn: int
    returned_tiyn: int
    # The charge, the bank's line or the record of cash that brought the money.
    reference: str


def standing_of(donation: Donation) -> Standing:
    amount = donation.standing_tiyn
    given = Entry.objects.filter(
        donation=donation.pk, kind__in=GIVING, reversed_by__isnull=True
    ).first()
    return Standing(
        amount_tiyn=amount,
        # What leaves a gift is taken from its fund first.
        cover_tiyn=min(donation.cover_tiyn, amount),
        returned_tiyn=donation.amount_tiyn - amount,
        reference=given.external_id if given else "",
    )


def is_current(receipt: Receipt, donation: Donation) -> bool:
    """Whether a valid receipt says how its gift stands, or nobody can say that just now."""
    return donation.state not in DECIDED or receipt.amount_tiyn == donation.standing_tiyn


def paper_of(donation: Donation) -> Paper:
    """What `issuing.receipt_of` would come to. It reads the gift's receipts."""
    if not donation.is_settled:
        return Paper.NOT_PAID
    receipts = donation.receipts.all()
    has_valid = any(one.is_valid for one in receipts)
    if donation.state not in DECIDED:
        return Paper.THERE if has_valid else Paper.AT_THE_BANK
    if donation.standing_tiyn <= 0:
        return Paper.GONE_BACK
    if not has_valid and any(one.is_taken_back for one in receipts):
        return Paper.TAKEN_BACK
    return Paper.THERE


def is_owed(donation: Donation) -> bool:
    """Whether a gift should have a receipt: some of it stands, and nobody took its receipt back."""
    if donation.state not in DECIDED or donation.standing_tiyn <= 0:
        return False
    return not Receipt.objects.taken_back().filter(donation=donation.pk).exists()


def out_of_date(*, everywhere: bool = False) -> QuerySet[Donation]:
    """Gifts whose receipts differ from what stands; of the newest entries, or `everywhere`."""
    gifts = Donation.objects.exclude(state=DonationState.DISPUTED)
    if not everywhere:
        newest = Entry.objects.order_by("-pk").values("donation")[:NEWEST]
        gifts = gifts.filter(pk__in=newest)
    taken = F("refunded_tiyn") + F("contested_tiyn") + F("lost_tiyn")
    receipts = Receipt.objects.filter(donation=OuterRef("pk"))
    return (
        gifts.annotate(
            stands_tiyn=Greatest(F("amount_tiyn") - taken, 0),
            # One at most: a unique index.
            valid=FilteredRelation("receipts", condition=Q(receipts__voided_at__isnull=True)),
        )
        .filter(
            (
                Q(state__in=DECIDED)
                & (
                    (Q(valid__pk=None, stands_tiyn__gt=0) & ~Exists(receipts.taken_back()))
                    | (Q(valid__pk__isnull=False) & ~Q(valid__amount_tiyn=F("stands_tiyn")))
                    | (Q(erased_at__isnull=False) & Exists(receipts.naming()))
                )
            )
            # It is paid no longer: its money was another's.
            | (~Q(state__in=SETTLED) & Q(valid__pk__isnull=False))
        )
        .order_by("paid_at")
    )
