"""What of the bank and cash waits for a person of finance."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.bank.balance import compare
from campaigns.bank.models import (
    Asked,
    BankLine,
    CashDeposit,
    CashRecord,
    Decision,
    LineState,
    OpeningBalance,
)
from campaigns.funds.kept import kept
from money.amounts import CURRENCY, format_tenge

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Waiting(NamedTuple):
    label: "StrOrPromise"
    how_many: int
    oldest: datetime | None
    url: str
    # What is not work is told all the same, and counted nowhere.
    is_work: bool = True


class SetAside(NamedTuple):
    """Lines that people have set aside and the books have nothing of; sums of those in tenge."""

    lines: int
    in_tiyn: int
    out_tiyn: int
    since: datetime | None


def set_aside() -> SetAside:
    """Always told, so that what somebody hid so is seen: what came apart from what went."""
    tenge = Q(currency=CURRENCY)
    told = BankLine.objects.out_of_the_books().aggregate(
        lines=Count("pk"),
        came=Sum("amount_tiyn", filter=tenge & Q(amount_tiyn__gt=0)),
        went=Sum("amount_tiyn", filter=tenge & Q(amount_tiyn__lt=0)),
        since=Min("decided_at"),
    )
    return SetAside(told["lines"], told["came"] or 0, told["went"] or 0, told["since"])


def waiting() -> list[Waiting]:
    """Each kind of work that is there, with since when its oldest piece waits."""
    lines = reverse("bank_office:lines")
    cash = reverse("bank_office:cash")
    pending = {"state": Decision.PENDING}
    out_before = timezone.localdate() - timedelta(days=settings.BANK_OUT_DAYS)
    found = [
        _counted(
            _("Money at the bank to be matched"),
            BankLine.objects.unmatched(),
            "file__imported_at",
            lines,
        ),
        _counted(
            _("Lines of statements: another person has to agree"),
            Asked.objects.pending(),
            "recorded_at",
            lines,
        ),
        _counted(
            _("Money that left the bank: for what?"),
            BankLine.objects.unexplained().filter(booked_on__lt=out_before),
            "file__imported_at",
            f"{lines}?state=out",
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
    return [one for one in (*found, *_balance(), _aside()) if one.how_many]


def _aside() -> Waiting:
    # Looks through all lines, and the desk is counted on the front page of the admin.
    told = kept("bank_set_aside", set_aside)
    label = _("Lines set aside, not in the books: %(came)s came, %(went)s went") % {
        "came": format_tenge(told.in_tiyn),
        "went": format_tenge(-told.out_tiyn),
    }
    url = f"{reverse('bank_office:lines')}?state={LineState.ASIDE}"
    return Waiting(label, told.lines, told.since, url, is_work=False)


def _balance() -> Iterator[Waiting]:
    url = reverse("bank_office:balance")
    yield _counted(
        _("Opening balance of the bank, to be confirmed"),
        OpeningBalance.objects.filter(state=Decision.PENDING),
        "recorded_at",
        url,
    )
    unexplained, since = kept("bank_unexplained", _unexplained)
    if unexplained:
        yield Waiting(_("The bank's balance is not that of our books"), 1, since, url)


def _unexplained() -> tuple[int, datetime | None]:
    compared = compare()
    return (compared.unexplained, compared.file.imported_at) if compared else (0, None)


def _counted(label: "StrOrPromise", rows: QuerySet, since: str, url: str) -> Waiting:
    told = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    return Waiting(label, told["count"], told["oldest"], url)
