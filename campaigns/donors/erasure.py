"""Forgetting a donor: who gave goes, what was given stays.

The books hold no name, so nothing in them changes. Lines of the bank's statements stay as well:
they are the bank's papers, kept for as long as the law on accounting says.
"""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.bank.models import Asked, CashRecord, Decision
from campaigns.donors.gifts import gifts_of, monthly_gifts_of
from campaigns.donors.models import DataRequest, Link
from campaigns.donors.models.request import RequestState
from campaigns.donors.parts import erasers
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import RUNNING, MonthlyState
from campaigns.payments.models import Donation, Refund, Words
from campaigns.payments.states import DonationState
from campaigns.receipts.issuing import forget_payer
from outbox import mail

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# While a gift is in one of these, somebody may still have to write to its donor.
UNSETTLED = (
    DonationState.CREATED,
    DonationState.OPEN,
    DonationState.PROCESSING,
    DonationState.DISPUTED,
    DonationState.QUARANTINED,
)


# So is a monthly gift until it is over.
LASTING = (*RUNNING, MonthlyState.CREATED, MonthlyState.OPEN, MonthlyState.QUARANTINED)


class Hindered(Exception):
    """Something still needs the donor to be known: `reasons` in the reader's language."""

    def __init__(self, reasons: "list[StrOrPromise]"):
        super().__init__("; ".join(str(one) for one in reasons))
        self.reasons = reasons


def hindrances(email: str) -> "list[StrOrPromise]":
    """What has to end first; empty when the donor can be forgotten now."""
    reasons: list[StrOrPromise] = []
    if gifts_of(email).filter(state__in=UNSETTLED).exists():
        reasons.append(_("A gift is still being paid, disputed or held for a check."))
    refunds = Refund.objects.filter(donation__in=gifts_of(email))
    if refunds.under_way().exists() or refunds.still_owed().exists():
        reasons.append(_("A refund of a gift is under way, or still owed to this donor."))
    if monthly_gifts_of(email).filter(state__in=LASTING).exists():
        reasons.append(_("A monthly gift goes on: it has to be stopped first."))
    if _cash_of(email).filter(state=Decision.PENDING).exists():
        reasons.append(_("Cash of this donor waits for a second person."))
    if Asked.objects.pending().filter(donation__in=gifts_of(email)).exists():
        reasons.append(_("A line of the bank's statement about a gift waits for a second person."))
    for eraser in erasers():
        reasons.extend(eraser.hindrances(email))
    return reasons


def erase(email: str) -> int:
    """Forget whoever gave with `email`; returns how many gifts that was.

    Call it in a transaction. Raises `Hindered`.
    """
    # Locked in one order, as everything that changes gifts.
    monthly = list(monthly_gifts_of(email).order_by("pk").select_for_update(of=("self",)))
    gifts = list(gifts_of(email).order_by("pk").select_for_update(of=("self",)))
    if reasons := hindrances(email):
        raise Hindered(reasons)
    keys = [gift.pk for gift in gifts]
    Words.objects.filter(donation__in=keys).update(
        shown_name="", dedication="", message="", is_public=False
    )
    (CashRecord.objects.filter(donation__in=keys) | _cash_of(email)).update(
        donor_name="", donor_email="", company_name="", company_bin="", note=""
    )
    for given in (*monthly, *gifts):
        forget_giver(given)
    for gift in gifts:
        forget_payer(gift)
    for eraser in erasers():
        eraser.erase(email)
    Link.objects.filter(email__same_address=email).delete()
    # Whatever else they asked for has no object any more.
    DataRequest.objects.waiting().filter(email__same_address=email).delete()
    return len(gifts)


def _cash_of(email: str) -> QuerySet[CashRecord]:
    """Slips by the address; those that were not confirmed belong to no gift."""
    return CashRecord.objects.filter(donor_email__same_address=email)


def forget_giver(given: Donation | MonthlyGift) -> None:
    """Who gave goes, for good; call it with the row locked."""
    given.donor_name, given.donor_email, given.form_key = "", "", None
    given.company_name, given.company_bin = "", ""
    given.is_anonymous = True
    if isinstance(given, MonthlyGift):
        given.spoken = None
    given.erased_at = timezone.now()
    given.save()


def forget_addresses() -> int:
    """The last step: when the letter that says so is sent, the address itself goes."""
    forgotten = 0
    for asked in DataRequest.objects.to_forget():
        with transaction.atomic():
            if mail.forget(asked.email):
                answered = DataRequest.objects.exclude(state=RequestState.OPEN)
                answered.filter(email__same_address=asked.email).update(
                    email="", text="", answer=""
                )
                forgotten += 1
    return forgotten
