"""What the page of a monthly gift shows in each state, and when it asks Stripe first."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from campaigns.monthly.cards import settle_card
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.renewals import settle_beginning
from campaigns.monthly.states import InstructionKind, MonthlyState, RenewalState
from campaigns.payments.gateway import GatewayError, GatewayUnavailable
from campaigns.payments.giving.gift_page import (
    ASK_AGAIN,
    PATIENCE_SECONDS,
    REFRESH_SECONDS,
    SILENT,
    SILENT_SECONDS,
    SLOW_REFRESH_SECONDS,
)

logger = logging.getLogger(__name__)

# Payments that the page lists, newest first.
SHOWN = 24
# The page of a payment under way reloads itself: quickly for so long.
QUICK_FOR = timedelta(minutes=5)

_M = MonthlyState
FACES = {
    _M.CREATED: "beginning",
    _M.OPEN: "beginning",
    _M.EXPIRED: "beginning",
    _M.ACTIVE: "running",
    _M.PAST_DUE: "owing",
    _M.CANCELLED: "over",
    _M.ENDED: "over",
    _M.QUARANTINED: "held",
}


@dataclass(frozen=True, slots=True)
class MonthlyFace:
    name: str
    gift: MonthlyGift
    # What Stripe was told and has not answered yet, by kind.
    under_way: dict[str, Instruction]

    @property
    def refresh_seconds(self) -> int | None:
        if self.name != "waiting":
            return None
        is_young = timezone.now() - self.gift.changed_at < QUICK_FOR
        return REFRESH_SECONDS if is_young else SLOW_REFRESH_SECONDS

    def context(self) -> dict[str, Any]:
        renewals = list(self.gift.renewals.select_related("donation")[:SHOWN])
        owed = [one for one in renewals if one.state == RenewalState.FAILED]
        return {
            "gift": self.gift,
            "fund": self.gift.fund,
            "payments": [one for one in renewals if one.donation],
            "owed": owed[0] if owed else None,
            "given_tiyn": self.gift.given_tiyn(),
            "is_stopping": InstructionKind.STOP in self.under_way,
            "new_sum": self.under_way.get(InstructionKind.AMOUNT),
        }


def face_of(gift: MonthlyGift, *, came_back: bool) -> MonthlyFace:
    """What to show. `came_back`: the donor returns from one of Stripe's pages."""
    instructions = {one.kind: one for one in _live(gift)}
    for kind, act in _ASKED.items():
        if kind in instructions and _is_worth_asking(instructions[kind], came_back=came_back):
            _ask(instructions[kind], act)
            gift = MonthlyGift.objects.select_related("fund__total").get(pk=gift.pk)
            instructions = {one.kind: one for one in _live(gift)}
    name = FACES[MonthlyState(gift.state)]
    if name == "beginning" and came_back and gift.state == MonthlyState.OPEN:
        name = "waiting"
    return MonthlyFace(name, gift, instructions)


_ASKED: dict[str, Callable[..., Instruction]] = {
    InstructionKind.START: settle_beginning,
    InstructionKind.CARD: settle_card,
}


def _live(gift: MonthlyGift) -> list[Instruction]:
    found = list(gift.instructions.live())
    for one in found:
        one.monthly_gift = gift
    return found


def _is_worth_asking(instruction: Instruction, *, came_back: bool) -> bool:
    if instruction.session_id is None or SILENT in cache:
        return False
    if instruction.kind == InstructionKind.CARD and not came_back:
        return False
    asked = instruction.checked_at
    return asked is None or timezone.now() - asked > ASK_AGAIN


def _ask(instruction: Instruction, act: Callable[..., Instruction]) -> None:
    """Learn how it stands; where Stripe does not say, the page says what we know."""
    try:
        act(instruction, patience=PATIENCE_SECONDS)
    except GatewayError as error:
        if isinstance(error, GatewayUnavailable):
            cache.set(SILENT, True, SILENT_SECONDS)
        logger.warning("%s: Stripe did not say how it stands: %s", instruction, error.code)
