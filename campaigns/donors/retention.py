"""Donors of gifts that were never paid: who they were is forgotten after a while, by the clock.

What was paid keeps its donor for as long as the law on accounting says, unless they ask to be
forgotten (`erasure`). Messages from Stripe need nothing here: the inbox keeps numbers alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from audit.record import record
from campaigns.bank.models import CashRecord, Decision
from campaigns.donors.erasure import forget_giver
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import RequestState
from campaigns.monthly.locks import lock_monthly
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.locks import lock_gift
from campaigns.payments.models import Donation, Words
from campaigns.payments.states import LIVE_ATTEMPTS, DonationState

NEVER_PAID = (DonationState.EXPIRED, DonationState.FAILED)


def purge(*, dry_run: bool) -> Counter[str]:
    if dry_run:
        return +Counter(
            abandoned_gifts=abandoned_gifts().count(),
            abandoned_monthly_gifts=abandoned_monthly_gifts().count(),
            rejected_slips=rejected_slips().count(),
            answered_requests=answered_requests().count(),
        )
    return +Counter(
        abandoned_gifts=_each(abandoned_gifts().values_list("pk", flat=True), _forget_gift),
        abandoned_monthly_gifts=_each(
            abandoned_monthly_gifts().values_list("pk", flat=True), _forget_monthly
        ),
        rejected_slips=_forget_slips(),
        answered_requests=_forget_requests(),
    )


def abandoned_gifts() -> QuerySet[Donation]:
    """Given up long ago, and nothing at Stripe can bring them back to life."""
    return (
        Donation.objects.filter(
            _somebody(), state__in=NEVER_PAID, changed_at__lt=_limit(), erased_at=None
        )
        .exclude(attempts__state__in=LIVE_ATTEMPTS)
        .order_by("pk")
    )


def abandoned_monthly_gifts() -> QuerySet[MonthlyGift]:
    """Those that never began."""
    return MonthlyGift.objects.filter(
        _somebody(), state=MonthlyState.EXPIRED, changed_at__lt=_limit(), erased_at=None
    ).order_by("pk")


def rejected_slips() -> QuerySet[CashRecord]:
    """Cash that a second person did not confirm: it belongs to no gift."""
    return CashRecord.objects.filter(
        _somebody(), state=Decision.REJECTED, donation=None, decided_at__lt=_limit()
    )


def answered_requests() -> QuerySet[DataRequest]:
    """What donors asked about their data, once nobody can ask whether we answered."""
    long_ago = timezone.now() - timedelta(days=settings.PURGE_CONSENT_DAYS)
    return DataRequest.objects.exclude(state=RequestState.OPEN).filter(
        ~Q(email="") | ~Q(text="") | ~Q(answer=""), decided_at__lt=long_ago
    )


def _somebody() -> Q:
    return ~Q(donor_name="") | ~Q(donor_email="") | ~Q(company_name="")


def _limit() -> datetime:
    return timezone.now() - timedelta(days=settings.PURGE_ABANDONED_DAYS)


def _each(keys: Iterable[UUID], forget: Callable[[UUID], bool]) -> int:
    return sum(forget(key) for key in list(keys))


@transaction.atomic
def _forget_gift(key: UUID) -> bool:
    gift = lock_gift(key)
    if not abandoned_gifts().filter(pk=key).exists():  # Late money has come meanwhile.
        return False
    Words.objects.filter(donation=gift).update(
        shown_name="", dedication="", message="", is_public=False
    )
    forget_giver(gift)
    record("gift.forget_donor", gift, None, {"because": "never paid"})
    return True


@transaction.atomic
def _forget_monthly(key: UUID) -> bool:
    gift = lock_monthly(key)
    if not abandoned_monthly_gifts().filter(pk=key).exists():
        return False
    forget_giver(gift)
    record("monthly.forget_donor", gift, None, {"because": "never began"})
    return True


@transaction.atomic
def _forget_slips() -> int:
    number = rejected_slips().update(
        donor_name="", donor_email="", company_name="", company_bin="", note=""
    )
    if number:
        record("cash.forget_donors", None, None, {"slips": number})
    return number


@transaction.atomic
def _forget_requests() -> int:
    number = answered_requests().update(email="", text="", answer="")
    if number:
        record("donor.forget_requests", None, None, {"requests": number})
    return number
