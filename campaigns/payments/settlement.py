"""The only way to *paid*. Webhook, return visit and reconciliation all come through `settle`.

None of them is believed: what happened is read from Stripe, compared with what we asked for, and
entered under the gift's lock. However often and in whatever order they come, a gift counts once.
"""

import logging

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.funds import ledger
from campaigns.payments import books, gateway, letters
from campaigns.payments.attempts import go_on
from campaigns.payments.comparison import first_difference
from campaigns.payments.locks import lock_attempt
from campaigns.payments.models import Attempt, Donation
from campaigns.payments.states import (
    LIVE_ATTEMPTS,
    AttemptState,
    Happening,
    allows,
    next_state,
)
from campaigns.payments.stripe_records import CheckoutSession, PaidCharge

logger = logging.getLogger(__name__)

_STATE_AFTER = {
    Happening.PROCESSING: AttemptState.PROCESSING,
    Happening.EXPIRED: AttemptState.EXPIRED,
    Happening.FAILED: AttemptState.FAILED,
}


def settle(
    attempt: Attempt,
    *,
    session_id: str | None = None,
    patience: float | None = None,
) -> Attempt:
    """Take over what Stripe says about `attempt` now; returns it as it then stands.

    `session_id` names the session where our row does not know it yet (the answer to our call was
    lost). `patience` shortens the wait for Stripe, in seconds. Raises `GatewayError`; then nothing
    has changed.
    """
    wanted = session_id or attempt.session_id
    if wanted is None:
        return attempt
    session = gateway.fetch_session(wanted, seconds=patience)
    if _says_nothing_new(attempt, session):
        return attempt
    return take_over(attempt.pk, session)


def _says_nothing_new(attempt: Attempt, session: CheckoutSession) -> bool:
    """An open pay page that is still open: the usual answer, and no reason to lock anything."""
    if attempt.state != AttemptState.OPEN or session.status != "open":
        return False
    if _decline(session) != attempt.error_code:
        return False
    if first_difference(attempt.donation, attempt, session):
        return False
    live = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.OPEN)
    return bool(live.update(checked_at=timezone.now()))


def _decline(session: CheckoutSession) -> str:
    return session.intent.decline_code[:60] if session.intent else ""


def take_over(attempt_id: int, session: CheckoutSession) -> Attempt:
    """Enter what `session` tells about an attempt. The call to Stripe lies before the lock."""
    with transaction.atomic(durable=True):
        donation, attempt = lock_attempt(attempt_id)
        if attempt.state in (AttemptState.PAID, AttemptState.QUARANTINED):
            return attempt
        attempt.checked_at = timezone.now()
        if difference := first_difference(donation, attempt, session):
            if not _is_over(attempt, session):
                hold(donation, attempt, difference)
            return attempt
        attempt.session_id = session.id
        if session.intent:
            attempt.intent_id = session.intent.id
        charge = session.paid_charge
        if charge is None:
            _take_news(donation, attempt, session)
        elif allows(donation.state, Happening.CHARGED):
            enter_charge(donation, attempt, charge)
        elif not _is_over(attempt, session):
            # The gift is paid already: this is money that nobody meant to give.
            _set_aside(donation, attempt, f"second charge: {charge.id}")
        return attempt


def _is_over(attempt: Attempt, session: CheckoutSession) -> bool:
    """It failed, or people have let it go, and no money of it is at Stripe: nothing is left to
    look at, and what is told of it now must not touch a later attempt."""
    charge = session.paid_charge
    return attempt.state == AttemptState.FAILED and (charge is None or charge.is_returned)


def enter_charge(donation: Donation, attempt: Attempt, charge: PaidCharge) -> None:
    """The gift is paid by `charge`: the only place where a charge enters the books.

    Call it last in its transaction, with the gift's lock held (or the gift made in it), and only
    for a charge that was compared with what we asked for. Raises `WrongTransition`, `LedgerError`.
    """
    go_on(attempt, AttemptState.PAID)
    donation.state = next_state(donation.state, Happening.CHARGED)
    donation.paid_at = charge.created
    donation.changed_at = timezone.now()
    donation.save(update_fields=["state", "paid_at", "changed_at"])
    letters.thank(donation)
    record("gift.paid", donation, facts={"attempt": attempt.n, "charge": charge.id})
    # Last, so that the row of the fund's total is locked for the shortest time.
    ledger.post(*books.charge_drafts(donation, charge))


def _take_news(donation: Donation, attempt: Attempt, session: CheckoutSession) -> None:
    """What is no charge changes only an attempt that is still alive."""
    if attempt.state not in LIVE_ATTEMPTS:
        attempt.save(update_fields=["checked_at"])
        return
    attempt.error_code = _decline(session)
    happening = _happening(session)
    if happening is None or _STATE_AFTER.get(happening) == attempt.state:
        attempt.save()
    elif happening == Happening.OPENED:
        open_attempt(donation, attempt, session)
    else:
        go_on(attempt, _STATE_AFTER[happening])
        move(donation, happening)


def _happening(session: CheckoutSession) -> Happening | None:
    if session.status == "open":
        return Happening.OPENED
    if session.status == "expired":
        return Happening.EXPIRED
    if session.intent and session.intent.status in ("requires_payment_method", "canceled"):
        # Completed with a slow method that then did not bring the money.
        return Happening.FAILED
    return Happening.PROCESSING if session.status == "complete" else None


def open_attempt(donation: Donation, attempt: Attempt, session: CheckoutSession) -> None:
    """The pay page is there. Call it with the gift's lock held."""
    if attempt.state == AttemptState.CREATED:
        attempt.state, attempt.opened_at = AttemptState.OPEN, timezone.now()
        move(donation, Happening.OPENED)
    attempt.session_id, attempt.checkout_url = session.id, session.url
    attempt.save()


def move(donation: Donation, happening: Happening) -> None:
    """Change the gift's state by the table, where the table has it. Call it with the lock held."""
    if not allows(donation.state, happening):
        logger.info("gift %s: %s is late for what is %s", donation.pk, happening, donation.state)
        return
    donation.state = next_state(donation.state, happening)
    donation.changed_at = timezone.now()
    donation.save(update_fields=["state", "changed_at"])


def hold(donation: Donation, attempt: Attempt, difference: str) -> None:
    """Something is not what we asked for: nothing is posted, a person looks."""
    if not donation.is_settled:
        donation.state = next_state(donation.state, Happening.QUARANTINED)
    _set_aside(donation, attempt, difference)


def _set_aside(donation: Donation, attempt: Attempt, reason: str) -> None:
    logger.error("gift %s is held for a check: %s", donation.pk, reason)
    go_on(attempt, AttemptState.QUARANTINED)
    donation.quarantine_reason = reason
    donation.changed_at = timezone.now()
    donation.save(update_fields=["state", "quarantine_reason", "changed_at"])
    record("gift.held", donation, facts={"attempt": attempt.n, "reason": reason})
