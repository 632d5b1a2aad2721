"""A refund that we paid by the bank came back: its money is the gift's and the fund's again.

The bank sends back what it cannot book: a closed account, a name that does not fit. The line is
tied to the refund, which stands as failed then; how else the donor gets the money is asked anew.
What the bank kept of it is entered as its fee: the gift is whole again.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.doubts import is_told_apart, returns_like
from campaigns.bank.entering import day_began
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.settlement import ANOTHER_SUM, AskAnother, NotMatched, decide, line_to_decide
from campaigns.bank.ties import TOLD_TWICE, post_what_is_missing
from campaigns.funds import ledger
from campaigns.payments.locks import lock_refund
from campaigns.payments.models import Donation, Refund
from campaigns.payments.reversals.refunds import returning
from users.models import User

_ANOTHER_REFUND = _(
    "Its day or sum is not that of the refund: say why it is this one, and another person looks."
)


def know_return(line_id: int, refund_id: UUID, by: User) -> BankLine:
    """The line is this refund, sent back: one of those that the page offers (`returns_like`).

    Raises `NotMatched`; `AskAnother` for any other refund that we paid by the bank, and for a line
    that may be another one told twice.
    """
    with transaction.atomic(durable=True):
        donation, refund = lock_refund(refund_id)
        line = line_to_decide(line_id)
        demand_may_be(line, refund)
        if is_told_apart(line):
            raise AskAnother(TOLD_TWICE)
        if not returns_like(line).filter(pk=refund.pk).exists():
            raise AskAnother(_ANOTHER_REFUND)
        return take_return(line, donation, refund, by)


def demand_may_be(line: BankLine, refund: Refund) -> None:
    """Raises `NotMatched` where the line cannot be this refund."""
    # More came than was sent: the rest would be hidden.
    if line.amount_tiyn > refund.amount_tiyn:
        raise NotMatched(ANOTHER_SUM)
    if not Refund.objects.paid_by_bank().filter(pk=refund.pk).exists():
        raise NotMatched(_("This refund was not paid by the bank, or has come back already."))


def take_return(line: BankLine, donation: Donation, refund: Refund, by: User) -> BankLine:
    """Call it with both locks held, last in its transaction, of what it may be."""
    draft = returning.came_back(donation, refund, day_began(line.booked_on), by)
    record("bank.refund_came_back", line, by, {"refund": str(refund.pk)})
    (line.entry,) = ledger.post(draft)
    line.aside_reason = AsideReason.CAME_BACK
    decide(line, LineState.ASIDE, by)
    post_what_is_missing(line, refund.amount_tiyn - line.amount_tiyn)
    return line
