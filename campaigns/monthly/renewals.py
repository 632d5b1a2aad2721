"""Each paid invoice is a donation of its own, entered once however often we hear of it.

As with single gifts nobody is believed: the invoice and its payment are fetched from Stripe,
compared with what the donor agreed to and entered under the monthly gift's lock, through
`settlement.enter_charge` as every charge.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.record import record
from campaigns.monthly import letters, running
from campaigns.monthly.changing import tell_amount
from campaigns.monthly.comparison import invoice_difference
from campaigns.monthly.instructions import live
from campaigns.monthly.locks import lock_monthly
from campaigns.monthly.models import Instruction, MonthlyGift, Renewal
from campaigns.monthly.starting import open_page, settle_start
from campaigns.monthly.states import InstructionKind, InstructionState, MonthlyState, RenewalState
from campaigns.payments import gateway, gateway_monthly
from campaigns.payments.models import Attempt, Donation, HeldAction, Words
from campaigns.payments.monthly_records import Invoice, InvoiceHead, InvoicePayment
from campaigns.payments.settlement import enter_charge
from campaigns.payments.stripe_movements import ChargeRef

logger = logging.getLogger(__name__)

_OVER = frozenset({RenewalState.PAID, RenewalState.QUARANTINED})


def settle_invoice(invoice_id: str) -> Renewal | None:
    """Take over what Stripe says about an invoice now; None for one that is not ours.

    Raises `GatewayError`; then nothing has changed.
    """
    known = Renewal.objects.filter(invoice_id=invoice_id).first()
    if known is not None and known.state in _OVER:
        return known
    invoice = gateway_monthly.fetch_invoice(invoice_id)
    gift = gift_named(invoice.monthly_id, invoice.subscription_id)
    if gift is None:
        return None
    _finish_terms(gift)
    renewal = take_invoice(gift.pk, invoice, payments_of(invoice))
    if renewal.state == RenewalState.FAILED or gift.state == MonthlyState.PAST_DUE:
        running.look(gift)
    return renewal


def settle_beginning(
    start: Instruction, *, session_id: str | None = None, patience: float | None = None
) -> Instruction:
    """`settle_start`, and the first payment with it. Raises `GatewayError`."""
    was_done = start.state == InstructionState.DONE
    start = settle_start(start, session_id=session_id, patience=patience)
    if start.state == InstructionState.DONE and not was_done:
        catch_up(start.monthly_gift)
    return start


def settle_charge(charge: ChargeRef) -> None:
    """Enter a charge of Stripe's books that is in none of ours, if a monthly gift's invoice was
    paid by it. Raises `GatewayError`."""
    invoice_id = gateway_monthly.invoice_paid_by(charge.intent_id) if charge.intent_id else ""
    if invoice_id:
        settle_invoice(invoice_id)


def catch_up(gift: MonthlyGift) -> int:
    """Settle what Stripe billed for a monthly gift and we have not heard of; returns how many."""
    if gift.subscription_id is None:
        return 0
    return sum(settle_missed(head) for head in gateway_monthly.invoices_of(gift.subscription_id))


def settle_missed(head: InvoiceHead) -> bool:
    """Settle an invoice of a list if it was not; returns whether it changed anything."""
    known = Renewal.objects.filter(invoice_id=head.id).first()
    if head.status == "draft" or (known is not None and known.state in _OVER):
        return False
    renewal = settle_invoice(head.id)
    return renewal is not None and (known is None or known.state != renewal.state)


def gift_named(monthly_id: str, subscription_id: str) -> MonthlyGift | None:
    """The monthly gift that an object of Stripe's names; None where it names none of ours."""
    try:
        named = MonthlyGift.objects.filter(pk=UUID(monthly_id)).first()
    except ValueError:
        named = None
    return named or MonthlyGift.objects.filter(subscription_id=subscription_id or None).first()


def take_invoice(gift_id: UUID, invoice: Invoice, payments: list[InvoicePayment]) -> Renewal:
    """Enter what an invoice tells. The calls to Stripe lie before the lock."""
    payment = payments[0] if len(payments) == 1 else None
    with transaction.atomic(durable=True):
        gift = lock_monthly(gift_id)
        renewal = _renewal_of(gift, invoice)
        if renewal.state in _OVER:
            return renewal
        if _was_dismissed(renewal, payments):
            return renewal
        tries = renewal.attempts
        renewal.checked_at = timezone.now()
        renewal.attempts, renewal.next_try_at = invoice.attempts, invoice.next_try_at
        terms = gift.instructions.terms().filter(price_id__in=invoice.price_ids).first()
        if difference := invoice_difference(gift, terms, invoice, payment):
            _hold(renewal, difference)
        elif invoice.status == "paid" and payment and terms:
            enter(gift, renewal, payment, cover_tiyn=terms.cover_tiyn)
        elif invoice.status == "open" and invoice.attempts:
            renewal.state = RenewalState.FAILED
            renewal.save()
            if invoice.attempts > tries:
                letters.failed(renewal)
        else:
            gone = invoice.status in ("void", "uncollectible")
            renewal.state = RenewalState.VOID if gone else RenewalState.OPEN
            renewal.save()
        return renewal


def enter(
    gift: MonthlyGift, renewal: Renewal, payment: InvoicePayment, *, cover_tiyn: int
) -> Donation:
    """The month's gift: the donation, its paid attempt and the ledger's entry in one commit.

    Call it with the monthly gift's lock held. Raises `GatewayUnavailable` without a charge.
    """
    if payment.charge is None:
        raise gateway.GatewayUnavailable("charge_not_seen")
    donation = Donation.objects.create(
        fund=gift.fund,
        # What was taken, which of a held one may be less than what was asked for.
        amount_tiyn=payment.charge.amount_tiyn,
        cover_tiyn=cover_tiyn,
        currency=gift.currency,
        donor_name=gift.donor_name,
        donor_email=gift.donor_email,
        company_name=gift.company_name,
        company_bin=gift.company_bin,
        is_anonymous=gift.is_anonymous,
        language=gift.language,
        erased_at=gift.erased_at,
    )
    attempt = Attempt.objects.create(
        donation=donation,
        n=1,
        idempotency_key=f"inv:{renewal.invoice_id}",
        intent_id=payment.intent_id,
        checked_at=timezone.now(),
    )
    renewal.state, renewal.donation = RenewalState.PAID, donation
    renewal.amount_tiyn = payment.charge.amount_tiyn
    renewal.save()
    _say(gift, donation)
    # Last, since it ends with the row of the fund's total.
    enter_charge(donation, attempt, payment.charge)
    return donation


def _say(gift: MonthlyGift, donation: Donation) -> None:
    """What was said with a monthly gift is said once, with the first payment of it."""
    if gift.spoken is None:
        return
    Words.objects.create(donation=donation, **gift.spoken)
    gift.spoken = None
    gift.save(update_fields=["spoken"])


def _was_dismissed(renewal: Renewal, payments: list[InvoicePayment]) -> bool:
    """Two people have said that no money is to be entered, and none stands there since."""
    stands = any(one.charge and not one.charge.is_returned for one in payments)
    if renewal.state != RenewalState.VOID or stands:
        return False
    return renewal.decisions.filter(action=HeldAction.DISMISS, confirmed_at__isnull=False).exists()


def _hold(renewal: Renewal, difference: str) -> None:
    """Nothing is posted; a person looks."""
    gift = renewal.monthly_gift
    logger.error("invoice %s is held for a check: %s", renewal.invoice_id, difference)
    renewal.state, renewal.quarantine_reason = RenewalState.QUARANTINED, difference
    renewal.save()
    facts = {"invoice": renewal.invoice_id, "reason": difference}
    record("monthly.renewal_held", gift, facts=facts)


def _renewal_of(gift: MonthlyGift, invoice: Invoice) -> Renewal:
    renewal, _is_new = Renewal.objects.get_or_create(
        invoice_id=invoice.id,
        defaults={
            "monthly_gift": gift,
            "period_start": invoice.period_start,
            "period_end": invoice.period_end,
            "amount_tiyn": invoice.amount_due_tiyn,
        },
    )
    if renewal.monthly_gift_id == gift.pk:
        renewal.monthly_gift = gift
    return renewal


def payments_of(invoice: Invoice) -> list[InvoicePayment]:
    """What a paid invoice was paid by, each with its charge. Raises `GatewayError`."""
    if invoice.status != "paid":
        return []
    payments = [gateway_monthly.fetch_invoice_payment(one) for one in invoice.intent_ids]
    if any(one.charge is None for one in payments):
        # Paid, but by nothing that we can see yet: asked again later.
        raise gateway.GatewayUnavailable("charge_not_seen")
    return payments


def _finish_terms(gift: MonthlyGift) -> None:
    """What Stripe was told and has not answered may be what this invoice is about."""
    start = live(gift, InstructionKind.START)
    if start is not None:
        settle_start(start if start.session_id else open_page(start))
    amount = live(gift, InstructionKind.AMOUNT)
    if amount is not None:
        tell_amount(amount)
    gift.refresh_from_db()
