"""Gifts and receipts of some days as a sheet; what else stands in the books is in `movements`."""

from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.funds.kinds import GIVING
from campaigns.funds.models import Entry
from campaigns.payments.models import Donation
from campaigns.payments.states import SETTLED
from campaigns.receipts.models import Receipt
from campaigns.receipts.movements import (
    disputes_sheet,
    ledger_sheet,
    payouts_sheet,
    refunds_sheet,
)
from campaigns.receipts.sheets import Column, Sheet, day_of, tenge


def gifts_sheet(first_day: date, last_day: date) -> Sheet:
    """The gifts that were paid on these days, as they stand today."""
    valid = Receipt.objects.valid().filter(donation=OuterRef("pk"))
    given = Entry.objects.filter(donation=OuterRef("pk"), kind__in=GIVING, reversed_by__isnull=True)
    gifts = (
        Donation.objects.filter(
            state__in=SETTLED, paid_at__date__gte=first_day, paid_at__date__lte=last_day
        )
        .select_related("fund")
        .annotate(
            receipt_number=Subquery(valid.values("number")),
            reference=Subquery(given.order_by("pk").values("external_id")[:1]),
        )
        .order_by("paid_at", "pk")
    )
    return Sheet(
        [
            Column(_("Paid on"), lambda gift: timezone.localdate(gift.paid_at)),
            Column(_("Gift"), lambda gift: str(gift.pk)),
            Column(_("Fund"), lambda gift: gift.fund.name),
            Column(_("Way of payment"), lambda gift: str(gift.get_method_display())),
            Column(_("Reference of the payment"), lambda gift: gift.reference),
            Column(_("State"), lambda gift: str(gift.get_state_display())),
            Column(_("Given"), lambda gift: tenge(gift.amount_tiyn)),
            Column(_("Of it for payment fees"), lambda gift: tenge(gift.cover_tiyn)),
            Column(_("Returned or disputed"), lambda gift: tenge(_taken(gift))),
            Column(_("Given and not returned"), lambda gift: tenge(gift.standing_tiyn)),
            Column(_("Receipt"), lambda gift: gift.receipt_number),
            Column(_("Donor"), lambda gift: gift.donor_name),
            Column(_("E-mail"), lambda gift: gift.donor_email),
            Column(_("Company"), lambda gift: gift.company_name),
            Column(_("Company's BIN"), lambda gift: gift.company_bin),
        ],
        gifts,
    )


def receipts_sheet(first_day: date, last_day: date) -> Sheet:
    """The receipts that were issued on these days, void ones too: no number is missing."""
    receipts = (
        Receipt.objects.issued_between(first_day, last_day)
        .select_related("replaced_by")
        .order_by("year", "serial")
    )
    return Sheet(
        [
            Column(_("Receipt"), lambda receipt: receipt.number),
            Column(_("Issued on"), lambda receipt: receipt.issued_on),
            Column(_("Paid on"), lambda receipt: receipt.paid_on),
            Column(_("Sum"), lambda receipt: tenge(receipt.amount_tiyn)),
            Column(_("Purpose"), lambda receipt: receipt.purpose),
            Column(_("Way of payment"), lambda receipt: str(receipt.get_method_display())),
            Column(_("Reference of the payment"), lambda receipt: receipt.provider_reference),
            Column(_("Gift"), lambda receipt: str(receipt.donation_id)),
            Column(_("Received from"), lambda receipt: receipt.payer),
            Column(_("Company's BIN"), lambda receipt: receipt.company_bin),
            Column(_("Void since"), lambda receipt: day_of(receipt.voided_at)),
            Column(_("Void because"), lambda receipt: str(receipt.get_void_reason_display())),
            Column(_("Replaced by"), lambda receipt: str(receipt.replaced_by or "")),
        ],
        receipts,
    )


SHEETS = {
    "gifts": gifts_sheet,
    "receipts": receipts_sheet,
    "refunds": refunds_sheet,
    "disputes": disputes_sheet,
    "payouts": payouts_sheet,
    "ledger": ledger_sheet,
}


def _taken(gift: Donation) -> int:
    return gift.amount_tiyn - gift.standing_tiyn
