"""How what two people decide about money looks in the admin."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from campaigns.funds import locks
from campaigns.funds.admin.forms import RecallForm
from campaigns.funds.admin.views import page_of
from campaigns.funds.models import Allocation, Decision, Purchase, WishPurchase
from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet, sum_column
from campaigns.money_menu import MONEY_MENU

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What stands in the lists and on the pages of every kind of decision.
_LISTED = [
    # The second person gets to the decision by it.
    TitleColumn(
        "number",
        label=_("Number"),
        accessor="number",
        get_url=page_of,
        link_classname="w-whitespace-nowrap",
    ),
    sum_column(_("Sum")),
]
_STANDING = ["state", "decided_on", "proposed_by"]
_COURSE = [
    "amount_tiyn",
    "state",
    "decided_on",
    "proposed_by",
    "proposed_at",
    "decided_by",
    "decided_at",
    "entry",
    "recall_reason",
    "recall_asked_by",
    "recalled_by",
    "recalled_at",
]


class DecisionInspectView(ReadableInspectView):
    """A decision, its paper, and the buttons of who may decide."""

    template_name = "funds/admin/decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision, name = self.object, self.model._meta.model_name
        by = self.request.user
        more = {
            "may_decide": by.has_perm(f"funds.decide_{name}"),
            "is_own": decision.proposed_by_id == by.pk,
            "is_own_recall": decision.recall_asked_by_id == by.pk,
            "left_tiyn": _left_for(decision),
            "recall_form": RecallForm(),
            "act_url": reverse(f"fund_desk:{name}_act", args=[decision.pk]),
            "document_url": reverse(f"fund_desk:{name}_document", args=[decision.pk]),
        }
        return super().get_context_data(**kwargs) | more


class DecisionIndexView(IndexView):
    """With the button of who may propose another."""

    propose_label: "StrOrPromise" = ""
    propose_url_name = ""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm(f"funds.add_{self.model._meta.model_name}"):
            return []
        url = reverse(self.propose_url_name)
        return [HeaderButton(self.propose_label, url=url, icon_name="plus")]


class DecisionViewSet(ReadOnlyViewSet):
    menu_hook = MONEY_MENU
    inspect_view_class = DecisionInspectView
    index_view_class = DecisionIndexView
    # What a decision of this kind is about: fields of its own.
    about: tuple[str, ...] = ()
    propose_label: "StrOrPromise" = ""
    propose_url_name = ""

    @property
    def list_display(self) -> list[Column | str]:
        return [*_LISTED, *self.about, *_STANDING]

    @property
    def list_filter(self) -> list[str]:
        return ["state", *self.about]

    @property
    def inspect_view_fields(self) -> list[str]:
        return [*self.about, *_COURSE]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        button = {"propose_label": self.propose_label, "propose_url_name": self.propose_url_name}
        return super().get_index_view_kwargs(**(button | kwargs))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return self.model._default_manager.with_names()


class AllocationViewSet(DecisionViewSet):
    model = Allocation
    icon = "lock"
    menu_label = _("Money set aside")
    menu_order = 520
    about = ("fund", "apartment")
    propose_label = _("Set aside")
    propose_url_name = "fund_desk:set_aside"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allocation]:
        return Allocation.objects.with_names().select_related("fund", "apartment")


class PurchaseViewSet(DecisionViewSet):
    model = Purchase
    icon = "pick"
    menu_label = _("Payments for apartments")
    menu_order = 530
    about = ("apartment",)
    propose_label = _("Pay")
    propose_url_name = "fund_desk:pay"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Purchase]:
        return Purchase.objects.with_names().select_related("apartment")


class WishPurchaseViewSet(DecisionViewSet):
    model = WishPurchase
    icon = "tag"
    menu_label = _("Payments for wishes")
    menu_order = 540
    about = ("fund", "wish_code")
    propose_label = _("Pay for a wish")
    propose_url_name = "fund_desk:pay_wish"

    def get_queryset(self, request: HttpRequest) -> QuerySet[WishPurchase]:
        return WishPurchase.objects.with_names().select_related("fund")


def _left_for(decision: Decision) -> int:
    """What is there to pay for `decision` with, in tiyn."""
    if isinstance(decision, Allocation | WishPurchase):
        return decision.fund.held_tiyn
    if isinstance(decision, Purchase):
        return locks.set_aside(decision.apartment_id)
    raise TypeError(type(decision))
