"""Monthly gifts by the clock, so that nothing depends on a message that came.

What Stripe was told without an answer is told again, under the same key; what it billed and we did
not hear of is settled; what it ended is taken over; what is given to a fund that has closed ends.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.funds.ledger import LedgerError
from campaigns.monthly.cards import settle_card
from campaigns.monthly.changing import tell_amount
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.renewals import catch_up, settle_beginning, settle_invoice, settle_missed
from campaigns.monthly.running import look
from campaigns.monthly.starting import give_up
from campaigns.monthly.states import InstructionKind, InstructionState, StoppedBy
from campaigns.monthly.stopping import stop, tell_stop
from campaigns.payments import gateway, gateway_monthly

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Invoices come late and clocks differ: each run looks back over the last two days.
WINDOW = timedelta(hours=48)
# A page is asked about this long after the last answer: sooner while it is young.
YOUNG, ASK_YOUNG_EVERY, ASK_OLD_EVERY = (
    timedelta(hours=1),
    timedelta(minutes=10),
    timedelta(minutes=50),
)
# An instruction without an answer may still be under way for so long.
ANSWER = timedelta(minutes=1)
# A running gift is looked at so often; sooner when its day has come and nothing was heard.
LOOK_EVERY, LOOK_WHEN_DUE_EVERY = timedelta(hours=6), timedelta(minutes=50)
# Stripe draws up an invoice an hour before it takes the money.
DRAFT = timedelta(hours=2)
# An invoice that was refused is tried for some weeks, then no more.
OWED_FOR = timedelta(days=60)
# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60
AT_ONCE = 500

_PAGES = (InstructionKind.START, InstructionKind.CARD)


def look_at_monthly_gifts() -> int:
    """One turn; returns how many things changed."""
    turn = Turn()
    changed = turn.each(_abandoned(), _let_go)
    changed += turn.each(_unanswered(), _tell_again)
    changed += turn.each(_missed(), settle_missed)
    changed += turn.each(_owed(), _ask_about)
    changed += turn.each(_to_look_at(), _look)
    changed += turn.each(_without_a_fund(), _stop)
    return changed


class Turn:
    """Works through rows until time is up or Stripe is silent; one that fails holds up no other."""

    def __init__(self) -> None:
        self.stop_at = monotonic() + TURN_SECONDS
        self.is_over = False

    def each(self, rows: Iterable[T], act: Callable[[T], object]) -> int:
        changed = 0
        try:
            for row in rows:
                if self.is_over or monotonic() >= self.stop_at:
                    break
                changed += self._one(row, act)
        except gateway.GatewayUnavailable as error:
            logger.warning("Stripe does not answer (%s): the rest is asked later", error.code)
            self.is_over = True
        return changed

    def _one(self, row: T, act: Callable[[T], object]) -> bool:
        try:
            return bool(act(row))
        except gateway.GatewayRefused as error:
            logger.error("Stripe refuses what is asked about %s: %s", row, error.code)
        except LedgerError:
            logger.exception("%s does not fit the ledger", row)
        return False


def _abandoned() -> Iterable[Instruction]:
    return Instruction.objects.abandoned().select_related("monthly_gift")[:AT_ONCE]


def _let_go(instruction: Instruction) -> bool:
    give_up(instruction)
    return True


def _unanswered() -> Iterable[Instruction]:
    """Pages that Stripe was not asked about for a while, and calls without an answer."""
    now = timezone.now()
    return (
        Instruction.objects.live()
        .exclude(state=InstructionState.CREATED, kind__in=_PAGES, session_id=None)
        .annotate(asked=Coalesce("checked_at", "created_at"))
        .filter(
            Q(state=InstructionState.CREATED, asked__lt=now - ANSWER)
            | Q(asked__lt=now - ASK_YOUNG_EVERY, created_at__gt=now - YOUNG)
            | Q(asked__lt=now - ASK_OLD_EVERY)
        )
        .select_related("monthly_gift__fund")
        .order_by("asked")[:AT_ONCE]
    )


def _tell_again(instruction: Instruction) -> bool:
    # Noted before it is asked: one that never gets an answer goes to the end of the queue.
    Instruction.objects.filter(pk=instruction.pk).update(checked_at=timezone.now())
    act: dict[str, Callable[[Instruction], object]] = {
        InstructionKind.START: settle_beginning,
        InstructionKind.CARD: settle_card,
        InstructionKind.AMOUNT: tell_amount,
        InstructionKind.STOP: tell_stop,
    }
    act[instruction.kind](instruction)
    after = Instruction.objects.get(pk=instruction.pk)
    return after.state != instruction.state


def _missed() -> Iterable[gateway_monthly.InvoiceHead]:
    return gateway_monthly.invoices_since(timezone.now() - WINDOW)


def _owed() -> Iterable[Renewal]:
    now = timezone.now()
    return (
        Renewal.objects.live()
        .filter(created_at__gt=now - OWED_FOR)
        .filter(Q(checked_at=None) | Q(checked_at__lt=now - ASK_OLD_EVERY))
        .order_by(F("checked_at").asc(nulls_first=True))[:AT_ONCE]
    )


def _ask_about(renewal: Renewal) -> bool:
    Renewal.objects.filter(pk=renewal.pk).update(checked_at=timezone.now())
    after = settle_invoice(renewal.invoice_id)
    return after is not None and after.state != renewal.state


def _to_look_at() -> Iterable[MonthlyGift]:
    now = timezone.now()
    return (
        _running()
        .filter(
            Q(checked_at=None)
            | Q(checked_at__lt=now - LOOK_EVERY)
            | Q(checked_at__lt=now - LOOK_WHEN_DUE_EVERY, renews_at__lt=now - DRAFT)
        )
        .order_by(F("checked_at").asc(nulls_first=True))[:AT_ONCE]
    )


def _look(gift: MonthlyGift) -> bool:
    MonthlyGift.objects.filter(pk=gift.pk).update(checked_at=timezone.now())
    after = look(gift)
    return bool(catch_up(gift)) or after.state != gift.state


def _without_a_fund() -> Iterable[MonthlyGift]:
    return _running().filter(fund__closed_on__lt=timezone.localdate())[:AT_ONCE]


def _stop(gift: MonthlyGift) -> bool:
    stop(gift, StoppedBy.FUND, reason="the fund has closed")
    return True


def _running() -> QuerySet[MonthlyGift]:
    return MonthlyGift.objects.running().select_related("fund")
