"""Invoices: made by subscriptions, paid by card, tried again when that fails."""

from typing import Any

from ..errors import StripeError, missing
from ..expand import included
from ..ids import new_id
from ..listing import cut, page, whole
from ..routing import Call, route
from ..store import Row
from ..world import World
from . import invoice_payments, metadata

PATH = "/v1/invoices"
Line = tuple[Row, int, str | None]


def make(
    world: World, subscription: Row, lines: list[Line], period: tuple[int, int], reason: str
) -> Row:
    """A draft; each line is a price, a quantity and the subscription item's id, if it has one."""
    id = new_id("in_1")
    rows = [_line(id, subscription, line, period) for line in lines]
    customer = world.store.get(subscription["customer"])
    total = sum(row["amount"] for row in rows)
    invoice = world.store.add(_shape(world, id, subscription, customer, rows, total, period))
    invoice["billing_reason"] = reason
    world.emit("invoice.created", invoice)
    return invoice


def _shape(
    world: World,
    id: str,
    subscription: Row,
    customer: Row,
    rows: list[Row],
    total: int,
    period: tuple[int, int],
) -> Row:
    now = world.now()
    texts = ("account_name", "account_tax_ids", "custom_fields", "description", "footer")
    later = ("due_date", "effective_at", "ending_balance", "hosted_invoice_url", "invoice_pdf")
    return {
        "id": id,
        "object": "invoice",
        **dict.fromkeys(texts + later),
        "account_country": "KZ",
        "amount_due": total,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": total,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": subscription["currency"],
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "discounts": [],
        "from_invoice": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": whole(f"{PATH}/{id}/lines", rows),
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": period[1],
        "period_start": period[0],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "test_clock": customer["test_clock"],
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": now,
        "_subscription": subscription["id"],
    }


def _line(invoice: str, subscription: Row, line: Line, period: tuple[int, int]) -> Row:
    price, quantity, item = line
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("il_1"),
        "object": "line_item",
        "amount": amount,
        "currency": price["currency"],
        "description": f"{quantity} × {price['product']}",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": subscription["id"],
                "subscription_item": item,
            },
            "type": "subscription_item_details",
        }
        if item
        else None,
        "period": {"start": period[0], "end": period[1]},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }


def finalize(world: World, invoice: Row) -> None:
    customer = world.store.get(invoice["customer"])
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] += 1
    invoice.update(
        status="open",
        number=f"{customer['invoice_prefix']}-{number:04}",
        effective_at=world.now(),
        automatically_finalizes_at=None,
    )
    invoice["status_transitions"]["finalized_at"] = world.now()
    world.emit("invoice.finalized", invoice)


def mark_paid(world: World, invoice: Row, intent: Row) -> None:
    invoice.update(
        status="paid",
        amount_paid=invoice["amount_due"],
        amount_remaining=0,
        attempted=True,
        attempt_count=invoice["attempt_count"] + 1,
        next_payment_attempt=None,
    )
    invoice["status_transitions"]["paid_at"] = world.now()
    payment = invoice_payments.make(world, invoice, intent)
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)
    world.emit("invoice_payment.paid", payment)


def void(world: World, invoice: Row) -> None:
    if invoice["status"] not in ("open", "uncollectible"):
        raise StripeError(f"Only open invoices can be voided, not one that is {invoice['status']}.")
    invoice.update(status="void", next_payment_attempt=None, auto_advance=False)
    invoice["status_transitions"]["voided_at"] = world.now()
    world.emit("invoice.voided", invoice)


@route("GET", PATH, "InvoiceListParams")
def list_invoices(call: Call) -> Row:
    subscription = call.params.get("subscription")

    def fits(row: Row) -> bool:
        return subscription is None or row["_subscription"] == subscription

    return page(call, "invoice", PATH, fits, equal=("customer", "status", "collection_method"))


@route("GET", PATH + "/{id}", "InvoiceRetrieveParams")
def retrieve(call: Call) -> Row:
    invoice = call.world.store.find(call.args["id"], "invoice")
    if invoice is None:
        raise missing("invoice", call.args["id"], "invoice")
    return invoice


@route("POST", PATH + "/{id}", "InvoiceUpdateParams")
def update(call: Call) -> Row:
    invoice = retrieve(call)
    for name in ("auto_advance", "description"):
        if name in call.params:
            invoice[name] = call.params[name]
    invoice["metadata"] = metadata.merged(invoice["metadata"], call.params.get("metadata"))
    call.world.emit("invoice.updated", invoice)
    return invoice


@route("GET", PATH + "/{id}/lines", "InvoiceListLinesParams")
def list_lines(call: Call) -> Row:
    invoice = retrieve(call)
    return cut(call, invoice["lines"]["data"], "line_item", f"{PATH}/{invoice['id']}/lines")


@route("POST", PATH + "/{id}/void", "InvoiceVoidInvoiceParams")
def void_invoice(call: Call) -> Row:
    invoice = retrieve(call)
    void(call.world, invoice)
    return invoice


@included("invoice", "payments")
def payments_of(world: World, invoice: Row) -> Any:
    rows = [r for r in world.store.newest_first("invoice_payment") if r["invoice"] == invoice["id"]]
    return whole(f"/v1/invoice_payments?invoice={invoice['id']}", rows)
