"""The only way in which a dispute is entered. See `refunds.settling`, which it is like.

Money decides: an entry is made for each movement of Stripe's balance, whatever the dispute is
called. An inquiry moves none and makes no entry. Only a loss moves nothing and is entered all the
same: what the bank held is then ours no more.

Stripe documents one withdrawal of a dispute at most, and one return
(https://docs.stripe.com/api/disputes/object, `balance_transactions`); any other line would stand on
the finance desk as a second one.
"""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger
from campaigns.payments import gateway_movements
from campaigns.payments.gateway import GatewayUnavailable
from campaigns.payments.locks import lock_gift
from campaigns.payments.messages.freshness import count_answer, freshly
from campaigns.payments.messages.origins import charged_gift
from campaigns.payments.models import Dispute, Donation
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.standing import take
from campaigns.payments.reversals.states import OPEN_DISPUTES, DisputeStatus
from campaigns.payments.states import Happening
from campaigns.payments.stripe_movements import StripeDispute

logger = logging.getLogger(__name__)


def settle_dispute(stripe_dispute_id: str) -> Dispute | None:
    """Take over what Stripe says about a dispute now; None where it is of no gift in our books.

    Raises `GatewayError`, `LedgerError`; then nothing has changed.
    """
    return freshly(
        partial(_answers_to, stripe_dispute_id), partial(_ask_and_take_over, stripe_dispute_id)
    )


def _answers_to(stripe_dispute_id: str) -> int:
    known = Dispute.objects.filter(stripe_id=stripe_dispute_id)
    return known.values_list("answers", flat=True).first() or 0


def _ask_and_take_over(stripe_dispute_id: str, known_before: int) -> Dispute | None:
    found = gateway_movements.fetch_dispute(stripe_dispute_id)
    if found.status not in DisputeStatus.values:
        raise GatewayUnavailable("unknown_status")
    gift = charged_gift(found.charge)
    if gift is None:
        logger.warning("dispute %s is of no gift in our books", found.id)
        return None
    return _take_over(gift, found, known_before)


def _take_over(gift: UUID, found: StripeDispute, known_before: int) -> Dispute | None:
    with transaction.atomic(durable=True):
        donation = lock_gift(gift)
        if found.currency != donation.currency:
            logger.error("dispute %s is in %s: it is not entered", found.id, found.currency)
            return None
        dispute = _row_of(donation, found)
        count_answer(dispute, known_before)
        _note(dispute, found)
        drafts = [
            *_enter(donation, dispute, found),
            *_enter_return(donation, dispute, found),
            *_enter_loss(donation, dispute),
        ]
        # Last, so that the row of the fund's total is locked for the shortest time.
        ledger.post(*drafts)
    return dispute


def _row_of(donation: Donation, found: StripeDispute) -> Dispute:
    known = donation.disputes.filter(stripe_id=found.id).first()
    if known is not None:
        return known
    return Dispute(
        stripe_id=found.id,
        donation=donation,
        amount_tiyn=found.amount_tiyn,
        opened_at=found.created,
    )


def _note(dispute: Dispute, found: StripeDispute) -> None:
    is_new, before = dispute.pk is None, dispute.status
    dispute.status, dispute.reason = found.status, found.reason[:60]
    dispute.evidence_due_at = found.evidence_due
    dispute.fee, dispute.fee_currency = found.fee, found.fee_currency
    is_open = dispute.status in OPEN_DISPUTES
    dispute.closed_at = None if is_open else dispute.closed_at or timezone.now()
    if dispute.withdrawn_at is None:
        dispute.amount_tiyn = found.amount_tiyn
    dispute.save()
    if is_new or before != dispute.status:
        facts = {"gift": str(dispute.donation_id), "tiyn": dispute.amount_tiyn}
        record("dispute.heard_of", dispute, facts=facts | {"status": dispute.status})


def _enter(donation: Donation, dispute: Dispute, found: StripeDispute) -> list[ledger.Draft]:
    if found.taken is None or dispute.withdrawn_at is not None:
        return []
    dispute.withdrawn_at = found.taken.created
    dispute.save(update_fields=["withdrawn_at"])
    borne = take(donation, Happening.DISPUTED)
    return reversal_books.dispute_drafts(donation, dispute, found.taken, borne)


def _enter_return(donation: Donation, dispute: Dispute, found: StripeDispute) -> list[ledger.Draft]:
    is_out = dispute.withdrawn_at is not None and dispute.reinstated_at is None
    if found.returned is None or not is_out:
        return []
    dispute.reinstated_at = found.returned.created
    dispute.save(update_fields=["reinstated_at"])
    borne = take(donation, Happening.DISPUTE_WON)
    return reversal_books.dispute_won_drafts(donation, dispute, found.returned, borne)


def _enter_loss(donation: Donation, dispute: Dispute) -> list[ledger.Draft]:
    is_out = dispute.withdrawn_at is not None and dispute.reinstated_at is None
    if dispute.status != DisputeStatus.LOST or not is_out or dispute.lost_at is not None:
        return []
    dispute.lost_at = timezone.now()
    dispute.save(update_fields=["lost_at"])
    take(donation, Happening.DISPUTE_LOST)
    return [reversal_books.dispute_lost_draft(donation, dispute, dispute.lost_at)]
