"""Where the money of a fund went, in shares of the whole: every gift to it went the same way."""

from collections.abc import Sequence
from typing import NamedTuple

from campaigns.funds.homes import PublicHome, homes_of
from campaigns.funds.models import Fund
from campaigns.funds.models.fund import PAYING_WISHES
from campaigns.funds.surplus import gone_on


class Share(NamedTuple):
    """`percent` of what was given to the fund: for a home, for wishes, gone on, or still there.

    A share that is there and rounds to nothing has 0 percent: say "less than 1".
    """

    home: PublicHome | None
    amount_tiyn: int
    percent: int
    is_wishes: bool
    # The fund that has it now, for what was more than this one needed.
    went_to: Fund | None = None


def shares(fund: Fund) -> list[Share]:
    """What is set aside for each apartment, was paid for wishes, went on, and is still there.

    The percents add up to 100, or there are no shares. After a late refund more may be set aside
    than was raised: then the shares are of what was set aside or went on.
    """
    went: list[tuple[PublicHome | None, int, bool, Fund | None]] = [
        (home, home.set_aside_tiyn, False, None) for home in homes_of(fund)
    ]
    # What is not for homes was paid for wishes.
    paid = fund.allocated_tiyn - _sum(went)
    if fund.kind in PAYING_WISHES and paid > 0:
        went.append((None, paid, True, None))
    # What went on does not count with what was raised any more.
    left = fund.raised_tiyn - _sum(went)
    for other in gone_on(fund).filter(went_tiyn__gt=0):
        went.append((None, other.went_tiyn, False, other))
    if left > 0:
        went.append((None, left, False, None))
    rounded = percents([tiyn for _home, tiyn, _wishes, _to in went])
    return [
        Share(home, tiyn, percent, is_wishes, went_to)
        for (home, tiyn, is_wishes, went_to), percent in zip(went, rounded, strict=True)
    ]


def _sum(went: Sequence[tuple[PublicHome | None, int, bool, Fund | None]]) -> int:
    return sum(tiyn for _home, tiyn, _wishes, _to in went)


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
