"""The one question of all these tests: do our books say what Stripe's say?"""

from collections import Counter
from io import StringIO

from django.core.management import call_command
from django.db.models import Sum

from campaigns.funds.accounts import CLEARING
from campaigns.funds.models import Fund, FundTotal, Posting
from campaigns.payments.models import Donation
from tests.money.stripe_side import StripeSide


def assert_books(stripe: StripeSide, funds: list[Fund], since: int) -> None:
    """Every invariant holds; funds, gifts and the clearing account are as Stripe has them."""
    assert_invariants()
    kept = stripe.kept_of_gifts(since)
    gifts = {str(gift.pk): gift for gift in Donation.objects.filter(fund__in=funds)}
    strangers = set(kept) - set(gifts)
    assert not strangers, f"Stripe has charges of no gift of ours: {strangers}"
    expected: Counter[int] = Counter({fund.pk: 0 for fund in funds})
    for number, tiyn in kept.items():
        # A bank may dispute what was refunded already: what it takes beyond the gift is a cost.
        expected[gifts[number].fund_id] += max(tiyn, 0)
    assert public_totals(funds) == dict(expected), describe(funds, kept)
    ours, theirs = clearing(), {c: sum for c, sum in stripe.balance().items() if sum}
    assert ours == theirs, f"Stripe holds {theirs}, we say {ours}\n{describe(funds, kept)}"


def assert_invariants() -> None:
    out = StringIO()
    try:
        call_command("check_ledger", stdout=out)
    except SystemExit:
        raise AssertionError(out.getvalue()) from None


def public_totals(funds: list[Fund]) -> dict[int, int]:
    kept = dict(FundTotal.objects.filter(fund__in=funds).values_list("fund", "raised_tiyn"))
    return {fund.pk: kept.get(fund.pk, 0) for fund in funds}


def clearing() -> dict[str, int]:
    """What we say Stripe holds, by currency; a currency that is all gone is left out."""
    sums = (
        Posting.objects.filter(account=CLEARING).values("currency").annotate(sum=Sum("amount_tiyn"))
    )
    return {row["currency"]: row["sum"] for row in sums if row["sum"]}


def describe(funds: list[Fund], kept: Counter[str]) -> str:
    """Each gift as it stands with us, and what Stripe holds of it."""
    gifts = Donation.objects.filter(fund__in=funds).order_by("created_at")
    return "\n".join(
        f"{gift.pk} {gift.state} {gift.amount_tiyn} (Stripe: {kept[str(gift.pk)]})"
        f" {gift.quarantine_reason}"
        for gift in gifts
    )
