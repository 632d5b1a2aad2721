"""How a gift stands by the books: what of it was not given back, and which gifts have a receipt
that says something else."""

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from campaigns.funds.accounts import OPERATIONS, AccountKind
from campaigns.funds.kinds import GIVING, RAISING
from campaigns.funds.models import Entry, Posting
from campaigns.payments.models import Donation
from campaigns.payments.states import SETTLED, DonationState
from campaigns.receipts.models import Receipt, VoidReason
from money.amounts import CURRENCY

# While a dispute goes on nobody knows how the gift will stand: its receipt stays as it is.
DECIDED = SETTLED - {DonationState.DISPUTED}
# How many of the ledger's newest entries the quick look goes through.
NEWEST = 1000


class Standing(NamedTuple):
    """Sums in tiyn: what stands of a gift, the part of that for fees, and what was given back."""

    amount_tiyn: int
    cover_tiyn: int
    returned_tiyn: int
    # The charge, the bank's line or the record of cash that brought the money.
    reference: str


def standing_of(donation: Donation) -> Standing:
    sums = _postings(donation.pk).aggregate(
        stands=Sum("amount_tiyn"), cover=Sum("amount_tiyn", filter=Q(account=OPERATIONS))
    )
    amount = -(sums["stands"] or 0)
    given = Entry.objects.filter(donation=donation.pk, kind__in=GIVING).order_by("pk").first()
    return Standing(
        amount_tiyn=amount,
        cover_tiyn=-(sums["cover"] or 0),
        returned_tiyn=donation.amount_tiyn - amount,
        reference=given.external_id if given else "",
    )


def is_owed(donation: Donation) -> bool:
    """Whether a gift should have a receipt: some of it stands, and nobody took its receipt back."""
    if donation.state not in DECIDED or standing_of(donation).amount_tiyn <= 0:
        return False
    last = Receipt.objects.filter(donation=donation.pk).order_by("-pk").first()
    return last is None or last.void_reason != VoidReason.MISTAKEN


def with_standing(gifts: QuerySet[Donation]) -> QuerySet[Donation]:
    """`gifts` with `stands_tiyn`, what was not given back of each."""
    sums = (
        _postings(OuterRef("pk"))
        .order_by()
        .values("entry__donation")
        .annotate(total=-Sum("amount_tiyn"))
        .values("total")
    )
    return gifts.annotate(stands_tiyn=Coalesce(Subquery(sums), 0))


def out_of_date(*, everywhere: bool = False) -> QuerySet[Donation]:
    """Gifts whose receipts differ from the books; among the newest entries' or `everywhere`."""
    receipts = Receipt.objects.filter(donation=OuterRef("pk"))
    gifts = Donation.objects.filter(state__in=DECIDED)
    if not everywhere:
        newest = Entry.objects.order_by("-pk").values("donation")[:NEWEST]
        gifts = gifts.filter(pk__in=newest)
    named = receipts.exclude(payer_name="", company_name="", company_bin="")
    return (
        with_standing(gifts)
        .annotate(
            stated_tiyn=Subquery(receipts.valid().values("amount_tiyn")),
            last_reason=Coalesce(
                Subquery(receipts.order_by("-pk").values("void_reason")[:1]), Value("")
            ),
        )
        .filter(
            (Q(stated_tiyn=None, stands_tiyn__gt=0) & ~Q(last_reason=VoidReason.MISTAKEN))
            | (Q(stated_tiyn__isnull=False) & ~Q(stated_tiyn=F("stands_tiyn")))
            | (Q(erased_at__isnull=False) & Exists(named))
        )
        .order_by("paid_at")
    )


def _postings(donation: object) -> QuerySet[Posting]:
    """What a gift brought to its fund and for fees, less what went back."""
    return Posting.objects.filter(
        Q(entry__kind__in=RAISING) | Q(entry__reverses__kind__in=RAISING),
        Q(account__kind=AccountKind.FUND) | Q(account=OPERATIONS),
        entry__donation=donation,
        currency=CURRENCY,
    )
