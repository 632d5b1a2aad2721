"""What Stripe says about its own books: lines of the balance, and the balance itself.

A part of the gateway: it asks and reads, and decides nothing.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from campaigns.payments.gateway import ask, readable
from campaigns.payments.stripe_records import BalanceLine, read_line

A_PAGE = 100
_EXPAND = ["data.source"]


def pages(since: datetime, until: datetime) -> Iterator[list[BalanceLine]]:
    """Stripe's lines made from `since` to `until`, newest first, page by page.

    The next page is asked for when it is taken. Raises `GatewayError`.
    """
    params: dict[str, Any] = {
        "created": {"gte": int(since.timestamp()), "lte": int(until.timestamp())},
        "limit": A_PAGE,
        "expand": _EXPAND,
    }
    while True:
        page = ask(partial(_list, params))
        yield [readable(read_line, item) for item in page.data]
        if not page.has_more or not page.data:
            return
        params = params | {"starting_after": page.data[-1].id}


def lines_about(source: str) -> list[BalanceLine]:
    """The lines that come of one charge, refund, dispute or payout. Raises `GatewayError`."""
    page = ask(partial(_list, {"source": source, "limit": A_PAGE, "expand": _EXPAND}))
    return [readable(read_line, item) for item in page.data]


def fetch_line(number: str) -> BalanceLine:
    """One line by its number. Raises `GatewayError`; `GatewayRefused` where there is none."""
    params = {"expand": ["source"]}
    answer = ask(lambda v1: v1.balance_transactions.retrieve(number, params))
    return readable(read_line, answer)


def balance_totals() -> dict[str, int]:
    """All that Stripe holds for us, by currency, whether it may be paid out yet or not.

    In the smallest unit of each currency; it may be negative. Raises `GatewayError`.
    """
    return readable(_totals, ask(lambda v1: v1.balance.retrieve()))


def _totals(answer: Any) -> dict[str, int]:
    held: Counter[str] = Counter()
    for part in (*answer.available, *answer.pending):
        held[part.currency.upper()] += part.amount
    return dict(held)


def _list(params: dict[str, Any], v1: Any) -> Any:
    return v1.balance_transactions.list(params)
