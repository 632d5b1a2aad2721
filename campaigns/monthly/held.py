"""An invoice that is held: entered as a gift, given back, or dismissed, by two people.

What Stripe shows is read anew each time, and entered only where it is what the first person saw.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.record import record
from campaigns.monthly import letters
from campaigns.monthly.locks import lock_monthly
from campaigns.monthly.models import HeldInvoice, MonthlyGift, Renewal
from campaigns.monthly.renewals import enter, payments_of
from campaigns.monthly.states import RenewalState
from campaigns.payments import gateway_monthly
from campaigns.payments.held import (
    DECIDED,
    NOT_HELD,
    SAME_PERSON,
    SEVERAL,
    CannotRelease,
    demand_as_proposed,
    demand_fits,
    give_back,
)
from campaigns.payments.models import HeldAction
from campaigns.payments.monthly_records import InvoicePayment
from campaigns.payments.stripe_records import PaidCharge
from users.models import User


def propose(renewal: Renewal, action: str, note: str, by: User) -> HeldInvoice:
    """Raises `CannotRelease`, `GatewayError`."""
    payment = _paid(renewal)
    _demand_fits(renewal.monthly_gift, action, payment)
    charge = payment.charge if payment else None
    with transaction.atomic(durable=True):
        gift, renewal = _lock(renewal)
        try:
            with transaction.atomic():
                decision = HeldInvoice.objects.create(
                    renewal=renewal,
                    action=action,
                    charge_id=charge.id if charge else "",
                    amount_tiyn=charge.amount_tiyn if charge else None,
                    note=note,
                    proposed_by=by,
                    proposed_at=timezone.now(),
                )
        except IntegrityError:
            raise CannotRelease(DECIDED) from None
        facts = {"invoice": renewal.invoice_id, "action": action}
        record("monthly.held_proposed", gift, actor=by, facts=facts)
    return decision


def confirm(decision: HeldInvoice, by: User) -> Renewal:
    """Do what another person proposed. Raises `CannotRelease`, `GatewayError`."""
    if decision.proposed_by_id == by.pk:
        raise CannotRelease(SAME_PERSON)
    payment = _paid(decision.renewal)
    _demand_fits(decision.renewal.monthly_gift, decision.action, payment)
    with transaction.atomic(durable=True):
        gift, renewal = _lock(decision.renewal)
        mine = HeldInvoice.objects.open().filter(pk=decision.pk)
        if not mine.update(confirmed_by=by, confirmed_at=timezone.now()):
            raise CannotRelease(DECIDED)
        facts = {"invoice": renewal.invoice_id, "action": decision.action}
        record("monthly.held_decided", gift, actor=by, facts=facts)
        if payment is None or decision.action == HeldAction.DISMISS:
            renewal.state = RenewalState.VOID
            renewal.save(update_fields=["state"])
            letters.not_counted(renewal)
            return renewal
        charge = demand_as_proposed(decision, payment.charge)
        donation = enter(gift, renewal, payment, cover_tiyn=_cover(gift, charge))
        if decision.action == HeldAction.GIVE_BACK:
            give_back(donation, decision, by)
        return renewal


def withdraw(decision: HeldInvoice, by: User) -> None:
    """Take a proposal back: whoever made it, or somebody who does not agree."""
    with transaction.atomic(durable=True):
        gift = lock_monthly(decision.renewal.monthly_gift_id)
        mine = HeldInvoice.objects.open().filter(pk=decision.pk)
        if mine.update(withdrawn_at=timezone.now()):
            facts = {"invoice": decision.renewal.invoice_id}
            record("monthly.held_withdrawn", gift, actor=by, facts=facts)


def _paid(renewal: Renewal) -> InvoicePayment | None:
    """The payment that Stripe shows now; None where nothing was paid, or all of it went back.

    One gift is made of one payment: of several, all but one have to be given back at Stripe.
    """
    payments = payments_of(gateway_monthly.fetch_invoice(renewal.invoice_id))
    kept = [one for one in payments if not (one.charge and one.charge.is_returned)]
    if len(kept) > 1:
        raise CannotRelease(SEVERAL)
    if len(payments) == 1:
        return payments[0]
    return kept[0] if kept else None


def _demand_fits(gift: MonthlyGift, action: str, payment: InvoicePayment | None) -> None:
    charge = payment.charge if payment else None
    livemode = payment.livemode if payment else settings.STRIPE_LIVEMODE
    demand_fits(action, charge, gift.currency, livemode=livemode)


def _cover(gift: MonthlyGift, charge: PaidCharge) -> int:
    """What was added for fees, where the sum is the one that was agreed."""
    return gift.cover_tiyn if charge.amount_tiyn == gift.amount_tiyn else 0


def _lock(renewal: Renewal) -> tuple[MonthlyGift, Renewal]:
    gift = lock_monthly(renewal.monthly_gift_id)
    renewal = Renewal.objects.get(pk=renewal.pk)
    renewal.monthly_gift = gift
    if renewal.state != RenewalState.QUARANTINED:
        raise CannotRelease(NOT_HELD)
    return gift, renewal
