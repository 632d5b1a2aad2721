"""The account's balance: every movement of money is a balance transaction, and nothing else is."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ..errors import missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World

PATH = "/v1/balance_transactions"


def settled(world: World, amount: int, currency: str) -> tuple[int, str, Any]:
    """An amount of the presented currency in that of settlement, with the rate if they differ.

    Both currencies are taken to have two decimals.
    """
    into = world.settings["settlement_currency"]
    if into == currency:
        return amount, into, None
    rate = Decimal(world.settings["exchange_rate"])
    return _round(amount * rate), into, float(rate)


def fee_on(world: World, amount: int) -> int:
    percent = Decimal(world.settings["fee_percent"])
    return _round(amount * percent / 100) + world.settings["fee_fixed"]


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def record(
    world: World,
    type: str,
    category: str,
    source: Row,
    amount: int,
    *,
    currency: str,
    fee: int = 0,
    rate: Any = None,
    description: str | None = None,
    available_on: int | None = None,
) -> Row:
    """Write a movement; `amount` and `fee` in minor units of the settlement currency."""
    fees = []
    if fee:
        told = "Dispute fee" if category == "dispute" else "Stripe processing fees"
        fees = [
            {
                "amount": fee,
                "application": None,
                "currency": currency,
                "description": told,
                "type": "stripe_fee",
            }
        ]
    now = world.now()
    return world.store.add(
        {
            "id": new_id("txn_1"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": now if available_on is None else available_on,
            "balance_type": "payments",
            "created": now,
            "currency": currency,
            "description": description,
            "exchange_rate": rate,
            "fee": fee,
            "fee_details": fees,
            "net": amount - fee,
            "reporting_category": category,
            "source": source["id"],
            "status": "available" if (available_on or now) <= now else "pending",
            "type": type,
            "_payout": None,
        }
    )


def seen(world: World, row: Row) -> Row:
    """The movement as it stands now: pending money turns available by the clock alone."""
    status = "available" if row["available_on"] <= world.now() else "pending"
    return row | {"status": status}


def totals(world: World) -> dict[str, dict[str, int]]:
    """Net sums by currency, available and pending."""
    result: dict[str, dict[str, int]] = {world.settings["settlement_currency"]: _zero()}
    for row in world.store.newest_first("balance_transaction"):
        sums = result.setdefault(row["currency"], _zero())
        sums[seen(world, row)["status"]] += row["net"]
    return result


def _zero() -> dict[str, int]:
    return {"available": 0, "pending": 0}


@route("GET", "/v1/balance", "BalanceRetrieveParams")
def retrieve_balance(call: Call) -> Row:
    def part(name: str) -> list[Row]:
        return [
            {"amount": sums[name], "currency": currency, "source_types": {"card": sums[name]}}
            for currency, sums in totals(call.world).items()
        ]

    return {
        "object": "balance",
        "available": part("available"),
        "livemode": False,
        "pending": part("pending"),
        "refund_and_dispute_prefunding": {
            "available": [
                {"amount": 0, "currency": each["currency"]} for each in part("available")
            ],
            "pending": [{"amount": 0, "currency": each["currency"]} for each in part("available")],
        },
    }


@route("GET", PATH, "BalanceTransactionListParams")
def list_transactions(call: Call) -> Row:
    payout = call.params.get("payout")
    result = page(
        call,
        "balance_transaction",
        PATH,
        lambda row: payout is None or row["_payout"] == payout or row["source"] == payout,
        equal=("type", "currency", "source"),
    )
    return result | {"data": [seen(call.world, row) for row in result["data"]]}


@route("GET", PATH + "/{id}", "BalanceTransactionRetrieveParams")
def retrieve_transaction(call: Call) -> Row:
    row = call.world.store.find(call.args["id"], "balance_transaction")
    if row is None:
        raise missing("balance transaction", call.args["id"])
    return seen(call.world, row)
