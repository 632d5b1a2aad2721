"""Where the money of a fund went, in shares of the whole: every gift to it went the same way."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Sum

from campaigns.funds.homes import PublicHome, homes_of
from campaigns.funds.models import Fund, WishPurchase


class Share(NamedTuple):
    """`percent` of what the fund raised: for a home, for wishes, or else still in the fund.

    A share that is there and rounds to nothing has 0 percent: say "less than 1".
    """

    home: PublicHome | None
    amount_tiyn: int
    percent: int
    is_wishes: bool


def shares(fund: Fund) -> list[Share]:
    """What is set aside for each apartment, what was paid for wishes, and what is still there.

    The percents add up to 100, or there are no shares. After a late refund more may be set aside
    than was raised: then the shares are of what was set aside.
    """
    went: list[tuple[PublicHome | None, int, bool]] = [
        (home, home.set_aside_tiyn, False) for home in homes_of(fund)
    ]
    if paid := _paid_for_wishes(fund):
        went.append((None, paid, True))
    left = fund.raised_tiyn - sum(tiyn for _home, tiyn, _wishes in went)
    if left > 0:
        went.append((None, left, False))
    rounded = percents([tiyn for _home, tiyn, _wishes in went])
    return [
        Share(home, tiyn, percent, is_wishes)
        for (home, tiyn, is_wishes), percent in zip(went, rounded, strict=True)
    ]


def _paid_for_wishes(fund: Fund) -> int:
    paid = WishPurchase.objects.in_force().filter(fund=fund)
    return paid.aggregate(sum=Sum("amount_tiyn", default=0))["sum"]


def percents(parts: Sequence[int]) -> list[int]:
    """`parts` (each above zero) as whole percents that add up to 100.

    Those with the largest rest are rounded up, the earlier first: no part is off by a whole
    percent, and all is reckoned in whole numbers.
    """
    whole = sum(parts)
    rounded = [part * 100 // whole for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda n: -(parts[n] * 100 % whole))
    for n in by_rest[: 100 - sum(rounded)]:
        rounded[n] += 1
    return rounded
