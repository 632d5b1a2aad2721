"""The only way in which money that Stripe sends to our bank is entered. See `refunds.settling`."""

from functools import partial

from django.db import transaction

from campaigns.funds import ledger
from campaigns.payments import gateway_movements
from campaigns.payments.gateway import GatewayUnavailable
from campaigns.payments.locks import lock_payout
from campaigns.payments.messages.freshness import Overtaken, count_answer, freshly
from campaigns.payments.models import Payout
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.states import PayoutStatus
from campaigns.payments.stripe_movements import StripePayout


def settle_payout(stripe_payout_id: str) -> Payout:
    """Take over what Stripe says about a payout now.

    Entered when the balance moved, which is when it was made and not when it arrived; and again
    when it came back, which may be after it arrived. Raises `GatewayError`, `LedgerError`; then
    nothing has changed.
    """
    return freshly(
        partial(_answers_to, stripe_payout_id), partial(_ask_and_take_over, stripe_payout_id)
    )


def _answers_to(stripe_payout_id: str) -> int:
    known = Payout.objects.filter(stripe_id=stripe_payout_id)
    return known.values_list("answers", flat=True).first() or 0


def _ask_and_take_over(stripe_payout_id: str, known_before: int) -> Payout:
    found = gateway_movements.fetch_payout(stripe_payout_id)
    if found.status not in PayoutStatus.values:
        raise GatewayUnavailable("unknown_status")
    with transaction.atomic(durable=True):
        payout = _locked_row_of(found)
        count_answer(payout, known_before)
        payout.status, payout.error_code = found.status, found.failure_code[:60]
        payout.arrives_on = found.arrives_on
        drafts = [*_enter(payout, found), *_enter_return(payout, found)]
        payout.save()
        ledger.post(*drafts)
    return payout


def _locked_row_of(found: StripePayout) -> Payout:
    """The row, locked; made first where there is none."""
    fields = {
        "amount": found.amount,
        "currency": found.currency,
        "status": found.status,
        "is_automatic": found.is_automatic,
        "arrives_on": found.arrives_on,
        "made_at": found.created,
    }
    Payout.objects.get_or_create(stripe_id=found.id, defaults=fields)
    payout = lock_payout(found.id)
    if payout is None:
        raise Overtaken
    return payout


def _enter(payout: Payout, found: StripePayout) -> list[ledger.Draft]:
    if found.taken is None or payout.left_at is not None:
        return []
    payout.left_at = found.taken.created
    return reversal_books.payout_drafts(payout, found.taken)


def _enter_return(payout: Payout, found: StripePayout) -> list[ledger.Draft]:
    if found.returned is None or payout.left_at is None or payout.came_back_at is not None:
        return []
    payout.came_back_at = found.returned.created
    return reversal_books.payout_drafts(payout, found.returned, came_back=True)
