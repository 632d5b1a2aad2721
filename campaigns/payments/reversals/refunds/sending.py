"""From an approved refund to Stripe.

The row and the key of the call are committed before the call, and the call lies outside any
transaction. What it did is read from Stripe by `settling`, never from its answer. Where no answer
came, the same key is used again; before a new key is taken, Stripe is asked whether the last one
gave the money back after all.
"""

import logging
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from campaigns.payments import gateway, gateway_movements
from campaigns.payments.locks import lock_refund
from campaigns.payments.messages.origins import charge_of
from campaigns.payments.models import KEY_LIFE, Refund, RefundKind
from campaigns.payments.reversals.refunds.settling import settle_refund, settle_refunds_of
from campaigns.payments.reversals.states import RefundState

logger = logging.getLogger(__name__)

# Refusals that are about us and not about the refund: it is sent when our key is good again.
_ABOUT_US = frozenset({"http_401", "http_403", "api_key_expired"})
# A turn ends after so many seconds: a slow Stripe must not hold up what else the clock does.
TURN_SECONDS = 60


def send_due(limit: int = 50) -> int:
    """Send approved refunds that Stripe is not known to have; returns how many it has now.

    Those that met trouble before come last, so that they hold up no other.
    """
    sent, stop_at = 0, monotonic() + TURN_SECONDS
    for refund in Refund.objects.to_send().order_by("error_code", "approved_at")[:limit]:
        if monotonic() >= stop_at:
            break
        try:
            sent += send(refund).state != RefundState.APPROVED
        except gateway.GatewayError as error:
            logger.warning("refund %s is sent later: %s", refund.pk, error.code)
        except Exception:
            logger.exception("refund %s was not sent", refund.pk)
    return sent


def send(refund: Refund) -> Refund:
    """Have Stripe give back what was approved; returns the refund as it then stands.

    Calling again does no harm at any time. Raises `GatewayError`; the next call then goes on from
    there.
    """
    refund = Refund.objects.get(pk=refund.pk)
    if refund.kind != RefundKind.REQUESTED_HERE or refund.state != RefundState.APPROVED:
        return refund
    charge = charge_of(refund.donation_id)
    if charge is None:
        # A charge that was taken back in our books, by hand: for a person to look at.
        _note_trouble(refund.pk, "no_charge", key_spent=False)
        return refund
    if _is_key_over(refund):
        done = _made_before(refund, charge)
        if done is not None:
            return done
    refund = _with_key(refund.pk)
    if refund.state != RefundState.APPROVED:
        return refund
    try:
        answer = gateway_movements.create_refund(
            charge,
            amount_tiyn=refund.amount_tiyn,
            idempotency_key=refund.idempotency_key or "",
            refund_id=str(refund.pk),
            donation_id=str(refund.donation_id),
        )
    except gateway.GatewayBusy:
        raise  # Another worker has the key, and will note what comes of it.
    except gateway.GatewayUnavailable as error:
        _note_trouble(refund.pk, error.code, key_spent=error.key_spent)
        raise
    except gateway.GatewayRefused as error:
        if error.code in _ABOUT_US:
            _note_trouble(refund.pk, error.code, key_spent=False)
            raise
        refused = _refused(refund.pk, error.code)
        # Somebody may have given it back past us: then we owe it no more.
        settle_refunds_of(charge)
        return refused
    settle_refund(answer.id)
    return Refund.objects.get(pk=refund.pk)


def _is_key_over(refund: Refund) -> bool:
    """Whether a key was used that Stripe has forgotten, or keeps an error under."""
    if refund.idempotency_key is None:
        return False
    return refund.asked_at is None or refund.asked_at < timezone.now() - KEY_LIFE


def _made_before(refund: Refund, charge: str) -> Refund | None:
    """The refund that an earlier call made after all; None where Stripe has none of ours."""
    for one in gateway_movements.refunds_of(charge):
        if one.refund_id == str(refund.pk):
            settle_refund(one.id)
            return Refund.objects.get(pk=refund.pk)
    return None


def _with_key(refund_id: UUID) -> Refund:
    """The refund with the key of the call that comes now, committed."""
    with transaction.atomic(durable=True):
        refund = lock_refund(refund_id)[1]
        if refund.state == RefundState.APPROVED and (
            refund.idempotency_key is None or _is_key_over(refund)
        ):
            n = int(refund.idempotency_key.rpartition(":")[2]) + 1 if refund.idempotency_key else 1
            refund.idempotency_key = f"ref:{refund.pk}:{n}"
            refund.asked_at = timezone.now()
            refund.save(update_fields=["idempotency_key", "asked_at"])
    return refund


def _note_trouble(refund_id: UUID, code: str, *, key_spent: bool) -> None:
    with transaction.atomic(durable=True):
        refund = lock_refund(refund_id)[1]
        if refund.state == RefundState.APPROVED:
            refund.error_code = code[:60]
            if key_spent:
                refund.asked_at = None
            refund.save(update_fields=["error_code", "asked_at"])


def _refused(refund_id: UUID, code: str) -> Refund:
    """Stripe said no, and nothing moved: people may ask anew."""
    with transaction.atomic(durable=True):
        refund = lock_refund(refund_id)[1]
        if refund.state == RefundState.APPROVED:
            logger.error("refund %s was refused: %s", refund_id, code)
            refund.state, refund.error_code = RefundState.FAILED, code[:60]
            refund.closed_at = timezone.now()
            refund.save(update_fields=["state", "error_code", "closed_at"])
    return refund
