"""Two people about one line: one asks, with a reason, another one does it.

For what is taken back, for a gift that may be none (`doubts`), for a payout or a returned refund of
another day or sum, for a fee or a refund that may be told twice, and for more than one person says
alone: a large fee, a large line that is set aside.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank.locks import lock_line
from campaigns.bank.models import Act, Asked, BankLine, Decision
from campaigns.bank.payouts import hold_payout, take_payout
from campaigns.bank.returns import demand_may_be, take_return
from campaigns.bank.settlement import (
    NotMatched,
    line_that_came,
    line_to_decide,
    line_to_set_aside,
    pay_pledge,
    pay_unpromised,
    put_aside,
    told_apart,
)
from campaigns.bank.ties import post_fee
from campaigns.bank.undoing import demand_can_be_undone, gift_of, undo
from campaigns.funds.models import Fund
from campaigns.payments.locks import lock_gift
from campaigns.payments.models import Donation, Payout, Refund
from users.models import User

_ASKED_ALREADY = _("Somebody has asked about this line already.")
_DECIDED = _("Somebody has decided about this meanwhile.")


def ask_to_undo(line_id: int, reason: str, by: User) -> Asked:
    """What was said of the line was wrong. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        donation, line = _lock(line_id)
        demand_can_be_undone(line, donation)
        return _ask(line, Act.UNDO, reason, by, donation=donation)


def ask_for_gift(
    line_id: int, reason: str, by: User, *, pledged: UUID | None = None, fund: Fund | None = None
) -> Asked:
    """It is a gift in spite of all doubts: one that was promised, or to `fund`.

    Raises `NotMatched`.
    """
    with transaction.atomic(durable=True):
        line = line_to_decide(line_id)
        donation = Donation.objects.get(pk=pledged) if pledged else None
        return _ask(line, Act.GIFT, reason, by, donation=donation, fund=fund)


def ask_for_fee(line_id: int, reason: str, by: User) -> Asked:
    """Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        return _ask(told_apart(line_id), Act.FEE, reason, by)


def ask_to_set_aside(line_id: int, what: str, reason: str, by: User) -> Asked:
    """It is no gift but `what`, an `AsideReason`. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        line = line_to_set_aside(line_id, what)
        return _ask(line, Act.ASIDE, reason, by, aside_reason=what)


def ask_for_payout(line_id: int, payout: Payout, reason: str, by: User) -> Asked:
    """It is this one in spite of its day or sum. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        line = line_that_came(line_id)
        return _ask(line, Act.PAYOUT, reason, by, payout=hold_payout(line, payout))


def ask_for_return(line_id: int, refund: Refund, reason: str, by: User) -> Asked:
    """It is this one, in spite of its day or sum, or of another line told alike.

    Raises `NotMatched`.
    """
    with transaction.atomic(durable=True):
        line = line_to_decide(line_id)
        demand_may_be(line, refund)
        return _ask(line, Act.RETURN, reason, by, donation=refund.donation, refund=refund)


def agree(asked_id: int, by: User) -> Asked:
    """Do what another person asked for. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        donation, line, asked = _lock_asked(asked_id)
        if asked.recorded_by_id == by.pk:
            raise NotMatched(_("You asked for this yourself: another person decides."))
        _decide(asked, Decision.CONFIRMED, by)
        _do(asked, line, donation, by)
        return asked


def refuse(asked_id: int, why: str, by: User) -> Asked:
    """Not so. Whoever asked may take it back as well. Raises `NotMatched`."""
    with transaction.atomic(durable=True):
        _donation, line, asked = _lock_asked(asked_id)
        asked.reject_reason = why
        _decide(asked, Decision.REJECTED, by)
        record("bank.line_refused", line, by, {"asked": asked.pk, "act": asked.act})
        return asked


def _do(asked: Asked, line: BankLine, donation: Donation | None, by: User) -> None:
    if asked.act == Act.UNDO:
        undo(asked, line, donation, by)
        return
    if asked.act == Act.ASIDE:
        line = line_to_set_aside(line.pk, asked.aside_reason)
        put_aside(line, asked.aside_reason, asked.reason, by)
        return
    if asked.act == Act.FEE:
        post_fee(told_apart(line.pk), by)
        return
    if asked.payout is not None:
        line = line_that_came(line.pk)
        take_payout(line, hold_payout(line, asked.payout), by)
        return
    line = line_to_decide(line.pk)
    if donation is not None and asked.refund is not None:
        demand_may_be(line, asked.refund)
        take_return(line, donation, asked.refund, by)
    elif donation is not None:
        pay_pledge(donation, line, by)
    elif asked.fund is not None:
        pay_unpromised(line, asked.fund, by)


def _lock(line_id: int) -> tuple[Donation | None, BankLine]:
    """The line with the gift that it is of, the gift locked first. Raises `NotMatched`."""
    known = gift_of(BankLine.objects.select_related("entry").get(pk=line_id))
    donation = lock_gift(known) if known else None
    line = lock_line(line_id)
    if gift_of(line) != known:
        raise NotMatched(_DECIDED)
    return donation, line


def _lock_asked(asked_id: int) -> tuple[Donation | None, BankLine, Asked]:
    """Gift, line and question as they stand, the gift locked first. Raises `NotMatched`."""
    known = Asked.objects.get(pk=asked_id)
    donation = lock_gift(known.donation_id) if known.donation_id else None
    line = lock_line(known.line_id)
    asked = Asked.objects.select_related("fund", "payout", "refund").get(pk=asked_id)
    if asked.state != Decision.PENDING:
        raise NotMatched(_DECIDED)
    if asked.act == Act.UNDO and gift_of(line) != asked.donation_id:
        raise NotMatched(_DECIDED)
    return donation, line, asked


def _ask(
    line: BankLine,
    act: Act,
    reason: str,
    by: User,
    *,
    donation: Donation | None = None,
    fund: Fund | None = None,
    payout: Payout | None = None,
    refund: Refund | None = None,
    aside_reason: str = "",
) -> Asked:
    try:
        with transaction.atomic():
            asked = Asked.objects.create(
                line=line,
                act=act,
                reason=reason,
                amount_tiyn=abs(line.amount_tiyn),
                donation=donation,
                fund=fund,
                payout=payout,
                refund=refund,
                aside_reason=aside_reason,
                recorded_by=by,
            )
    except IntegrityError:
        raise NotMatched(_ASKED_ALREADY) from None
    record("bank.line_asked", line, by, {"asked": asked.pk, "act": act})
    return asked


def _decide(asked: Asked, state: Decision, by: User) -> None:
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save()
