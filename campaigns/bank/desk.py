"""What of the bank and cash waits for a person of finance."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.bank.models import BankLine, CashDeposit, CashRecord, Decision

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Waiting(NamedTuple):
    label: "StrOrPromise"
    how_many: int
    oldest: datetime | None
    url: str


def waiting() -> list[Waiting]:
    """Each kind of work that is there, with since when its oldest piece waits."""
    lines = reverse("bank_office:lines")
    cash = reverse("bank_office:cash")
    pending = {"state": Decision.PENDING}
    found = [
        _counted(
            _("Money at the bank to be matched"),
            BankLine.objects.unmatched(),
            "file__imported_at",
            lines,
        ),
        _counted(
            _("Cash to be confirmed"), CashRecord.objects.filter(**pending), "recorded_at", cash
        ),
        _counted(
            _("Cash brought to the bank, to be confirmed"),
            CashDeposit.objects.filter(**pending),
            "recorded_at",
            cash,
        ),
    ]
    return [one for one in found if one.how_many]


def _counted(label: "StrOrPromise", rows: QuerySet, since: str, url: str) -> Waiting:
    told = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    return Waiting(label, told["count"], told["oldest"], url)
