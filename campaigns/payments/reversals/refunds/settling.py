"""The only way in which money given back through Stripe is entered.

Nobody is believed: message, answer and reconciliation only say which refund to look at. What Stripe
did is the truth, also where nobody here asked for it.
"""

import logging
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger
from campaigns.payments import gateway_movements
from campaigns.payments.gateway import GatewayUnavailable
from campaigns.payments.locks import lock_gift
from campaigns.payments.messages.freshness import count_answer, freshly
from campaigns.payments.messages.origins import charged_gift
from campaigns.payments.models import Donation, Refund, RefundKind
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.refunds import letters
from campaigns.payments.reversals.standing import take
from campaigns.payments.reversals.states import CLOSED_REFUNDS, STATE_AT_STRIPE, RefundState
from campaigns.payments.states import Happening
from campaigns.payments.stripe_movements import StripeRefund

logger = logging.getLogger(__name__)


class NoRoom(GatewayUnavailable):
    """More would have been given back than was paid, so what we know of `others` is out of date."""

    def __init__(self, others: list[str]) -> None:
        super().__init__("no_room")
        self.others = others


def settle_refund(stripe_refund_id: str) -> Refund | None:
    """Take over what Stripe says about a refund now; None where it is of no gift in our books.

    A refund that nobody asked for here gets a row, is entered like any other, and is flagged. One
    that finds no room beside the others shows that one of them came back unheard: they are asked
    about first. Raises `GatewayError`, `LedgerError`; then nothing has changed.
    """
    try:
        return _settle(stripe_refund_id)
    except NoRoom as full:
        for other in full.others:
            _settle(other)
        return _settle(stripe_refund_id)


def _settle(stripe_refund_id: str) -> Refund | None:
    return freshly(
        partial(_answers_to, stripe_refund_id), partial(_ask_and_take_over, stripe_refund_id)
    )


def settle_refunds_of(charge_id: str) -> None:
    """Take over every refund of a charge. Raises `GatewayError`, `LedgerError`."""
    for one in gateway_movements.refunds_of(charge_id):
        settle_refund(one.id)


def _answers_to(stripe_refund_id: str) -> int:
    known = Refund.objects.filter(stripe_refund_id=stripe_refund_id)
    return known.values_list("answers", flat=True).first() or 0


def _ask_and_take_over(stripe_refund_id: str, known_before: int) -> Refund | None:
    found = gateway_movements.fetch_refund(stripe_refund_id)
    if found.status not in STATE_AT_STRIPE:
        raise GatewayUnavailable("unknown_status")
    gift = charged_gift(found.charge) if found.charge else None
    if gift is None:
        logger.warning("refund %s is of no gift in our books", found.id)
        return None
    return _take_over(gift, found, known_before)


def _take_over(gift: UUID, found: StripeRefund, known_before: int) -> Refund | None:
    with transaction.atomic(durable=True):
        donation = lock_gift(gift)
        if found.currency != donation.currency:
            logger.error("refund %s is in %s: it is not entered", found.id, found.currency)
            return None
        refund = _row_of(donation, found)
        count_answer(refund, known_before)
        before, refund.state = refund.state, STATE_AT_STRIPE[found.status]
        refund.error_code = found.failure_code[:60]
        # One that is made now is in its state already.
        is_news = refund.closed_at is None or refund.state != before
        if is_news and refund.state in CLOSED_REFUNDS:
            refund.closed_at = timezone.now()
        refund.save()
        drafts = [*_enter(donation, refund, found), *_enter_return(donation, refund, found)]
        if refund.state == RefundState.SUCCEEDED and refund.entered_at:
            letters.tell_given_back(donation, refund)
        # Last, so that the row of the fund's total is locked for the shortest time.
        ledger.post(*drafts)
    return refund


def _row_of(donation: Donation, found: StripeRefund) -> Refund:
    """Our row for what Stripe has: known by its number, or by ours, or made now."""
    known = donation.refunds.filter(stripe_refund_id=found.id).first()
    if known is not None:
        return known
    asked_for = _asked_for(donation, found)
    if asked_for is not None:
        asked_for.stripe_refund_id = found.id
        return asked_for
    logger.error("refund %s of gift %s was made at Stripe, not here", found.id, donation.pk)
    refund = Refund.objects.create(
        donation=donation,
        amount_tiyn=found.amount_tiyn,
        kind=RefundKind.MADE_AT_STRIPE,
        state=STATE_AT_STRIPE[found.status],
        stripe_refund_id=found.id,
        created_at=found.created,
    )
    record("refund.found_at_stripe", refund, facts=_facts(refund))
    return refund


def _asked_for(donation: Donation, found: StripeRefund) -> Refund | None:
    """The approved row that `found` names and fits, and that no other at Stripe has taken."""
    try:
        return donation.refunds.filter(
            pk=found.refund_id,
            kind=RefundKind.REQUESTED_HERE,
            approved_by__isnull=False,
            stripe_refund_id__isnull=True,
            amount_tiyn=found.amount_tiyn,
        ).first()
    except ValidationError:  # No number of ours.
        return None


def _enter(donation: Donation, refund: Refund, found: StripeRefund) -> list[ledger.Draft]:
    if found.taken is None or refund.entered_at is not None:
        return []
    _require_room(donation, refund)
    refund.entered_at = found.taken.created
    refund.save(update_fields=["entered_at"])
    record("refund.entered", refund, facts=_facts(refund))
    borne = take(donation, Happening.REFUNDED)
    return reversal_books.refund_drafts(donation, refund, found.taken, borne)


def _require_room(donation: Donation, refund: Refund) -> None:
    """Stripe gives back no more than was paid. Raises `NoRoom`."""
    if donation.refunded_tiyn + refund.amount_tiyn > donation.amount_tiyn:
        at_stripe = donation.refunds.in_effect().exclude(stripe_refund_id=None)
        numbers = at_stripe.values_list("stripe_refund_id", flat=True)
        raise NoRoom([number for number in numbers if number is not None])


def _enter_return(donation: Donation, refund: Refund, found: StripeRefund) -> list[ledger.Draft]:
    if found.returned is None or refund.entered_at is None or refund.came_back_at is not None:
        return []
    refund.came_back_at = found.returned.created
    refund.save(update_fields=["came_back_at"])
    record("refund.came_back", refund, facts=_facts(refund) | {"code": refund.error_code})
    letters.tell_came_back(donation, refund)
    borne = take(donation, Happening.REFUND_FAILED)
    return reversal_books.refund_failed_drafts(donation, refund, found.returned, borne)


def _facts(refund: Refund) -> dict[str, object]:
    return {
        "gift": str(refund.donation_id),
        "tiyn": refund.amount_tiyn,
        "stripe": refund.stripe_refund_id,
    }
