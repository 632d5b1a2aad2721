"""Payments that are held: looked at again by one person, or decided about by two."""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments import gateway
from campaigns.payments.held import CannotRelease, close, enter_as_shown, take_if_equal
from campaigns.payments.locks import lock_attempt
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.states import AttemptState
from campaigns.payments.stripe_records import CheckoutSession
from campaigns.reconciliation.models import HeldAction, HeldDecision
from users.models import User

OTHER_CHARGE, SAME_PERSON, DECIDED = "other_charge", "same_person", "decided"


def recheck(attempt: Attempt, by: User) -> Donation:
    """Ask Stripe again, and enter the payment if nothing differs any more.

    Raises `CannotRelease`, `GatewayError`; it then stays held.
    """
    session = _session(attempt)
    if session is None:
        raise CannotRelease("not_paid")
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        record("gift.rechecked", donation, by, {"attempt": attempt.n})
        _withdraw_open(attempt)
        take_if_equal(donation, attempt, session)
    return donation


def propose(attempt: Attempt, action: str, note: str, by: User) -> HeldDecision:
    """Write down what should become of a held payment, for a second person to confirm.

    Raises `CannotRelease`, `GatewayError`, and `IntegrityError` where one is proposed already.
    """
    session = _session(attempt)
    charge = session.paid_charge if session else None
    if action == HeldAction.ENTER and charge is None:
        raise CannotRelease("not_paid")
    if action == HeldAction.CLOSE and charge is not None:
        raise CannotRelease("paid_at_stripe")
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        if attempt.state != AttemptState.QUARANTINED:
            raise CannotRelease("not_held")
        decision = HeldDecision.objects.create(
            attempt=attempt,
            action=action,
            charge_id=charge.id if charge else "",
            amount_tiyn=charge.amount_tiyn if charge else None,
            note=note,
            proposed_by=by,
            proposed_at=timezone.now(),
        )
        record("gift.held_proposed", donation, by, {"decision": decision.pk, "action": action})
    return decision


def confirm(decision: HeldDecision, by: User) -> Donation:
    """Do what another person proposed; returns the gift it became, or is of.

    Raises `CannotRelease` (also where Stripe shows another charge than it was proposed for),
    `GatewayError`.
    """
    if decision.proposed_by_id == by.pk:
        raise CannotRelease(SAME_PERSON)
    session = _session(decision.attempt)
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(decision.attempt_id)
        mine = HeldDecision.objects.open().filter(pk=decision.pk)
        if not mine.update(confirmed_by=by, confirmed_at=timezone.now()):
            raise CannotRelease(DECIDED)
        record("gift.held_decided", donation, by, {"decision": decision.pk})
        if decision.action == HeldAction.CLOSE:
            close(donation, attempt, session)
            return donation
        return enter_as_shown(donation, attempt, _as_proposed(decision, session))


def withdraw(decision: HeldDecision, by: User) -> None:
    """Take a proposal back: whoever made it, or somebody who does not agree."""
    with transaction.atomic(durable=True):
        donation, _attempt = lock_attempt(decision.attempt_id)
        mine = HeldDecision.objects.open().filter(pk=decision.pk)
        if mine.update(withdrawn_at=timezone.now()):
            record("gift.held_withdrawn", donation, by, {"decision": decision.pk})


def _session(attempt: Attempt) -> CheckoutSession | None:
    """What Stripe shows now; None where we know of no pay page. Raises `GatewayError`."""
    return gateway.fetch_session(attempt.session_id) if attempt.session_id else None


def _as_proposed(decision: HeldDecision, session: CheckoutSession | None) -> CheckoutSession:
    charge = session.paid_charge if session else None
    if (
        session is None
        or charge is None
        or (charge.id, charge.amount_tiyn) != (decision.charge_id, decision.amount_tiyn)
    ):
        raise CannotRelease(OTHER_CHARGE)
    return session


def _withdraw_open(attempt: Attempt) -> None:
    HeldDecision.objects.open().filter(attempt=attempt).update(withdrawn_at=timezone.now())
