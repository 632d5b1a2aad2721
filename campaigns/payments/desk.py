"""What of refunds, disputes and payouts waits for a person of finance."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, Count, Min, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.payments.models import Dispute, Payout, Refund, RefundKind
from campaigns.payments.reversals.states import DisputeStatus, PayoutStatus, RefundState

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Waiting(NamedTuple):
    label: "StrOrPromise"
    how_many: int
    oldest: datetime | None
    url: str


def waiting() -> list[Waiting]:
    """Only what there is. A dispute's age is that of its opening; its label names the last day."""
    return [one for one in _looked_at() if one.how_many]


def _looked_at() -> Iterator[Waiting]:
    refunds = Refund.objects
    yield _look(
        _("Refunds to be approved"),
        refunds.waiting(),
        "created_at",
        _listed("refunds", state=RefundState.REQUESTED),
    )
    yield _look(
        _("Refunds to be paid out"),
        refunds.to_pay_out(),
        "approved_at",
        _listed("refunds", state=RefundState.APPROVED),
    )
    yield _look(
        _("Refunds that did not go through: the donor awaits them"),
        refunds.still_owed(),
        Coalesce("came_back_at", "closed_at"),
        _listed("refunds", still_owed="true"),
    )
    yield _look(
        _("Refunds of which nothing is to be paid, somebody says: another person has to agree"),
        refunds.waiving(),
        "waive_asked_at",
        _listed("refunds", waiving="true"),
    )
    yield _look(
        _("Refunds that Stripe does not take"),
        refunds.to_send().exclude(error_code=""),
        "approved_at",
        _listed("refunds", state=RefundState.APPROVED),
    )
    yield _look(
        _("Refunds made at Stripe, not here"),
        refunds.unseen(),
        "created_at",
        _listed("refunds", kind=RefundKind.MADE_AT_STRIPE, unseen="true"),
    )
    yield from _disputes()
    yield _look(
        _("Payouts that came back"),
        Payout.objects.filter(status=PayoutStatus.FAILED, came_back_at__isnull=False),
        "came_back_at",
        _listed("payouts", status=PayoutStatus.FAILED),
    )


def _disputes() -> Iterator[Waiting]:
    """Those that await our answer, by what is asked; apart where the last moment for it is past."""
    is_late = Case(When(evidence_due_at__lt=timezone.now(), then=True), default=False)
    alike = Dispute.objects.waiting().order_by().values("status").annotate(is_late=is_late)
    for one in alike.annotate(
        count=Count("pk"), oldest=Min("opened_at"), due=Min("evidence_due_at")
    ).order_by("due"):
        label = _told_of_disputes(DisputeStatus(one["status"]), one["due"], is_late=one["is_late"])
        url = _listed("disputes", status=one["status"])
        yield Waiting(label, one["count"], one["oldest"], url)


def _in_words(status: DisputeStatus, due: datetime | None, *, is_late: bool) -> str:
    said = {"status": str(status.label)}
    if due is None:
        return gettext("Disputes: %(status)s") % said
    said["moment"] = date_format(timezone.localtime(due), "DATETIME_FORMAT")
    if is_late:
        return gettext("Disputes: %(status)s. It is late: the bank waited until %(moment)s") % said
    return gettext("Disputes: %(status)s, at the latest on %(moment)s") % said


# In the language of who reads it: the desk's reader, or of each who gets the letter of the day.
_told_of_disputes = lazy(_in_words, str)


def _look(label: "StrOrPromise", rows: QuerySet, since: str | Coalesce, url: str) -> Waiting:
    found = rows.aggregate(count=Count("pk"), oldest=Min(since))
    return Waiting(label, found["count"], found["oldest"], url)


def _listed(section: str, **filters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse(f'{section}:index')}?{query}"
