"""The account's totals, reckoned from the balance transactions alone."""

from typing import Any

from .resources.balance import totals
from .world import World

SUMS = {
    "charge": "charges",
    "refund": "refunds",
    "refund_failure": "refunds",
    "dispute": "disputes",
    "dispute_reversal": "disputes",
    "payout": "payouts",
    "payout_failure": "payouts",
}


def books(world: World) -> dict[str, Any]:
    """Sums in minor units of the settlement currency; what went out is negative.

    `net` is all of them together less `fees`, and equals `available` plus `pending`.
    """
    with world.lock:
        rows = list(world.store.newest_first("balance_transaction"))
        result: dict[str, Any] = dict.fromkeys(SUMS.values(), 0)
        for row in rows:
            result[SUMS[row["reporting_category"]]] += row["amount"]
        result["fees"] = sum(row["fee"] for row in rows)
        result["net"] = sum(row["net"] for row in rows)
        result["transactions"] = len(rows)
        result["counts"] = {
            kind: len(world.store.ids.get(kind, {}))
            for kind in ("charge", "refund", "dispute", "payout", "checkout.session", "event")
        }
        currency = world.settings["settlement_currency"]
        return result | totals(world)[currency] | {"currency": currency}
