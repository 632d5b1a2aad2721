"""What the ledger says lies at Stripe, against what Stripe says."""

from django.db.models import Sum
from django.utils import timezone

from campaigns.funds.accounts import CLEARING
from campaigns.funds.models import Posting
from campaigns.payments import gateway_books
from campaigns.reconciliation.findings import Finding, Report, as_text
from campaigns.reconciliation.models import DifferenceKind
from campaigns.reconciliation.spans import AHEAD, OVERLAP
from campaigns.reconciliation.stripe_books import Seen, match_lines

# Gifts go on arriving while it is compared: it is looked at again after they were entered.
TRIES = 3


def compare_balance(*, dry_run: bool = False) -> list[Finding]:
    """A finding for each currency whose balance differs. Raises `GatewayError`.

    The detail is the offset alone: as long as it stays the same, an explanation of it holds.
    """
    offsets: dict[str, int] = {}
    for last_try in (False,) * (TRIES - 1) + (True,):
        before = clearing()
        held = gateway_books.balance_totals()
        offsets = _offsets(held, before) and _offsets(held, clearing())
        if not offsets:
            return []
        if not last_try:
            _enter_the_newest(dry_run=dry_run)
    return [
        Finding(DifferenceKind.BALANCE, currency, signed(currency, offset))
        for currency, offset in sorted(offsets.items())
    ]


def clearing() -> dict[str, int]:
    """What the ledger says lies at Stripe, by currency."""
    sums = (
        Posting.objects.filter(account=CLEARING)
        .values("currency")
        .annotate(held=Sum("amount_tiyn"))
    )
    return {row["currency"]: row["held"] for row in sums}


def signed(currency: str, offset: int) -> str:
    """How much more (+) or less (−) Stripe holds than the ledger says."""
    return ("+" if offset > 0 else "−") + as_text({currency: abs(offset)})


def _offsets(held: dict[str, int], ours: dict[str, int]) -> dict[str, int]:
    every = held.keys() | ours.keys()
    offsets = {each: held.get(each, 0) - ours.get(each, 0) for each in every}
    return {currency: offset for currency, offset in offsets.items() if offset}


def _enter_the_newest(*, dry_run: bool) -> None:
    now, seen = timezone.now(), Seen()
    for page in gateway_books.pages(now - OVERLAP, now + AHEAD):
        match_lines(page, seen, Report(), dry_run=dry_run)
