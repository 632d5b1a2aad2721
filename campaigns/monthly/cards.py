"""Another card for a monthly gift: left on a page of Stripe's, then used for what is owed too."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.monthly.changing import NotRunning
from campaigns.monthly.comparison import card_difference
from campaigns.monthly.instructions import close, hold, issue, live
from campaigns.monthly.locks import lock_instruction, lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.renewals import settle_invoice
from campaigns.monthly.running import look
from campaigns.monthly.states import (
    SETTLED_INSTRUCTIONS,
    InstructionKind,
    InstructionState,
    RenewalState,
)
from campaigns.payments import gateway, gateway_monthly
from campaigns.payments.monthly_records import CardSession

logger = logging.getLogger(__name__)


def card_page(gift: MonthlyGift) -> str:
    """The URL of the page where a card can be left now. Raises `NotRunning`, `GatewayError`."""
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift.pk)
        if not gift.is_running:
            raise NotRunning(gift.state)
        instruction = live(gift, InstructionKind.CARD)
        if instruction is not None and instruction.state == InstructionState.CREATED:
            # Its page never came; whether it opened does not matter: nothing is paid there.
            close(instruction, InstructionState.EXPIRED, instruction.error_code)
            instruction = None
        is_new = instruction is None
        if instruction is None:
            instruction = issue(gift, InstructionKind.CARD)
    if not is_new:
        instruction = settle_card(instruction)
        if not instruction.is_live:
            return card_page(gift) if gift.is_running else ""
        return instruction.page_url
    return _opened(instruction)


def _opened(instruction: Instruction) -> str:
    session = gateway_monthly.open_card_page(_order(instruction))
    with transaction.atomic(durable=True):
        gift, instruction = lock_instruction(instruction.pk)
        if instruction.is_live:
            if difference := card_difference(gift, instruction, session):
                hold(gift, instruction, difference)
                raise gateway.GatewayUnavailable("held")
            instruction.session_id, instruction.page_url = session.id, session.url
            instruction.state = InstructionState.OPEN
            instruction.save()
    return session.url


def settle_card(
    instruction: Instruction, *, session_id: str | None = None, patience: float | None = None
) -> Instruction:
    """Take over what Stripe says about a card page; returns the instruction as it then stands.

    With the card that was left there, what is owed is paid at once. Raises `GatewayError`.
    """
    wanted = session_id or instruction.session_id
    if wanted is None or instruction.state in SETTLED_INSTRUCTIONS:
        return instruction
    session = gateway_monthly.fetch_card_session(wanted, seconds=patience)
    if session.status == "complete" and not card_difference(
        instruction.monthly_gift, instruction, session
    ):
        _use(instruction, session.payment_method)
    instruction = _take(instruction.pk, session)
    if instruction.state == InstructionState.DONE:
        look(instruction.monthly_gift)
    return instruction


def _use(instruction: Instruction, payment_method: str) -> None:
    """Every call by a key of its own, so that all of it can be done again."""
    gift, key = instruction.monthly_gift, instruction.idempotency_key
    if not gift.is_running:
        return
    gateway_monthly.use_card(gift.subscription_id or "", payment_method, f"{key}:use")
    for renewal in gift.renewals.filter(state=RenewalState.FAILED).order_by("period_start"):
        _pay(renewal, f"{key}:pay:{renewal.pk}")


def _pay(renewal: Renewal, key: str) -> None:
    try:
        gateway_monthly.pay_invoice(renewal.invoice_id, key)
    except gateway.GatewayRefused as error:
        # Refused again, or paid meanwhile: the invoice tells which.
        logger.info("invoice %s was not paid: %s", renewal.invoice_id, error.code)
    settle_invoice(renewal.invoice_id)


def _take(instruction_id: int, session: CardSession) -> Instruction:
    with transaction.atomic(durable=True):
        gift, instruction = lock_instruction(instruction_id)
        if not instruction.is_live:
            return instruction
        instruction.checked_at = timezone.now()
        instruction.session_id = session.id
        if difference := card_difference(gift, instruction, session):
            hold(gift, instruction, difference)
        elif session.status == "complete":
            close(instruction, InstructionState.DONE)
            record("monthly.card_changed", gift, facts={"instruction": instruction.n})
        elif session.status == "expired":
            close(instruction, InstructionState.EXPIRED)
        else:
            instruction.state = InstructionState.OPEN
            instruction.page_url = session.url or instruction.page_url
            instruction.save()
        return instruction


def _order(instruction: Instruction) -> gateway_monthly.CardOrder:
    gift = instruction.monthly_gift
    gift_url = settings.SITE_URL + gift.get_absolute_url()
    return gateway_monthly.CardOrder(
        idempotency_key=instruction.idempotency_key,
        monthly_id=str(gift.pk),
        instruction=instruction.n,
        customer_id=gift.customer_id or "",
        currency=gift.currency,
        language=gift.language,
        success_url=f"{gift_url}?card=1",
        cancel_url=gift_url,
    )
