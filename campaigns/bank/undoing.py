"""What was said of a line is taken back: the only way, and by two people (`asking`).

The gift that had the money waits again for its own, its receipt is void, and its donor is told. The
line is as it was when the bank told of it, and what is entered from it next has a source of its own
(`BankLine.source`): the ledger keeps the mistake, its reversal and what was right.
"""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.bank import letters
from campaigns.bank.models import AsideReason, Asked, BankLine, LineState
from campaigns.bank.settlement import NotMatched, decide
from campaigns.funds import ledger
from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments.letters import unthank
from campaigns.payments.models import Donation
from campaigns.payments.reversals.refunds import returning
from campaigns.payments.reversals.refunds.errors import AlreadyDecided, NewestFirst
from campaigns.payments.reversals.refunds.requests import left_to_refund
from campaigns.payments.states import DonationState, Happening, next_state
from campaigns.receipts.issuing import align
from users.models import User

_GIVEN_BACK = _(
    "Some of this gift was given back, or is about to be: its money is gone. Settle it with the "
    "donor first."
)


def gift_of(line: BankLine) -> UUID | None:
    """The gift whose money the line is, or went back to."""
    if line.aside_reason == AsideReason.CAME_BACK and line.entry is not None:
        return line.entry.donation
    return line.donation_id


def demand_can_be_undone(line: BankLine, donation: Donation | None) -> None:
    """Raises `NotMatched`, with why not."""
    if line.state == LineState.NEW or line.aside_reason == AsideReason.OUT:
        raise NotMatched(_("Nothing was said of this line that could be taken back."))
    if donation is None:
        return
    if line.aside_reason == AsideReason.CAME_BACK:
        if left_to_refund(donation) < line.amount_tiyn:
            raise NotMatched(_GIVEN_BACK)
    elif donation.state != DonationState.PAID or donation.refunds.live().exists():
        raise NotMatched(_GIVEN_BACK)


def undo(asked: Asked, line: BankLine, donation: Donation | None, by: User) -> None:
    """Call it with both locks held, last in its transaction. Raises `NotMatched`."""
    demand_can_be_undone(line, donation)
    facts = {"asked_by": asked.recorded_by_id, "was": line.aside_reason or "gift"}
    record("bank.line_undone", line, by, facts)
    entries = _entered_from(line)
    asked.source = " ".join(entry.external_id for entry in entries)
    asked.save(update_fields=["source"])
    if donation is not None:
        _without(donation, line, by)
    line.donation = line.payout = line.entry = None
    line.aside_note, line.turn = "", line.turn + 1
    if line.amount_tiyn > 0:
        line.aside_reason = ""
        decide(line, LineState.NEW, by)
    else:
        line.aside_reason = AsideReason.OUT
        decide(line, LineState.ASIDE, by)
    # Last, so that the row of the fund's total is locked for the shortest time.
    for entry in entries:
        ledger.reverse(entry, reason=f"bank line undone: {asked.pk}", happened_at=timezone.now())


def _entered_from(line: BankLine) -> list[Entry]:
    """What was posted because of the line; nothing where it was only tied or set aside."""
    ours = Entry.objects.filter(external_id=line.source, reversed_by=None)
    if line.state == LineState.MATCHED:
        return [ours.get(kind=Kind.BANK_RECEIPT)]
    # A fee, or what the bank kept of what came, or made of it.
    posted = list(ours.filter(kind__in=(Kind.BANK_FEE, Kind.BANK_EXCHANGE)))
    if line.aside_reason == AsideReason.CAME_BACK and line.entry is not None:
        posted.append(line.entry)
    return posted


def _without(donation: Donation, line: BankLine, by: User) -> None:
    """The gift without the money of the line. Raises `NotMatched`."""
    if line.entry is None:
        _wait_again(donation, by)
        return
    try:
        returning.stayed_away(donation, line.entry, by)
    except AlreadyDecided:
        raise NotMatched(_GIVEN_BACK) from None
    except NewestFirst as refused:
        raise NotMatched(str(refused)) from None


def _wait_again(donation: Donation, by: User) -> None:
    donation.state = next_state(donation.state, Happening.UNMATCHED)
    pledge = getattr(donation, "pledge", None)
    if pledge is None:
        # Nobody promised it: there is nothing to wait for.
        donation.state = next_state(donation.state, Happening.EXPIRED)
    elif pledge.promised_tiyn:
        donation.amount_tiyn = pledge.promised_tiyn
    was_tiyn = Donation.objects.values_list("amount_tiyn", flat=True).get(pk=donation.pk)
    donation.paid_at, donation.changed_at = None, timezone.now()
    donation.save(update_fields=["amount_tiyn", "state", "paid_at", "changed_at"])
    record("gift.unmatched", donation, by, {"tiyn": was_tiyn})
    align(donation)
    if unthank(donation):
        letters.tell_of_mistake(donation, was_tiyn)
