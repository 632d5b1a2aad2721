"""The part of the gateway that gives money back and reads what moved. See `gateway`."""

from functools import partial
from typing import Any

from campaigns.payments.gateway import ask, readable
from campaigns.payments.stripe_movements import (
    StripeDispute,
    StripePayout,
    StripeRefund,
    read_dispute,
    read_payout,
    read_refund,
)

_REFUND = {"expand": ["charge", "balance_transaction", "failure_balance_transaction"]}
_DISPUTE = {"expand": ["charge"]}
_PAYOUT = {"expand": ["balance_transaction", "failure_balance_transaction"]}
_PAGE = 100


def create_refund(
    charge_id: str, *, amount_tiyn: int, idempotency_key: str, refund_id: str, donation_id: str
) -> StripeRefund:
    """Give back a part of a charge. The same key gives back once. Raises `GatewayError`."""
    params: Any = _REFUND | {
        "charge": charge_id,
        "amount": amount_tiyn,
        "metadata": {"refund": refund_id, "donation": donation_id},
    }
    options: Any = {"idempotency_key": idempotency_key}
    return readable(read_refund, ask(lambda v1: v1.refunds.create(params, options)))


def fetch_refund(stripe_refund_id: str) -> StripeRefund:
    """The refund as Stripe has it now, with its movements. Raises `GatewayError`."""
    answer = ask(lambda v1: v1.refunds.retrieve(stripe_refund_id, _REFUND))
    return readable(read_refund, answer)


def refunds_of(charge_id: str) -> list[StripeRefund]:
    """Every refund of a charge, whoever made it. Raises `GatewayError`."""
    expand = [f"data.{name}" for name in _REFUND["expand"]]
    params: dict[str, Any] = {"charge": charge_id, "limit": _PAGE, "expand": expand}
    found: list[StripeRefund] = []
    while True:
        page = ask(partial(_list_refunds, params))
        found += [readable(read_refund, one) for one in page.data]
        if not page.has_more or not page.data:
            return found
        params = params | {"starting_after": page.data[-1].id}


def fetch_dispute(stripe_dispute_id: str) -> StripeDispute:
    """The dispute as Stripe has it now, with its movements. Raises `GatewayError`."""
    answer = ask(lambda v1: v1.disputes.retrieve(stripe_dispute_id, _DISPUTE))
    return readable(read_dispute, answer)


def fetch_payout(stripe_payout_id: str) -> StripePayout:
    """The payout as Stripe has it now, with its movements. Raises `GatewayError`."""
    answer = ask(lambda v1: v1.payouts.retrieve(stripe_payout_id, _PAYOUT))
    return readable(read_payout, answer)


def _list_refunds(params: dict[str, Any], v1: Any) -> Any:
    return v1.refunds.list(params)
