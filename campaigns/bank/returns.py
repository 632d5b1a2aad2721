"""A refund that we paid by the bank came back: its money is the gift's and the fund's again.

The bank sends back what it cannot book: a closed account, a name that does not fit. The line is
tied to the refund, which stands as failed then; how else the donor gets the money is asked anew.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.entering import day_began
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.settlement import ANOTHER_SUM, NotMatched, decide, line_to_decide
from campaigns.funds import ledger
from campaigns.payments.locks import lock_refund
from campaigns.payments.reversals.refunds import returning
from campaigns.payments.reversals.refunds.errors import AlreadyDecided
from users.models import User


def know_return(line_id: int, refund_id: UUID, by: User) -> BankLine:
    """The line is this refund, sent back whole. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        donation, refund = lock_refund(refund_id)
        line = line_to_decide(line_id)
        if line.amount_tiyn != refund.amount_tiyn:
            raise NotMatched(ANOTHER_SUM)
        try:
            draft = returning.came_back(donation, refund, day_began(line.booked_on), by)
        except AlreadyDecided:
            raise NotMatched(
                _("This refund was not paid by the bank, or has come back already.")
            ) from None
        record("bank.refund_came_back", line, by, {"refund": str(refund.pk)})
        (line.entry,) = ledger.post(draft)
        line.aside_reason = AsideReason.CAME_BACK
        decide(line, LineState.ASIDE, by)
        return line
