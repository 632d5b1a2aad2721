"""What waits for a second person, for the finance desk."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.funds.models import Allocation, Decision, DecisionState, Fund, Purchase, WishPurchase

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Waiting(NamedTuple):
    label: "StrOrPromise"
    how_many: int
    oldest: datetime | None
    url: str


# What is told, of which records, since when, and where they are listed.
_KINDS: tuple[tuple["StrOrPromise", type[Decision], DecisionState, str, str], ...] = (
    (
        _("Money to be set aside"),
        Allocation, DecisionState.PROPOSED, "proposed_at", "allocations:index",
    ),
    (
        _("Money set aside, to be taken back"),
        Allocation, DecisionState.RECALL_ASKED, "recall_asked_at", "allocations:index",
    ),
    (
        _("Apartments to be paid"),
        Purchase, DecisionState.PROPOSED, "proposed_at", "purchases:index",
    ),
    (
        _("Payments to be taken back"),
        Purchase, DecisionState.RECALL_ASKED, "recall_asked_at", "purchases:index",
    ),
    (
        _("Wishes to be paid"),
        WishPurchase, DecisionState.PROPOSED, "proposed_at", "wish_purchases:index",
    ),
    (
        _("Payments for wishes to be taken back"),
        WishPurchase, DecisionState.RECALL_ASKED, "recall_asked_at", "wish_purchases:index",
    ),
)  # fmt: skip


def waiting() -> list[Waiting]:
    """Only what there is, oldest decision first within each."""
    return [one for one in (*map(_look, _KINDS), _overdrawn()) if one.how_many]


def _overdrawn() -> Waiting:
    told = Fund.objects.overdrawn().aggregate(how_many=Count("pk"), oldest=Min("total__changed_at"))
    url = reverse(Fund.snippet_viewset.get_url_name("list")) + "?overdrawn=true"
    return Waiting(_("Funds that hold less than nothing"), told["how_many"], told["oldest"], url)


def _look(kind: tuple["StrOrPromise", type[Decision], DecisionState, str, str]) -> Waiting:
    label, model, state, since, index = kind
    found = model._default_manager.filter(state=state)
    told = found.aggregate(how_many=Count("pk"), oldest=Min(since))
    return Waiting(label, told["how_many"], told["oldest"], f"{reverse(index)}?state={state}")
