"""Lines that the books know already, and fees of the bank.

What finance pays by the bank (a refund, a home, a wish) is posted when finance says that it is
paid, and cash when it was brought there. The line of the statement is the other half of that entry:
it is tied to it and posts nothing.
"""

from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.doubts import is_told_apart
from campaigns.bank.entering import day_began
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.settlement import (
    ANOTHER_SUM,
    AskAnother,
    NotMatched,
    decide,
    is_for_two,
    told_apart,
)
from campaigns.funds import ledger
from campaigns.funds.accounts import BANK, OPERATIONS
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft, Leg
from campaigns.funds.models import Entry
from money.amounts import CURRENCY
from users.models import User

# Payments are entered by hand, some days before or after the bank books them.
ABOUT = timedelta(days=30)
MOST = 20
# These come from lines themselves, or have a tie of their own (`BankLine.payout`).
_NOT_TIED = (
    Kind.BANK_RECEIPT,
    Kind.BANK_FEE,
    Kind.PAYOUT,
    Kind.BANK_EXCHANGE,
    Kind.REFUND_FAILED,
)
_HAS_ITS_LINE = _("This payment has its line already.")
TOLD_TWICE = _("This may be another line told twice: say why it is none, and another person looks.")
_NO_FEE = _("A fee of the bank is money in tenge that went out.")


def untied() -> QuerySet[Entry]:
    """Entries that moved our account at the bank, and whose line is not known."""
    return (
        Entry.objects.filter(postings__account=BANK, bank_line=None)
        .exclude(kind__in=_NOT_TIED)
        .exclude(reverses__kind__in=_NOT_TIED)
    )


def candidates(line: BankLine) -> list[Entry]:
    """What the line may be of: the same sum, the nearest day first."""
    if line.currency != CURRENCY:
        return []
    noon = timezone.make_aware(datetime.combine(line.booked_on, time(12)))
    found = untied().filter(
        postings__account=BANK,
        postings__amount_tiyn=line.amount_tiyn,
        postings__currency=CURRENCY,
        happened_at__range=(noon - ABOUT, noon + ABOUT),
    )
    return sorted(found.distinct()[:MOST], key=lambda one: abs(one.happened_at - noon))


def tie(line_id: int, entry: Entry, by: User) -> BankLine:
    """The line is the bank's side of `entry`: nothing is posted. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        line = told_apart(line_id)
        if not untied().filter(pk=entry.pk).exists():
            raise NotMatched(_HAS_ITS_LINE)
        if line.currency != CURRENCY or _moved_at_bank(entry) != line.amount_tiyn:
            raise NotMatched(ANOTHER_SUM)
        line.entry, line.aside_reason = entry, AsideReason.BOOKED
        record("bank.line_tied", line, by, {"kind": entry.kind, "source": entry.external_id})
        try:
            with transaction.atomic():
                decide(line, LineState.ASIDE, by)
        except IntegrityError:
            # A rival's line was quicker: no row of the ledger is locked, which the web may not do.
            raise NotMatched(_HAS_ITS_LINE) from None
        return line


def enter_fee(line_id: int, by: User) -> BankLine:
    """What the bank took for its work: operations bear it. Raises `NotMatched`.

    More than `BANK_ALONE_MOST_TIYN`, or told twice perhaps: for two people (`AskAnother`).
    """
    with transaction.atomic(durable=True):
        line = told_apart(line_id)
        if is_for_two(line):
            raise AskAnother(
                _("This is much for a fee: say what it was for, and another person looks.")
            )
        if is_told_apart(line):
            raise AskAnother(TOLD_TWICE)
        return post_fee(line, by)


def post_fee(line: BankLine, by: User) -> BankLine:
    """Call it with the line's lock held, last in its transaction. Raises `NotMatched`."""
    if line.amount_tiyn >= 0 or line.currency != CURRENCY:
        raise NotMatched(_NO_FEE)
    fee = -line.amount_tiyn
    record("bank.fee_entered", line, by, {"tiyn": fee})
    (line.entry,) = ledger.post(_fee_draft(line, fee))
    line.aside_reason = AsideReason.FEE
    decide(line, LineState.ASIDE, by)
    return line


def post_what_is_missing(line: BankLine, tiyn: int) -> None:
    """What the bank kept of the money that the line is of, if it kept any: a fee of its own."""
    if tiyn:
        ledger.post(_fee_draft(line, tiyn))


def _fee_draft(line: BankLine, tiyn: int) -> Draft:
    return Draft(
        kind=Kind.BANK_FEE,
        external_id=line.source,
        legs=(Leg(OPERATIONS, tiyn, line.currency), Leg(BANK, -tiyn, line.currency)),
        happened_at=day_began(line.booked_on),
    )


def _moved_at_bank(entry: Entry) -> int:
    return sum(one.amount_tiyn for one in entry.postings.filter(account=BANK, currency=CURRENCY))
