"""Nothing is to be paid after all: the donor leaves us the money, or never comes for it, or has it
from their bank by a dispute. Two people say so.

It is so of what we were to pay out by our own hands, and of what did not go through and is owed
still. Stripe is not asked: what it was told to give back is on its way.
"""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments.locks import lock_refund
from campaigns.payments.models import Refund
from campaigns.payments.reversals.refunds.errors import AlreadyDecided, AnotherAgrees
from campaigns.payments.reversals.states import Decision, RefundState, next_refund_state
from users.models import User


def can_be_waived(refund: Refund) -> bool:
    this = Refund.objects.filter(pk=refund.pk)
    return this.to_pay_out().exists() or this.still_owed().exists()


def ask_to_waive(refund: Refund, by: User) -> Refund:
    """Say that nothing is to be paid; another person has to agree. Raises `AlreadyDecided`."""
    with transaction.atomic():
        refund = lock_refund(refund.pk)[1]
        if refund.waive_asked_by_id is not None or not can_be_waived(refund):
            raise AlreadyDecided
        return _say(refund, by, "refund.waive_asked", by)


def keep(refund: Refund, by: User) -> Refund:
    """It is paid all the same: what one person said is taken back. Raises `AlreadyDecided`."""
    with transaction.atomic():
        refund = _asked(refund)
        return _say(refund, None, "refund.kept", by)


def waive(refund: Refund, by: User) -> Refund:
    """Agree with what another said: what was approved is cancelled, and its sum is the gift's
    again; what did not go through is owed no more. Raises `AlreadyDecided`, `AnotherAgrees`."""
    with transaction.atomic():
        refund = _asked(refund)
        if refund.waive_asked_by_id == by.pk:
            raise AnotherAgrees
        if refund.state == RefundState.APPROVED:
            refund.closed_at = timezone.now()
        refund.state, refund.waived_by = next_refund_state(refund.state, Decision.WAIVED), by
        refund.save(update_fields=["state", "waived_by", "closed_at"])
        _note("refund.waived", refund, by)
    return refund


def _asked(refund: Refund) -> Refund:
    refund = lock_refund(refund.pk)[1]
    if not Refund.objects.waiving().filter(pk=refund.pk).exists():
        raise AlreadyDecided
    return refund


def _say(refund: Refund, who: User | None, action: str, by: User) -> Refund:
    refund.waive_asked_by, refund.waive_asked_at = who, timezone.now() if who else None
    refund.save(update_fields=["waive_asked_by", "waive_asked_at"])
    _note(action, refund, by)
    return refund


def _note(action: str, refund: Refund, by: User) -> None:
    facts = {"gift": str(refund.donation_id), "tiyn": refund.amount_tiyn, "kind": refund.kind}
    record(action, refund, by, facts)
