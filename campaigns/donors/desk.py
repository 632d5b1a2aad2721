"""What waits for a person here."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.donors.models import DataRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def waiting() -> "list[tuple[StrOrPromise, int, datetime | None, str]]":
    """Label, how many, since when the oldest waits, where they are."""
    asked = DataRequest.objects.waiting().order_by()
    oldest = asked.aggregate(oldest=Min("created_at"))["oldest"]
    url = reverse("donor_requests:index") + "?state=open"
    return [(_("Requests of donors about their data"), asked.count(), oldest, url)]
