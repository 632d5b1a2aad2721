"""Where the money of a fund went, in shares of the whole: every gift to it went the same way."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.funds.homes import PublicHome, homes_of
from campaigns.funds.models import Fund


@dataclass(frozen=True, slots=True)
class Share:
    """`percent` of what the fund raised; `home` is None for what is still in the fund.

    A share that is there and rounds to nothing has 0 percent: say "less than 1".
    """

    home: PublicHome | None
    amount_tiyn: int
    percent: int


def shares(fund: Fund) -> list[Share]:
    """What is set aside for each apartment, and last what is still there.

    The percents add up to 100, or there are no shares. After a late refund more may be set aside
    than was raised: then the shares are of what was set aside.
    """
    homes: list[PublicHome | None] = [*homes_of(fund)]
    sums = [home.set_aside_tiyn for home in homes if home]
    left = fund.raised_tiyn - sum(sums)
    if left > 0:
        homes.append(None)
        sums.append(left)
    return [
        Share(home, tiyn, percent)
        for home, tiyn, percent in zip(homes, sums, percents(sums), strict=True)
    ]


def percents(parts: Sequence[int]) -> list[int]:
    """`parts` (each above zero) as whole percents that add up to 100.

    Those with the largest rest are rounded up, the earlier first: no part is off by a whole
    percent, and all is reckoned in whole numbers.
    """
    whole = sum(parts)
    if not whole:
        return [0 for _part in parts]
    rounded = [part * 100 // whole for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda n: -(parts[n] * 100 % whole))
    for n in by_rest[: 100 - sum(rounded)]:
        rounded[n] += 1
    return rounded
