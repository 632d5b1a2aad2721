"""How a monthly gift stands, taken over from Stripe's subscription."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.monthly import letters
from campaigns.monthly.comparison import subscription_difference
from campaigns.monthly.instructions import close, live, move
from campaigns.monthly.locks import lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.states import (
    InstructionKind,
    InstructionState,
    MonthlyHappening,
    MonthlyState,
    StoppedBy,
)
from campaigns.payments import gateway_monthly
from campaigns.payments.monthly_records import Subscription

_ENDED = frozenset({"canceled", "incomplete_expired"})
_OWING = frozenset({"past_due", "unpaid"})


def look(gift: MonthlyGift, *, patience: float | None = None) -> MonthlyGift:
    """Ask Stripe how a running gift stands; returns it as it then is. Raises `GatewayError`."""
    if gift.subscription_id is None:
        return gift
    subscription = gateway_monthly.fetch_subscription(gift.subscription_id, seconds=patience)
    return take_subscription(gift.pk, subscription)


def take_subscription(gift_id: UUID, subscription: Subscription) -> MonthlyGift:
    """Enter what a subscription tells. The call to Stripe lies before the lock."""
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift_id)
        # What has ended takes nothing any more, whatever else differs.
        is_ours = subscription.id == gift.subscription_id
        is_over = is_ours and subscription.status in _ENDED
        if not is_over:
            _compare(gift, subscription_difference(gift, subscription))
        if not is_ours:
            return gift
        gift.checked_at, gift.renews_at = timezone.now(), subscription.renews_at
        gift.save(update_fields=["checked_at", "renews_at"])
        if subscription.status in _ENDED:
            _end(gift, subscription)
        elif subscription.status in _OWING and gift.state == MonthlyState.ACTIVE:
            move(gift, MonthlyHappening.PAYMENT_FAILED)
        elif subscription.status == "active" and gift.state == MonthlyState.PAST_DUE:
            move(gift, MonthlyHappening.MENDED)
        return gift


def _end(gift: MonthlyGift, subscription: Subscription) -> None:
    stop = _stop_of(gift)
    for kind, state in (
        (InstructionKind.STOP, InstructionState.DONE),
        (InstructionKind.AMOUNT, InstructionState.FAILED),
        (InstructionKind.CARD, InstructionState.EXPIRED),
    ):
        if (instruction := live(gift, kind)) is not None:
            close(instruction, state, "ended" if state == InstructionState.FAILED else "")
    if not gift.can_be_stopped:
        return
    gave_up = stop is None and subscription.ended_because == "payment_failed"
    gift.cancelled_at = subscription.ended_at or timezone.now()
    gift.cancelled_by = stop.by if stop else StoppedBy.STRIPE
    gift.renews_at = None
    move(gift, MonthlyHappening.ENDED if gave_up else MonthlyHappening.CANCELLED)
    letters.stopped(gift)
    # What a person wrote stays with what Stripe was told; Stripe's own reason is a code.
    facts = {"by": gift.cancelled_by, "reason": "" if stop else subscription.ended_because}
    record("monthly.stopped", gift, actor=stop.actor if stop else None, facts=facts)


def _stop_of(gift: MonthlyGift) -> Instruction | None:
    """Who told Stripe to stop; None where Stripe did by itself."""
    asked = gift.instructions.filter(
        kind=InstructionKind.STOP, state__in=(InstructionState.CREATED, InstructionState.DONE)
    )
    return asked.select_related("actor").order_by("-n").first()


def _compare(gift: MonthlyGift, difference: str) -> None:
    """A person looks at what differs, until it is as agreed again; how it is paid is followed all
    the while, and each payment to come is compared by itself.

    What is held from its beginning keeps the reason that it has.
    """
    if not gift.is_running or gift.quarantine_reason == difference:
        return
    facts = {"reason": difference or gift.quarantine_reason}
    gift.quarantine_reason, gift.changed_at = difference, timezone.now()
    gift.save(update_fields=["quarantine_reason", "changed_at"])
    record("monthly.held" if difference else "monthly.as_agreed", gift, facts=facts)
