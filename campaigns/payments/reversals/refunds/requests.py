"""What people do about a refund. Nothing here calls Stripe or moves money, but `paid_out`, which
enters what finance has given back by its own hands."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger
from campaigns.funds.cash_box import cash_in_box, lock_cash_box
from campaigns.payments.locks import lock_gift, lock_refund
from campaigns.payments.models import Donation, Method, Refund, RefundKind
from campaigns.payments.reversals import books as reversal_books
from campaigns.payments.reversals.refunds import letters
from campaigns.payments.reversals.refunds.errors import (
    AlreadyDecided,
    AnotherPays,
    InDispute,
    NothingToGiveBack,
    NotInTheBox,
    NotThisWay,
    NotYours,
    OverRefund,
    SamePerson,
)
from campaigns.payments.reversals.standing import take
from campaigns.payments.reversals.states import Decision, next_refund_state
from campaigns.payments.states import DonationState, Happening, WrongTransition
from jobs.wake import wake
from users.models import User

# The way it came first. Cash may lie at the bank by now.
_WAYS_BACK = {
    Method.CARD: [RefundKind.REQUESTED_HERE],
    Method.TRANSFER: [RefundKind.BY_BANK],
    Method.CASH: [RefundKind.IN_CASH, RefundKind.BY_BANK],
}
_THROUGH_STRIPE = (RefundKind.REQUESTED_HERE, RefundKind.MADE_AT_STRIPE)
_BY_HAND = (RefundKind.BY_BANK, RefundKind.IN_CASH)
# Stripe refuses to give back what a bank has already taken.
_REFUNDABLE = frozenset({DonationState.PAID, DonationState.PARTLY_REFUNDED, DonationState.LOST})


def left_to_refund(donation: Donation) -> int:
    """What of the gift can still be asked for, in tiyn: it stands, and no other refund has it."""
    if donation.state not in _REFUNDABLE:
        return 0
    promised = donation.refunds.live().aggregate(sum=Sum("amount_tiyn"))["sum"] or 0
    return max(donation.amount_tiyn - donation.contested_tiyn - donation.lost_tiyn - promised, 0)


def ways_back(donation: Donation) -> list[RefundKind]:
    """How the gift may go back, the way it came first; by bank also where its card did not take
    it, but not while the card's bank asks about it: that may take it back from us as well."""
    ways = _WAYS_BACK[Method(donation.method)]
    failed = donation.refunds.failed().filter(kind__in=_THROUGH_STRIPE)
    if failed.exists() and not donation.disputes.open().exists():
        return [*ways, RefundKind.BY_BANK]
    return ways


def request(
    donation: Donation,
    amount_tiyn: int,
    reason: str,
    by: User,
    *,
    note: str = "",
    kind: RefundKind | None = None,
) -> Refund:
    """Ask for `amount_tiyn` of a gift to be given back: the way it came, unless `kind` says how.

    Nothing is sent before another person approves. `note` holds no personal data. Raises
    `NothingToGiveBack`, `OverRefund`, `NotThisWay`.
    """
    with transaction.atomic():
        donation = lock_gift(donation.pk)
        left = left_to_refund(donation)
        if not left:
            raise NothingToGiveBack
        if not 0 < amount_tiyn <= left:
            raise OverRefund(left)
        ways = ways_back(donation)
        if kind is not None and kind not in ways:
            raise NotThisWay
        refund = Refund.objects.create(
            donation=donation,
            amount_tiyn=amount_tiyn,
            kind=kind or ways[0],
            reason=reason,
            note=note,
            requested_by=by,
            created_at=timezone.now(),
        )
        _note("refund.requested", refund, by)
    return refund


def approve(refund: Refund, by: User) -> Refund:
    """Say yes to what another asked for; a worker then sends it, or finance pays it out.

    Raises `SamePerson`, `AlreadyDecided`, and what `_demand_room` does.
    """
    with transaction.atomic():
        donation, refund = lock_refund(refund.pk)
        if refund.requested_by_id == by.pk:
            raise SamePerson
        _decide(refund, Decision.APPROVED)
        _demand_room(donation, refund)
        refund.approved_by, refund.approved_at = by, timezone.now()
        refund.save(update_fields=["state", "approved_by", "approved_at"])
        _note("refund.approved", refund, by)
        if refund.kind == RefundKind.REQUESTED_HERE:
            wake("send approved refunds")
    return refund


def reject(refund: Refund, by: User, *, note: str = "") -> Refund:
    """Say no to what another asked for. Raises `SamePerson`, `AlreadyDecided`."""
    with transaction.atomic():
        refund = lock_refund(refund.pk)[1]
        if refund.requested_by_id == by.pk:
            raise SamePerson
        return _close(refund, Decision.REJECTED, by, note)


def withdraw(refund: Refund, by: User) -> Refund:
    """Take back one's own asking, before anybody has decided.

    Raises `NotYours`, `AlreadyDecided`.
    """
    with transaction.atomic():
        refund = lock_refund(refund.pk)[1]
        if refund.requested_by_id != by.pk:
            raise NotYours
        return _close(refund, Decision.WITHDRAWN, by, "")


def paid_out(refund: Refund, by: User, *, paid_at: datetime, reference: str) -> Refund:
    """Enter that an approved refund was paid by a transfer of ours, or from the cash box.

    `reference` is the number of the payment order or of the cash voucher. Raises `AlreadyDecided`,
    what `demand_payable` does, and `NotInTheBox` where the cash that was taken from it has not been
    entered yet.
    """
    with transaction.atomic():
        donation, refund = lock_refund(refund.pk)
        if refund.kind == RefundKind.REQUESTED_HERE:
            raise AlreadyDecided
        _decide(refund, Decision.PAID_OUT)
        demand_payable(donation, refund, by, timezone.localdate(paid_at))
        if refund.kind == RefundKind.IN_CASH:
            _demand_in_box(refund.amount_tiyn)
        refund.reference, refund.entered_at, refund.closed_at = reference, paid_at, timezone.now()
        refund.save(update_fields=["state", "reference", "entered_at", "closed_at"])
        borne = take(donation, Happening.REFUNDED)
        letters.tell_given_back(donation, refund)
        _note("refund.paid_out", refund, by)
        ledger.post(reversal_books.paid_out_draft(donation, refund, paid_at, borne))
    return refund


def demand_payable(donation: Donation, refund: Refund, by: User, day: date | None = None) -> None:
    """Ask again, since it was approved some time ago, whether it may be paid out (or was rightly
    paid on `day`), and by whom. Raises `AnotherPays`, and what `_demand_room` does.
    """
    is_new_way = refund.kind == RefundKind.BY_BANK and donation.method != Method.TRANSFER
    if is_new_way and refund.requested_by_id == by.pk:
        raise AnotherPays
    _demand_room(donation, refund, day)


def _demand_room(donation: Donation, refund: Refund, day: date | None = None) -> None:
    """Raises `InDispute`, and `OverRefund` where the gift has less left now, or had on `day`.

    What left us before the donor's bank asked has left us: it is entered, whatever the bank took.
    """
    disputes = donation.disputes.all()
    if day is not None:
        disputes = disputes.filter(opened_at__date__lte=day)
    if refund.kind in _BY_HAND and disputes.open().exists():
        raise InDispute
    others = donation.refunds.exclude(pk=refund.pk).live()
    promised = others.aggregate(sum=Sum("amount_tiyn"))["sum"] or 0
    taken = donation.contested_tiyn + donation.lost_tiyn if disputes.exists() else 0
    left = donation.amount_tiyn - taken - promised
    if refund.amount_tiyn > left:
        raise OverRefund(max(left, 0))


def _demand_in_box(amount_tiyn: int) -> None:
    lock_cash_box()
    if (held := cash_in_box()) < amount_tiyn:
        raise NotInTheBox(held)


def acknowledge(refund: Refund, by: User) -> Refund:
    """Finance has seen a refund that was made at Stripe, past our two people."""
    with transaction.atomic():
        refund = lock_refund(refund.pk)[1]
        if refund.acknowledged_at is None and refund.kind == RefundKind.MADE_AT_STRIPE:
            refund.acknowledged_by, refund.acknowledged_at = by, timezone.now()
            refund.save(update_fields=["acknowledged_by", "acknowledged_at"])
            _note("refund.acknowledged", refund, by)
    return refund


def _close(refund: Refund, decision: Decision, by: User, note: str) -> Refund:
    _decide(refund, decision)
    refund.closed_at = timezone.now()
    refund.note = note or refund.note
    refund.save(update_fields=["state", "closed_at", "note"])
    _note(f"refund.{decision.value}", refund, by)
    return refund


def _decide(refund: Refund, decision: Decision) -> None:
    try:
        refund.state = next_refund_state(refund.state, decision)
    except WrongTransition:
        raise AlreadyDecided from None


def _note(action: str, refund: Refund, by: User) -> None:
    facts = {"gift": str(refund.donation_id), "tiyn": refund.amount_tiyn, "reason": refund.reason}
    record(action, refund, actor=by, facts=facts)
