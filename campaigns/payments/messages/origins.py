"""Which gift, or which attempt to pay it, stands behind what Stripe names."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.module_loading import import_string

from campaigns.funds.kinds import Kind
from campaigns.funds.models import Entry
from campaigns.payments.models import Attempt
from campaigns.payments.settlement import settle
from campaigns.payments.stripe_movements import ChargeRef

# What is built on payments and pays gifts in ways of its own, by name: each is given a charge that
# is in no book yet, enters it if it is one of its own, and else does nothing.
FURTHER_WAYS = ("campaigns.monthly.renewals.settle_charge",)


def attempt_named(gift: str, n: str) -> Attempt | None:
    """The attempt with the numbers that we gave to Stripe; None where they are not ours."""
    try:
        return Attempt.objects.select_related("donation").get(donation=UUID(gift), n=int(n))
    except (ValueError, Attempt.DoesNotExist):
        return None


def charged_gift(charge: ChargeRef) -> UUID | None:
    """The gift that `charge` paid, as the books have it; its payment is settled first if need be.

    None where the charge is not in the books even then: it is not ours, or it is held for a check.
    Raises `GatewayError`, `LedgerError`.
    """
    gift = _entered(charge.id)
    if gift is None:
        _settle_behind(charge)
        gift = _entered(charge.id)
    return gift


def charge_of(gift: UUID) -> str | None:
    """Stripe's number of the charge that paid a gift; None for a gift that no charge paid."""
    return _charges().filter(donation=gift).values_list("external_id", flat=True).first()


def _entered(charge_id: str) -> UUID | None:
    return _charges().filter(external_id=charge_id).values_list("donation", flat=True).first()


def _charges() -> QuerySet[Entry]:
    return Entry.objects.filter(kind=Kind.CHARGE, reversed_by__isnull=True)


def _settle_behind(charge: ChargeRef) -> None:
    attempt = _attempt_behind(charge)
    if attempt is not None:
        settle(attempt)
        return
    for way in FURTHER_WAYS:
        enter: Callable[[ChargeRef], None] = import_string(way)
        enter(charge)


def _attempt_behind(charge: ChargeRef) -> Attempt | None:
    if charge.intent_id:
        attempts = Attempt.objects.select_related("donation")
        known = attempts.filter(intent_id=charge.intent_id).first()
        if known is not None:
            return known
    return attempt_named(charge.donation_id, charge.attempt)
