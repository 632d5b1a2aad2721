"""Is what Stripe shows the very thing that we asked for?"""

from collections.abc import Iterator

from django.conf import settings

from campaigns.payments.models import Attempt, Donation
from campaigns.payments.stripe_records import CheckoutSession, Intent


def first_difference(donation: Donation, attempt: Attempt, session: CheckoutSession) -> str:
    """Names what differs, with both values; "" when all is as asked. No personal data in it."""
    for name, ours, theirs in _pairs(donation, attempt, session):
        if ours != theirs:
            return f"{name}: {ours} ≠ {theirs}"[:200]
    return ""


def _pairs(
    donation: Donation, attempt: Attempt, session: CheckoutSession
) -> Iterator[tuple[str, object, object]]:
    yield "session", attempt.session_id or session.id, session.id
    yield "reference", str(donation.pk), session.reference
    yield "gift", str(donation.pk), session.donation_id
    yield "attempt", str(attempt.n), session.attempt
    yield "amount", donation.amount_tiyn, session.amount_tiyn
    yield "currency", donation.currency, session.currency
    yield "livemode", settings.STRIPE_LIVEMODE, session.livemode
    if session.intent:
        yield from _intent_pairs(donation, attempt, session.intent)


def _intent_pairs(
    donation: Donation, attempt: Attempt, intent: Intent
) -> Iterator[tuple[str, object, object]]:
    yield "intent", attempt.intent_id or intent.id, intent.id
    yield "gift of the intent", str(donation.pk), intent.donation_id
    yield "amount of the intent", donation.amount_tiyn, intent.amount_tiyn
    yield "currency of the intent", donation.currency, intent.currency
    yield "livemode of the intent", settings.STRIPE_LIVEMODE, intent.livemode
    if intent.charge:
        yield "amount of the charge", donation.amount_tiyn, intent.charge.amount_tiyn
        yield "currency of the charge", donation.currency, intent.charge.currency
