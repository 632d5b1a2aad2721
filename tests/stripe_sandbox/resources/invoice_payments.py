"""Invoice payments: what ties an invoice to the payment intent that paid it."""

from ..errors import missing
from ..ids import new_id
from ..listing import page
from ..routing import Call, route
from ..store import Row
from ..world import World

PATH = "/v1/invoice_payments"


def make(world: World, invoice: Row, intent: Row) -> Row:
    return world.store.add(
        {
            "id": new_id("inpay_1"),
            "object": "invoice_payment",
            "amount_paid": invoice["amount_due"],
            "amount_requested": invoice["amount_due"],
            "created": world.now(),
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "livemode": False,
            "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
            "status": "paid",
            "status_transitions": {"canceled_at": None, "paid_at": world.now()},
        }
    )


@route("GET", PATH, "InvoicePaymentListParams")
def list_payments(call: Call) -> Row:
    wanted = call.params.get("payment") or {}

    def fits(row: Row) -> bool:
        intent = wanted.get("payment_intent")
        return intent is None or row["payment"]["payment_intent"] == intent

    return page(call, "invoice_payment", PATH, fits, equal=("invoice", "status"))


@route("GET", PATH + "/{id}", "InvoicePaymentRetrieveParams")
def retrieve(call: Call) -> Row:
    payment = call.world.store.find(call.args["id"], "invoice_payment")
    if payment is None:
        raise missing("invoice payment", call.args["id"])
    return payment
