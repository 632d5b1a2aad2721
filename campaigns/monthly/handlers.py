"""What to do about Stripe's messages about monthly gifts; see `payments.messages.handlers`."""

from uuid import UUID

from campaigns.monthly.cards import settle_card
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.renewals import settle_beginning, settle_invoice
from campaigns.monthly.running import look
from campaigns.monthly.states import InstructionKind
from campaigns.payments.messages.handlers import Handler
from campaigns.payments.models import WebhookEvent


def settle_page(event: WebhookEvent) -> None:
    """Something happened to a page on which a monthly gift begins, or a card is left."""
    instruction = _instruction_of(event)
    if instruction is None:
        return
    if instruction.kind == InstructionKind.START:
        settle_beginning(instruction, session_id=event.object_id)
    elif instruction.kind == InstructionKind.CARD:
        settle_card(instruction, session_id=event.object_id)


def settle_bill(event: WebhookEvent) -> None:
    """Something happened to an invoice; whose it is, it says itself."""
    settle_invoice(event.object_id)


def look_again(event: WebhookEvent) -> None:
    """Something happened to a subscription. One that we do not know yet is told by its page."""
    gift = MonthlyGift.objects.filter(subscription_id=event.object_id or None).first()
    if gift is not None:
        look(gift)


HANDLERS: dict[str, Handler] = {
    "checkout.session.completed": settle_page,
    "checkout.session.expired": settle_page,
    "invoice.paid": settle_bill,
    "invoice.payment_failed": settle_bill,
    "invoice.marked_uncollectible": settle_bill,
    "invoice.voided": settle_bill,
    "customer.subscription.updated": look_again,
    "customer.subscription.deleted": look_again,
}


def _instruction_of(event: WebhookEvent) -> Instruction | None:
    """By the page's number, or by the numbers that we gave to Stripe; None for what is not ours."""
    known = Instruction.objects.select_related("monthly_gift__fund")
    found = known.filter(session_id=event.object_id).first() if event.object_id else None
    if found is not None or "monthly" not in event.refs:
        return found
    monthly, n = UUID(event.refs["monthly"]), int(event.refs["instruction"])
    return known.filter(monthly_gift=monthly, n=n).first()
