"""Rows that stand before a call to Stripe, and what becomes of them.

All of it is called with the monthly gift's lock held.
"""

import logging
from typing import Any

from django.db.models import Max
from django.utils import timezone

from audit.record import record
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.states import (
    LIVE_INSTRUCTIONS,
    InstructionKind,
    InstructionState,
    MonthlyHappening,
    allows,
    next_monthly_state,
)

logger = logging.getLogger(__name__)


def issue(gift: MonthlyGift, kind: InstructionKind, **facts: Any) -> Instruction:
    n = (gift.instructions.aggregate(last=Max("n"))["last"] or 0) + 1
    return Instruction.objects.create(
        monthly_gift=gift,
        n=n,
        idempotency_key=f"mon:{gift.pk}:{n}",
        kind=kind,
        created_at=timezone.now(),
        **facts,
    )


def live(gift: MonthlyGift, kind: InstructionKind) -> Instruction | None:
    """What Stripe has still to answer; there is one of a kind at most."""
    found = gift.instructions.live().filter(kind=kind).first()
    if found is not None:
        found.monthly_gift = gift
    return found


def close(instruction: Instruction, state: InstructionState, code: str = "") -> None:
    instruction.state, instruction.error_code = state, code[:200]
    if state not in LIVE_INSTRUCTIONS:
        instruction.closed_at = timezone.now()
    instruction.save()


def again(instruction: Instruction) -> Instruction:
    """The same under a new key: Stripe keeps a server error under the old one for good."""
    close(instruction, InstructionState.FAILED, "key_spent")
    return issue(
        instruction.monthly_gift,
        InstructionKind(instruction.kind),
        amount_tiyn=instruction.amount_tiyn,
        cover_tiyn=instruction.cover_tiyn,
        by=instruction.by,
        actor=instruction.actor,
        reason=instruction.reason,
    )


def move(gift: MonthlyGift, happening: MonthlyHappening) -> bool:
    """Change the gift's state by the table, where the table has it; returns whether it did."""
    if not allows(gift.state, happening):
        logger.info("monthly gift %s: %s is late for what is %s", gift.pk, happening, gift.state)
        return False
    gift.state = next_monthly_state(gift.state, happening)
    gift.changed_at = timezone.now()
    gift.save()
    return True


def hold(gift: MonthlyGift, instruction: Instruction, difference: str) -> None:
    """Something is not what we asked for: a person looks. What runs already runs on, and says by
    itself whether it is as agreed (`running`)."""
    logger.error("monthly gift %s is held for a check: %s", gift.pk, difference)
    close(instruction, InstructionState.QUARANTINED, difference)
    if not gift.is_running:
        gift.quarantine_reason = difference[:200]
        move(gift, MonthlyHappening.QUARANTINED)
    record("monthly.held", gift, facts={"instruction": instruction.n, "reason": difference})
