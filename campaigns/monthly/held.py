"""An invoice that is held: entered as a gift, given back, or dismissed, by two people.

What Stripe shows is read anew each time, and entered only where it is what the first person saw.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.record import record
from campaigns.monthly.locks import lock_monthly
from campaigns.monthly.models import HeldAction, HeldInvoice, MonthlyGift, Renewal
from campaigns.monthly.renewals import enter
from campaigns.monthly.states import RenewalState
from campaigns.payments import gateway_monthly
from campaigns.payments.letters import unthank
from campaigns.payments.models import Donation
from campaigns.payments.models.refund import RefundReason
from campaigns.payments.monthly_records import Invoice, InvoicePayment
from campaigns.payments.reversals.refunds import requests as refunds
from campaigns.payments.stripe_records import PaidCharge
from users.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class CannotDecide(Exception):
    """It stays held; its text is for the person who tried."""

    def __init__(self, why: "StrOrPromise"):
        super().__init__(why)


NOT_HELD = _("This payment is not held any more.")
NOT_PAID = _("Stripe shows no payment here, so there is nothing to enter.")
IS_PAID = _("Stripe shows a payment here: enter it or give it back.")
NOT_OURS = _("It is of another currency, or a test: it cannot be entered. Give it back at Stripe.")
OTHER_CHARGE = _("Stripe shows another payment now than when it was proposed.")
SAME_PERSON = _("Another person than the one who proposed it has to confirm.")
DECIDED = _("Somebody else was faster: look at what was decided.")


def propose(renewal: Renewal, action: str, note: str, by: User) -> HeldInvoice:
    """Raises `CannotDecide`, `GatewayError`."""
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
            raise CannotDecide(DECIDED) from None
        facts = {"invoice": renewal.invoice_id, "action": action}
        record("monthly.held_proposed", gift, actor=by, facts=facts)
    return decision


def confirm(decision: HeldInvoice, by: User) -> Renewal:
    """Do what another person proposed. Raises `CannotDecide`, `GatewayError`."""
    if decision.proposed_by_id == by.pk:
        raise CannotDecide(SAME_PERSON)
    payment = _paid(decision.renewal)
    _demand_fits(decision.renewal.monthly_gift, decision.action, payment)
    with transaction.atomic(durable=True):
        gift, renewal = _lock(decision.renewal)
        mine = HeldInvoice.objects.open().filter(pk=decision.pk)
        if not mine.update(confirmed_by=by, confirmed_at=timezone.now()):
            raise CannotDecide(DECIDED)
        facts = {"invoice": renewal.invoice_id, "action": decision.action}
        record("monthly.held_decided", gift, actor=by, facts=facts)
        if payment is None or payment.charge is None:
            renewal.state = RenewalState.VOID
            renewal.save(update_fields=["state"])
            return renewal
        seen = payment.charge.id, payment.charge.amount_tiyn
        if seen != (decision.charge_id, decision.amount_tiyn):
            raise CannotDecide(OTHER_CHARGE)
        donation = enter(gift, renewal, payment, cover_tiyn=_cover(gift, payment.charge))
        if decision.action == HeldAction.GIVE_BACK:
            _give_back(donation, decision, by)
        return renewal


def withdraw(decision: HeldInvoice, by: User) -> None:
    """Take a proposal back: whoever made it, or somebody who does not agree."""
    with transaction.atomic(durable=True):
        gift = lock_monthly(decision.renewal.monthly_gift_id)
        mine = HeldInvoice.objects.open().filter(pk=decision.pk)
        if mine.update(withdrawn_at=timezone.now()):
            facts = {"invoice": decision.renewal.invoice_id}
            record("monthly.held_withdrawn", gift, actor=by, facts=facts)


def _give_back(donation: Donation, decision: HeldInvoice, by: User) -> None:
    """By the usual way, which needs the same two people; nobody is thanked for it."""
    unthank(donation)
    refund = refunds.request(
        donation, donation.amount_tiyn, RefundReason.NOT_OURS, decision.proposed_by
    )
    refunds.approve(refund, by)


def _paid(renewal: Renewal) -> InvoicePayment | None:
    """The payment that Stripe shows now, with its charge; None where nothing was paid."""
    invoice: Invoice = gateway_monthly.fetch_invoice(renewal.invoice_id)
    if invoice.status != "paid" or not invoice.intent_ids:
        return None
    if len(invoice.intent_ids) != 1:
        raise CannotDecide(
            _("Several payments were made for it: give them back at Stripe, then dismiss it.")
        )
    return gateway_monthly.fetch_invoice_payment(invoice.intent_ids[0])


def _demand_fits(gift: MonthlyGift, action: str, payment: InvoicePayment | None) -> None:
    charge = payment.charge if payment else None
    if action == HeldAction.DISMISS:
        if charge is not None:
            raise CannotDecide(IS_PAID)
    elif payment is None or charge is None:
        raise CannotDecide(NOT_PAID)
    elif charge.currency != gift.currency or payment.livemode != settings.STRIPE_LIVEMODE:
        raise CannotDecide(NOT_OURS)


def _cover(gift: MonthlyGift, charge: PaidCharge) -> int:
    """What was added for fees, where the sum is the one that was agreed."""
    return gift.cover_tiyn if charge.amount_tiyn == gift.amount_tiyn else 0


def _lock(renewal: Renewal) -> tuple[MonthlyGift, Renewal]:
    gift = lock_monthly(renewal.monthly_gift_id)
    renewal = Renewal.objects.get(pk=renewal.pk)
    renewal.monthly_gift = gift
    if renewal.state != RenewalState.QUARANTINED:
        raise CannotDecide(NOT_HELD)
    return gift, renewal
