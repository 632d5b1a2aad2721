"""What a comparison may put right by itself: only by the ways in which it would have been entered
anyway, had Stripe's message come."""

import logging

from django.db import IntegrityError

from campaigns.funds import ledger
from campaigns.payments import gateway
from campaigns.payments.messages import balance
from campaigns.payments.states import WrongTransition
from campaigns.payments.stripe_records import BalanceLine

logger = logging.getLogger(__name__)


def heal(line: BalanceLine) -> bool:
    """Enter what a line stands for; whether that could be tried to the end.

    Nothing of what may go wrong is raised: the line is then told as what it still is, and the lines
    after it are read.
    """
    try:
        return balance.enter(line)
    except (gateway.GatewayError, ledger.LedgerError, WrongTransition, IntegrityError) as error:
        logger.warning("%s was not entered: %s", line.id, type(error).__name__)
        return False
