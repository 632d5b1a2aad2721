"""What of monthly gifts waits for finance."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.monthly.models import MonthlyGift

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def waiting() -> "list[tuple[StrOrPromise, int, datetime | None, str]]":
    """Label, how many, since when the oldest waits, where they are."""
    held = MonthlyGift.objects.filter(pk__in=MonthlyGift.objects.held())
    told = held.aggregate(count=Count("pk"), oldest=Min("changed_at"))
    url = reverse("monthly_gifts:index") + "?held=true"
    return [(_("Monthly gifts that are held for a check"), told["count"], told["oldest"], url)]
