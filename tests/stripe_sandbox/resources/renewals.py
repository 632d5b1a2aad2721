"""The money of subscriptions: first bills, renewals, second tries and giving up."""

from typing import Any

from ..errors import CardError, StripeError
from ..routing import Call, route
from ..store import Row
from ..world import World, job
from . import invoices, payment_intents, payment_methods, test_clocks
from .intervals import later


def period_of(subscription: Row) -> tuple[int, int]:
    item = subscription["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def lines_of(subscription: Row) -> list[invoices.Line]:
    rows = subscription["items"]["data"]
    return [(row["price"], row["quantity"], row["id"]) for row in rows]


def bill_first(world: World, subscription: Row) -> Row:
    """The first invoice of a subscription made over the API; unpaid leaves it incomplete."""
    subscription["status"] = "incomplete"
    world.emit("customer.subscription.created", subscription)
    invoice = _bill(world, subscription, "subscription_create")
    invoices.finalize(world, invoice)
    pay(world, invoice, off_session=False)
    return invoice


def paid_by_checkout(
    world: World, subscription: Row, lines: list[invoices.Line], intent: Row
) -> Row:
    """The first invoice of a subscription whose donor has paid already, on the pay page."""
    world.emit("customer.subscription.created", subscription)
    invoice = invoices.make(
        world, subscription, lines, period_of(subscription), "subscription_create"
    )
    subscription["latest_invoice"] = invoice["id"]
    invoices.finalize(world, invoice)
    invoices.mark_paid(world, invoice, intent)
    return invoice


def _bill(world: World, subscription: Row, reason: str) -> Row:
    invoice = invoices.make(
        world, subscription, lines_of(subscription), period_of(subscription), reason
    )
    subscription["latest_invoice"] = invoice["id"]
    return invoice


@job("renew_subscription")
def renew_by_clock(world: World, id: str) -> None:
    subscription = world.store.get(id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        return
    if period_of(subscription)[1] > world.now():
        # Renewed by hand meanwhile; the job of the new period stands behind this one.
        return
    if subscription["cancel_at_period_end"]:
        end(world, subscription, "cancellation_requested")
        return
    invoice = start_period(world, subscription)
    wait = world.settings["invoice_draft"]
    invoice["automatically_finalizes_at"] = world.now() + wait
    world.schedule(world.now() + wait, "finalize_invoice", invoice["id"])


def start_period(world: World, subscription: Row) -> Row:
    """Move to the next period and draw up its invoice."""
    subscription["_periods"] += 1
    start = period_of(subscription)[1]
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    end = later(subscription["billing_cycle_anchor"], recurring, subscription["_periods"])
    for item in subscription["items"]["data"]:
        item.update(current_period_start=start, current_period_end=end)
    invoice = _bill(world, subscription, "subscription_cycle")
    world.emit("customer.subscription.updated", subscription)
    world.schedule(end, "renew_subscription", subscription["id"])
    return invoice


@job("finalize_invoice")
def finalize_by_clock(world: World, invoice_id: str) -> None:
    invoice = world.store.get(invoice_id)
    if invoice["status"] != "draft":
        return
    paused = world.store.get(invoice["_subscription"])["pause_collection"]
    if paused and not (paused["resumes_at"] and paused["resumes_at"] <= world.now()):
        _hold_back(world, invoice, paused["behavior"])
        return
    invoices.finalize(world, invoice)
    pay(world, invoice)


def _hold_back(world: World, invoice: Row, behavior: str) -> None:
    if behavior == "keep_as_draft":
        invoice["auto_advance"] = False
        return
    invoices.finalize(world, invoice)
    if behavior == "void":
        invoices.void(world, invoice)
    else:
        invoice["status"] = "uncollectible"
        world.emit("invoice.marked_uncollectible", invoice)


def pay(world: World, invoice: Row, off_session: bool = True) -> CardError | None:
    """Charge the subscription's card; gives the bank's refusal, if it was one."""
    subscription = world.store.get(invoice["_subscription"])
    method = world.store.get(subscription["default_payment_method"])
    intent = _intent(world, invoice, subscription)
    try:
        payment_intents.confirm(world, intent, method, off_session=off_session)
    except CardError as error:
        _failed(world, invoice, subscription)
        return error
    if intent["status"] != "succeeded":
        world.emit("invoice.payment_action_required", invoice)
        return None
    invoices.mark_paid(world, invoice, intent)
    if subscription["status"] != "active":
        before = {"status": subscription["status"]}
        subscription["status"] = "active"
        world.emit("customer.subscription.updated", subscription, before)
    return None


def _intent(world: World, invoice: Row, subscription: Row) -> Row:
    if invoice.get("_intent"):
        return world.store.get(invoice["_intent"])
    first = invoice["billing_reason"] == "subscription_create"
    given: dict[str, Any] = {
        "customer": invoice["customer"],
        "description": "Subscription creation" if first else "Subscription update",
        "setup_future_usage": "off_session" if first else None,
    }
    intent = payment_intents.make(world, invoice["amount_due"], invoice["currency"], given)
    invoice["_intent"] = intent["id"]
    return intent


def _failed(world: World, invoice: Row, subscription: Row) -> None:
    pauses = world.settings["renewal_retries"]
    tries = invoice["attempt_count"] + 1
    invoice.update(attempted=True, attempt_count=tries, next_payment_attempt=None)
    first = invoice["billing_reason"] == "subscription_create"
    again = not first and tries <= len(pauses)
    if again:
        invoice["next_payment_attempt"] = world.now() + pauses[tries - 1]
        world.schedule(invoice["next_payment_attempt"], "pay_invoice", invoice["id"])
    world.emit("invoice.payment_failed", invoice)
    if first:
        return
    if not again:
        end(world, subscription, "payment_failed")
    elif subscription["status"] == "active":
        subscription["status"] = "past_due"
        world.emit("customer.subscription.updated", subscription, {"status": "active"})


@job("pay_invoice")
def pay_by_clock(world: World, invoice_id: str) -> None:
    invoice = world.store.get(invoice_id)
    ended = world.store.get(invoice["_subscription"])["status"] == "canceled"
    if invoice["status"] == "open" and not ended:
        pay(world, invoice)


def end(world: World, subscription: Row, reason: str) -> None:
    now = world.now()
    subscription.update(
        status="canceled", ended_at=now, canceled_at=subscription["canceled_at"] or now
    )
    subscription["cancellation_details"]["reason"] = reason
    world.emit("customer.subscription.deleted", subscription)


@route("POST", invoices.PATH + "/{id}/pay", "InvoicePayParams")
def pay_invoice(call: Call) -> Row:
    invoice = invoices.retrieve(call)
    if invoice["status"] != "open":
        raise StripeError(f"Invoice is {invoice['status']}, so it cannot be paid.")
    if "payment_method" in call.params:
        method = payment_methods.named(call.world, call.params["payment_method"])
        subscription = call.world.store.get(invoice["_subscription"])
        subscription["default_payment_method"] = method["id"]
    with test_clocks.time_of(call.world, call.world.store.get(invoice["customer"])):
        refusal = pay(call.world, invoice)
    if refusal:
        raise refusal
    return invoice


@route("POST", invoices.PATH + "/{id}/finalize", "InvoiceFinalizeInvoiceParams")
def finalize_invoice(call: Call) -> Row:
    invoice = invoices.retrieve(call)
    if invoice["status"] != "draft":
        raise StripeError("This invoice is already finalized.")
    invoices.finalize(call.world, invoice)
    return invoice


def renew_now(world: World, subscription: Row) -> Row:
    """Bill the next period at once, draft hour and all; gives the invoice."""
    if subscription["status"] not in ("active", "past_due"):
        raise StripeError(f"This subscription is {subscription['status']}.")
    with test_clocks.time_of(world, world.store.get(subscription["customer"])):
        invoice = start_period(world, subscription)
        invoices.finalize(world, invoice)
        pay(world, invoice)
    return invoice
