"""Payments that are held: looked at again by one person, or decided about by two."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.record import record
from campaigns.payments import gateway
from campaigns.payments.held import (
    DECIDED,
    NOT_HELD,
    NOT_PAID,
    SAME_PERSON,
    CannotRelease,
    close,
    demand_as_proposed,
    demand_fits,
    enter_as_shown,
    give_back,
    take_if_equal,
)
from campaigns.payments.locks import lock_attempt
from campaigns.payments.models import Attempt, Donation, HeldAction
from campaigns.payments.states import AttemptState
from campaigns.payments.stripe_records import CheckoutSession
from campaigns.reconciliation.models import HeldDecision
from users.models import User


def recheck(attempt: Attempt, by: User) -> Donation:
    """Ask Stripe again, and enter the payment if nothing differs any more.

    Raises `CannotRelease`, `GatewayError`; it then stays held.
    """
    session = _session(attempt)
    if session is None:
        raise CannotRelease(NOT_PAID)
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        record("gift.rechecked", donation, by, {"attempt": attempt.n})
        _withdraw_open(attempt)
        take_if_equal(donation, attempt, session)
    return donation


def propose(attempt: Attempt, action: str, note: str, by: User) -> HeldDecision:
    """Write down what should become of a held payment, for a second person to confirm.

    Raises `CannotRelease`, `GatewayError`.
    """
    session = _session(attempt)
    _demand_fits(action, attempt, session)
    charge = session.paid_charge if session else None
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt.pk)
        if attempt.state != AttemptState.QUARANTINED:
            raise CannotRelease(NOT_HELD)
        try:
            with transaction.atomic():
                decision = HeldDecision.objects.create(
                    attempt=attempt,
                    action=action,
                    charge_id=charge.id if charge else "",
                    amount_tiyn=charge.amount_tiyn if charge else None,
                    note=note,
                    proposed_by=by,
                    proposed_at=timezone.now(),
                )
        except IntegrityError:
            raise CannotRelease(DECIDED) from None
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
        _demand_fits(decision.action, attempt, session)
        if session is None or decision.action == HeldAction.DISMISS:
            close(donation, attempt, session)
            return donation
        demand_as_proposed(decision, session.paid_charge)
        gift = enter_as_shown(donation, attempt, session)
        if decision.action == HeldAction.GIVE_BACK:
            give_back(gift, decision, by)
        return gift


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


def _demand_fits(action: str, attempt: Attempt, session: CheckoutSession | None) -> None:
    charge = session.paid_charge if session else None
    livemode = session.livemode if session else settings.STRIPE_LIVEMODE
    demand_fits(action, charge, attempt.donation.currency, livemode=livemode)


def _withdraw_open(attempt: Attempt) -> None:
    HeldDecision.objects.open().filter(attempt=attempt).update(withdrawn_at=timezone.now())
