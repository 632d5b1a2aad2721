"""Disputes: the bank takes the money back first and asks afterwards.

Evidence with the text `winning_evidence` or `losing_evidence` decides it at once, as in Stripe's
own test mode (https://docs.stripe.com/testing#disputes).
"""

from typing import Any

from ..clock import DAY
from ..errors import StripeError, missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import balance, metadata

PATH = "/v1/disputes"
OPEN = {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}
EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def open_on(
    world: World, charge: Row, reason: str, amount: int | None = None, inquiry: bool = False
) -> Row:
    """The bank disputes a charge; with an inquiry it asks only, and no money moves."""
    if charge["disputed"]:
        raise StripeError(f"Charge {charge['id']} is disputed already.", code="charge_disputed")
    amount = charge["amount"] - charge["amount_refunded"] if amount is None else amount
    charge["disputed"] = True
    dispute = world.store.add(_shape(world, charge, reason, amount, inquiry))
    world.emit("charge.dispute.created", dispute)
    if not inquiry:
        _withdraw(world, dispute)
        world.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _shape(world: World, charge: Row, reason: str, amount: int, inquiry: bool) -> Row:
    kind = charge["payment_method_details"]["type"]
    brand = charge["payment_method_details"].get("card", {}).get("brand") or "visa"
    return {
        "id": new_id("du_1"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": world.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now() + 7 * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": inquiry,
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": brand,
                "case_type": "inquiry" if inquiry else "chargeback",
                "network": brand,
                "network_reason_code": "10.4",
            },
        }
        if kind == "card"
        else None,
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def _withdraw(world: World, dispute: Row) -> None:
    amount, currency, rate = balance.settled(world, dispute["amount"], dispute["currency"])
    fee = world.settings["dispute_fee"]
    row = balance.record(
        world,
        "adjustment",
        "dispute",
        dispute,
        -amount,
        currency=currency,
        fee=fee,
        rate=rate,
        description=f"Chargeback withdrawal for {dispute['charge']}",
    )
    dispute["balance_transactions"].append(row)


def decide(world: World, dispute: Row, won: bool) -> Row:
    """The bank's decision; a win brings the money back, the fee stays gone."""
    if dispute["status"] not in OPEN:
        raise StripeError("This dispute is already closed.")
    inquiry = dispute["status"].startswith("warning")
    if inquiry and not won:
        dispute["status"] = "warning_closed"
        world.emit("charge.dispute.closed", dispute)
        return dispute
    dispute["status"] = "warning_closed" if inquiry else ("won" if won else "lost")
    if won and not inquiry:
        amount, currency, rate = balance.settled(world, dispute["amount"], dispute["currency"])
        row = balance.record(
            world,
            "adjustment",
            "dispute_reversal",
            dispute,
            amount,
            currency=currency,
            rate=rate,
            description=f"Chargeback reversal for {dispute['charge']}",
        )
        dispute["balance_transactions"].append(row)
    world.emit("charge.dispute.closed", dispute)
    if won and not inquiry:
        world.emit("charge.dispute.funds_reinstated", dispute)
    return dispute


@route("GET", PATH, "DisputeListParams")
def list_disputes(call: Call) -> Row:
    return page(call, "dispute", PATH, equal=("charge", "payment_intent"))


@route("GET", PATH + "/{id}", "DisputeRetrieveParams")
def retrieve(call: Call) -> Row:
    dispute = call.world.store.find(call.args["id"], "dispute")
    if dispute is None:
        raise missing("dispute", call.args["id"])
    return dispute


@route("POST", PATH + "/{id}", "DisputeUpdateParams")
def update(call: Call) -> Row:
    dispute = retrieve(call)
    given: dict[str, Any] = call.params.get("evidence") or {}
    if given and dispute["status"] not in OPEN:
        raise StripeError("This dispute is already closed.")
    dispute["evidence"].update({name: value or None for name, value in given.items()})
    dispute["evidence_details"]["has_evidence"] = any(
        dispute["evidence"][name] for name in EVIDENCE
    )
    dispute["metadata"] = metadata.merged(dispute["metadata"], call.params.get("metadata"))
    # Stripe hands evidence to the bank at once unless told to keep it as a draft.
    if given and call.params.get("submit", True):
        _submit(call.world, dispute)
    call.world.emit("charge.dispute.updated", dispute)
    verdict = dispute["evidence"]["uncategorized_text"]
    if verdict in ("winning_evidence", "losing_evidence") and call.params.get("submit", True):
        decide(call.world, dispute, won=verdict == "winning_evidence")
    return dispute


def _submit(world: World, dispute: Row) -> None:
    dispute["evidence_details"]["submission_count"] += 1
    dispute["evidence_details"]["submission_method"] = "manual"
    warned = dispute["status"].startswith("warning")
    dispute["status"] = "warning_under_review" if warned else "under_review"


@route("POST", PATH + "/{id}/close", "DisputeCloseParams")
def close(call: Call) -> Row:
    """Give in: the dispute is lost, for good."""
    return decide(call.world, retrieve(call), won=False)
