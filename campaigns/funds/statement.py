"""What came into a fund and went out of it, month by month, as the ledger tells it.

A month is that in which a thing happened (Asia/Almaty), not the one it was entered in.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from campaigns.funds.accounts import OPERATIONS
from campaigns.funds.kinds import GIVING, Kind
from money.amounts import CURRENCY

# A reversal counts as what it takes back. A fee is of the fund that its gift went to: the fund
# does not bear it.
_MOVED = """
    SELECT a.fund_id, date_trunc('month', e.happened_at AT TIME ZONE %(zone)s)::date AS month,
           coalesce(o.kind, e.kind) AS kind, p.currency, -sum(p.amount_tiyn)::bigint AS moved
      FROM funds_posting p
      JOIN funds_account a ON a.code = p.account_id
      JOIN funds_entry e ON e.id = p.entry_id
      LEFT JOIN funds_entry o ON o.id = e.reverses_id
     WHERE a.fund_id = ANY(%(funds)s)
     GROUP BY 1, 2, 3, 4
     UNION ALL
    SELECT given.fund_id, date_trunc('month', e.happened_at AT TIME ZONE %(zone)s)::date,
           coalesce(o.kind, e.kind), p.currency, sum(p.amount_tiyn)::bigint
      FROM (SELECT DISTINCT g.donation, a.fund_id
              FROM funds_entry g
              JOIN funds_posting p ON p.entry_id = g.id
              JOIN funds_account a ON a.code = p.account_id
             WHERE g.kind = ANY(%(giving)s) AND a.fund_id = ANY(%(funds)s)) given
      JOIN funds_entry e ON e.donation = given.donation
      LEFT JOIN funds_entry o ON o.id = e.reverses_id
      JOIN funds_posting p ON p.entry_id = e.id AND p.account_id = %(operations)s
     WHERE coalesce(o.kind, e.kind) = %(fee)s
     GROUP BY 1, 2, 3, 4
"""

_CARD, _TRANSFER, _CASH = (Kind.CHARGE,), (Kind.BANK_RECEIPT,), (Kind.CASH,)
_RETURNED = (Kind.REFUND, Kind.REFUND_FAILED)
_DISPUTED = (Kind.DISPUTE, Kind.DISPUTE_WON)


@dataclass(slots=True)
class Month:
    """Sums in tiyn. What comes in is positive, what goes out negative, the fees but told beside."""

    month: date
    opening_tiyn: int
    moved: Counter[str] = field(default_factory=Counter)
    # By currency, in its smallest unit: what operations bore for the fund's gifts.
    fees: Counter[str] = field(default_factory=Counter)

    def _of(self, kinds: Collection[str]) -> int:
        return sum(self.moved[kind] for kind in kinds)

    @property
    def by_card_tiyn(self) -> int:
        return self._of(_CARD)

    @property
    def by_transfer_tiyn(self) -> int:
        return self._of(_TRANSFER)

    @property
    def in_cash_tiyn(self) -> int:
        return self._of(_CASH)

    @property
    def from_funds_tiyn(self) -> int:
        """What wishes did not need; for a wish's own fund what went on from it."""
        return self._of((Kind.SURPLUS,))

    @property
    def returned_tiyn(self) -> int:
        return self._of(_RETURNED)

    @property
    def disputed_tiyn(self) -> int:
        return self._of(_DISPUTED)

    @property
    def set_aside_tiyn(self) -> int:
        return self._of((Kind.ALLOCATION,))

    @property
    def wishes_tiyn(self) -> int:
        """What was paid for wishes."""
        return self._of((Kind.WISH_PURCHASE,))

    @property
    def closing_tiyn(self) -> int:
        return self.opening_tiyn + sum(self.moved.values())

    @property
    def fees_tiyn(self) -> int:
        return self.fees[CURRENCY]


def months(funds: Collection[int]) -> dict[int, list[Month]]:
    """The months of each fund in which something moved, the first one first."""
    params: dict[str, Any] = {
        "zone": timezone.get_default_timezone_name(),
        "funds": list(funds),
        "giving": sorted(GIVING),
        "operations": OPERATIONS,
        "fee": Kind.FEE.value,
    }
    rows: defaultdict[int, defaultdict[date, list[tuple[str, str, int]]]]
    rows = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, params)
        for fund, month, kind, currency, moved in cursor.fetchall():
            rows[fund][month].append((kind, currency, moved))
    return {fund: _in_turn(by_month) for fund, by_month in rows.items()}


def _in_turn(by_month: dict[date, list[tuple[str, str, int]]]) -> list[Month]:
    found: list[Month] = []
    for day in sorted(by_month):
        month = Month(day, found[-1].closing_tiyn if found else 0)
        for kind, currency, moved in by_month[day]:
            if kind == Kind.FEE:
                month.fees[currency] += moved
            else:
                month.moved[kind] += moved
        found.append(month)
    return found
