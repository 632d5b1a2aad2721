"""The end of a monthly gift, whoever wants it. At once: nothing is owed for the rest of a month."""

import logging

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.monthly.instructions import again, issue, live
from campaigns.monthly.locks import lock_instruction, lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.running import look, take_subscription
from campaigns.monthly.states import InstructionKind, StoppedBy
from campaigns.payments import gateway, gateway_monthly

logger = logging.getLogger(__name__)


def stop(
    gift: MonthlyGift, by: StoppedBy, *, actor: AbstractUser | None = None, reason: str = ""
) -> None:
    """Take no more payments. What is over already stays as it is.

    Raises `GatewayError` when Stripe did not do it: it is then told again by the clock.
    """
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift.pk)
        if not gift.can_be_stopped:
            return
        instruction = live(gift, InstructionKind.STOP)
        if instruction is None:
            instruction = issue(gift, InstructionKind.STOP, by=by, actor=actor, reason=reason[:200])
            record("monthly.stop_asked", gift, actor=actor, facts={"by": str(by)})
    tell_stop(instruction)


def tell_stop(instruction: Instruction) -> None:
    """Tell Stripe, once or again. Raises `GatewayError`."""
    gift = instruction.monthly_gift
    try:
        after = gateway_monthly.cancel_subscription(
            gift.subscription_id or "", instruction.idempotency_key
        )
    except gateway.GatewayUnavailable as error:
        if error.key_spent:
            _take_new_key(instruction)
        raise
    except gateway.GatewayRefused as error:
        # Ended before, at Stripe or by an earlier call: then that is what we take over.
        logger.info("monthly gift %s cannot be stopped: %s", gift.pk, error.code)
        if look(gift).can_be_stopped:
            raise
        return
    take_subscription(gift.pk, after)


def _take_new_key(instruction: Instruction) -> None:
    with transaction.atomic(durable=True):
        _gift, instruction = lock_instruction(instruction.pk)
        if instruction.is_live:
            instruction.checked_at = timezone.now()
            again(instruction)
