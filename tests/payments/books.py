"""What the books hold, in the words of the tests."""

from collections import Counter

from django.db.models import Sum

from campaigns.funds.accounts import CLEARING
from campaigns.funds.models import Fund, Posting
from campaigns.payments.invariants import violations


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def raised(fund) -> int:
    return Fund.objects.with_totals().get(pk=fund.pk).raised_tiyn


def balances(currency: str = "KZT") -> dict[str, int]:
    """What each account holds, those with nothing left out."""
    rows = Posting.objects.filter(currency=currency).values_list("account_id")
    sums = dict(rows.annotate(sum=Sum("amount_tiyn")))
    return {account: amount for account, amount in sums.items() if amount}


def moved_by(kind: str) -> dict[str, int]:
    """What the entries of a kind did to each account."""
    sums: Counter[str] = Counter()
    for account, amount in Posting.objects.filter(entry__kind=kind).values_list(
        "account_id", "amount_tiyn"
    ):
        sums[account] += amount
    return dict(sums)


def assert_books_are_stripes(donor) -> None:
    """The clearing account is Stripe's balance, and every invariant holds."""
    books = donor.sandbox.books()
    assert balances(books["currency"].upper()).get(CLEARING, 0) == books["net"]
    assert list(violations()) == []
