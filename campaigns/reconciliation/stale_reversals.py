"""Refunds, disputes and payouts of which Stripe may still say something are asked about.

Most of what happens to them is a line of Stripe's books, and found there. A dispute that is lost,
and a refund or payout that arrives, move nothing at Stripe: without its message nobody would know.
"""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

from django.db import IntegrityError

from campaigns.funds import ledger
from campaigns.payments import gateway
from campaigns.payments.models import Dispute, Payout, Refund
from campaigns.payments.reversals.disputes import settle_dispute
from campaigns.payments.reversals.payouts import settle_payout
from campaigns.payments.reversals.refunds import settle_refund
from campaigns.payments.reversals.states import PayoutStatus, RefundState
from campaigns.payments.states import WrongTransition

logger = logging.getLogger(__name__)

# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60
UNDER_WAY = (PayoutStatus.PENDING, PayoutStatus.IN_TRANSIT)


def stale_reversals(limit: int = 100) -> int:
    """Ask about what is under way, up to `limit` of each kind; returns how many were asked about.

    There are few at a time. Where there are more, chance sees to it that each has its turn.
    """
    asked, stop_at = 0, monotonic() + TURN_SECONDS
    for ask in _under_way(limit):
        if monotonic() >= stop_at:
            break
        try:
            ask()
            asked += 1
        except gateway.GatewayUnavailable as error:
            logger.warning("Stripe does not answer (%s): the rest is asked later", error.code)
            break
        except gateway.GatewayRefused as error:
            logger.error("Stripe refused to tell about a refund or dispute: %s", error.code)
        except (ledger.LedgerError, WrongTransition, IntegrityError):
            logger.exception("what Stripe tells does not fit the ledger")
    return asked


def _under_way(limit: int) -> Iterator[Callable[[], object]]:
    refunds = Refund.objects.filter(state=RefundState.SENT, stripe_refund_id__isnull=False)
    for dispute in Dispute.objects.open().order_by("?")[:limit]:
        yield partial(settle_dispute, dispute.stripe_id)
    for refund in refunds.order_by("?")[:limit]:
        yield partial(settle_refund, refund.stripe_refund_id or "")
    for payout in Payout.objects.filter(status__in=UNDER_WAY).order_by("?")[:limit]:
        yield partial(settle_payout, payout.stripe_id)
