"""A refund that we paid by a transfer of ours, and that the donor's bank sent back.

Whoever finds its money at our bank calls this, with the gift's lock held.
"""

from datetime import datetime

from django.utils import timezone

from audit.record import record
from campaigns.funds.kinds import Kind
from campaigns.funds.ledger import Draft
from campaigns.funds.models import Entry
from campaigns.payments.models import Donation, Refund
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.refunds import letters
from campaigns.payments.reversals.refunds.errors import AlreadyDecided, NewestFirst
from campaigns.payments.reversals.refunds.requests import left_to_refund
from campaigns.payments.reversals.standing import take
from campaigns.payments.reversals.states import Decision, next_refund_state
from campaigns.payments.states import Happening
from users.models import User

# As our own last word of it, where Stripe's would stand.
CODE = "returned_by_bank"


def came_back(donation: Donation, refund: Refund, came_at: datetime, by: User) -> Draft:
    """The refund did not go through, and its money is the gift's again: to be posted last.

    The donor is asked for another way. Raises `AlreadyDecided`.
    """
    if not Refund.objects.paid_by_bank().filter(pk=refund.pk).exists():
        raise AlreadyDecided
    refund.state = next_refund_state(refund.state, Decision.CAME_BACK)
    refund.came_back_at, refund.error_code, refund.closed_at = came_at, CODE, timezone.now()
    # What was said before it was paid, or when it came back before, is not said of this.
    refund.waive_asked_by = refund.waive_asked_at = refund.waived_by = None
    refund.save()
    record("refund.came_back", refund, by, _facts(refund) | {"code": CODE})
    number = _number(refund)
    letters.tell_came_back(donation, refund, number)
    borne = take(donation, Happening.REFUND_FAILED)
    return reversal_books.sent_back_draft(donation, refund, came_at, borne, number)


def stayed_away(donation: Donation, entry: Entry, by: User) -> Refund:
    """What was taken for the refund (its `entry`) was other money: the entry is to be reversed.

    Raises `AlreadyDecided` where what of the gift came back has been given or asked for since, and
    `NewestFirst` where another part came back later, so that the mirror of the entry would not fit.
    """
    refund = donation.refunds.get(pk=entry.external_id.partition(":")[0])
    if refund.came_back_at is None or left_to_refund(donation) < refund.amount_tiyn:
        raise AlreadyDecided
    refund.state = next_refund_state(refund.state, Decision.STAYED_AWAY)
    refund.came_back_at, refund.error_code, refund.closed_at = None, "", timezone.now()
    refund.save(update_fields=["state", "came_back_at", "error_code", "closed_at"])
    record("refund.stayed_away", refund, by, _facts(refund))
    letters.keep_back(entry.external_id)
    if take(donation, Happening.REFUNDED).gifts != -entry.gifts:
        others = donation.refunds.filter(came_back_at__isnull=False)
        raise NewestFirst if others.exists() else AlreadyDecided
    return refund


def _number(refund: Refund) -> str:
    """A source is entered once for ever: with how often it was undone, as that of a line."""
    before = Entry.objects.filter(
        kind=Kind.REFUND_FAILED, external_id__startswith=str(refund.pk), reversed_by__isnull=False
    ).count()
    return f"{refund.pk}:{before}" if before else str(refund.pk)


def _facts(refund: Refund) -> dict[str, object]:
    return {"gift": str(refund.donation_id), "tiyn": refund.amount_tiyn}
