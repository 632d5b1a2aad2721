"""Another sum for a monthly gift, from the next payment on."""

from django.db import transaction

from audit.record import record
from campaigns.monthly import letters
from campaigns.monthly.instructions import again, close, hold, issue, live
from campaigns.monthly.locks import lock_instruction, lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.running import look
from campaigns.monthly.states import InstructionKind, InstructionState
from campaigns.payments import gateway, gateway_monthly
from campaigns.payments.monthly_records import Subscription


class NotRunning(Exception):
    """The monthly gift has not begun, or is over: there is nothing to change."""


class ChangeUnderWay(Exception):
    """Stripe has not yet answered to another change of the sum."""


def change_amount(gift: MonthlyGift, amount_tiyn: int, cover_tiyn: int = 0) -> None:
    """Give `amount_tiyn` each month, `cover_tiyn` of it for fees.

    Raises `NotRunning`, `ChangeUnderWay`, and `GatewayError` when Stripe did not do it: after
    `GatewayUnavailable` it will be told again by the clock.
    """
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift.pk)
        if not gift.is_running:
            raise NotRunning(gift.state)
        sums = {"amount_tiyn": amount_tiyn, "cover_tiyn": cover_tiyn}
        under_way = live(gift, InstructionKind.AMOUNT)
        if under_way is not None:
            if (under_way.amount_tiyn, under_way.cover_tiyn) != (amount_tiyn, cover_tiyn):
                raise ChangeUnderWay(under_way.n)
        elif (gift.amount_tiyn, gift.cover_tiyn) == (amount_tiyn, cover_tiyn):
            return
        instruction = under_way or issue(gift, InstructionKind.AMOUNT, **sums)
        instruction.monthly_gift = gift
    tell_amount(instruction)


def tell_amount(instruction: Instruction) -> Instruction:
    """Tell Stripe, once or again; returns the instruction as it then stands."""
    gift = instruction.monthly_gift
    try:
        # Its number of what is subscribed to stays the same for as long as the gift runs.
        now = gateway_monthly.fetch_subscription(gift.subscription_id or "")
        after = gateway_monthly.change_amount(
            now, instruction.amount_tiyn or 0, instruction.idempotency_key
        )
    except gateway.GatewayUnavailable as error:
        if error.key_spent:
            _take_new_key(instruction)
        raise
    except gateway.GatewayRefused as error:
        _give_up(instruction, error.code)
        look(gift)
        raise
    return take_amount(instruction.pk, after)


def take_amount(instruction_id: int, after: Subscription) -> Instruction:
    with transaction.atomic(durable=True):
        gift, instruction = lock_instruction(instruction_id)
        if not instruction.is_live:
            return instruction
        if after.amount_tiyn != instruction.amount_tiyn:
            hold(gift, instruction, f"amount: {instruction.amount_tiyn} ≠ {after.amount_tiyn}")
            return instruction
        instruction.price_id = after.price_id
        close(instruction, InstructionState.DONE)
        before = gift.amount_tiyn
        gift.amount_tiyn = instruction.amount_tiyn
        gift.cover_tiyn = instruction.cover_tiyn
        gift.renews_at = after.renews_at
        gift.save(update_fields=["amount_tiyn", "cover_tiyn", "renews_at"])
        letters.changed(gift, instruction)
        facts = {"from": before, "to": gift.amount_tiyn, "instruction": instruction.n}
        record("monthly.changed", gift, facts=facts)
        return instruction


def _take_new_key(instruction: Instruction) -> None:
    with transaction.atomic(durable=True):
        _gift, instruction = lock_instruction(instruction.pk)
        if instruction.is_live:
            again(instruction)


def _give_up(instruction: Instruction, code: str) -> None:
    with transaction.atomic(durable=True):
        _gift, instruction = lock_instruction(instruction.pk)
        if instruction.is_live:
            close(instruction, InstructionState.FAILED, code)
