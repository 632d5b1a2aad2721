"""How apartments and what was decided for them look in the admin."""

from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from audit.record import record
from campaigns.funds import locks
from campaigns.funds.admin.forms import RecallForm
from campaigns.funds.admin.views import page_of
from campaigns.funds.models import Allocation, Apartment, Decision, Purchase
from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet, sum_column
from campaigns.money_menu import MONEY_MENU
from language.translated import LANGUAGES

_WORDS = ["code", *[f"place_{language}" for language in LANGUAGES], "rooms", "area_m2", "source"]


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


class DecisionViewSet(ReadOnlyViewSet):
    menu_hook = MONEY_MENU
    inspect_view_class = DecisionInspectView
    list_filter = ["state", "apartment"]
    list_display = [
        Column("number", label=_("Number"), accessor="number"),
        sum_column(_("Sum")),
        "apartment",
        "state",
        "decided_on",
        "proposed_by",
    ]
    inspect_view_fields = [
        "apartment",
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return self.model._default_manager.with_names()


class AllocationIndexView(IndexView):
    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("funds.add_allocation"):
            return []
        return [HeaderButton(_("Set aside"), url=reverse("fund_desk:set_aside"), icon_name="plus")]


class AllocationViewSet(DecisionViewSet):
    model = Allocation
    icon = "lock"
    menu_label = _("Money set aside")
    menu_order = 520
    index_view_class = AllocationIndexView
    list_display = [*DecisionViewSet.list_display[:2], "fund", *DecisionViewSet.list_display[2:]]
    list_filter = ["state", "fund", "apartment"]
    inspect_view_fields = ["fund", *DecisionViewSet.inspect_view_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allocation]:
        return Allocation.objects.with_names().select_related("fund")


class PurchaseIndexView(IndexView):
    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("funds.add_purchase"):
            return []
        return [HeaderButton(_("Pay"), url=reverse("fund_desk:pay"), icon_name="plus")]


class PurchaseViewSet(DecisionViewSet):
    model = Purchase
    icon = "pick"
    menu_label = _("Payments for apartments")
    menu_order = 530
    index_view_class = PurchaseIndexView


class ApartmentInspectView(ReadableInspectView):
    template_name = "funds/admin/apartment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = self.object
        decisions = [
            {
                "what": decision._meta.verbose_name,
                "number": decision.number,
                "amount_tiyn": decision.amount_tiyn,
                "get_state_display": decision.get_state_display(),
                "url": page_of(decision),
            }
            for decision in chain(home.allocations.all(), home.purchases.all())
        ]
        more = {"decisions": decisions, "left_tiyn": locks.set_aside(home.pk)}
        return super().get_context_data(**kwargs) | more


class ApartmentCreateView(CreateView):
    def save_instance(self) -> Apartment:
        home = super().save_instance()
        record("apartment.add", home, self.request.user, {"code": home.code})
        return home


class ApartmentEditView(EditView):
    def save_instance(self) -> Apartment:
        home = super().save_instance()
        facts = {"code": home.code, "changed": self.form.changed_data}
        record("apartment.change", home, self.request.user, facts)
        return home


class ApartmentViewSet(ModelViewSet):
    model = Apartment
    icon = "home"
    menu_label = _("Apartments")
    menu_order = 510
    menu_hook = MONEY_MENU
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ApartmentInspectView
    add_view_class = ApartmentCreateView
    edit_view_class = ApartmentEditView
    form_fields = _WORDS
    list_display = [
        "code",
        Column("place", label=_("Place"), accessor="place"),
        "source",
        "handed_over_on",
    ]
    list_filter = ["source"]
    search_fields = ["code", "place_kk", "place_ru", "place_en"]
    search_backend_name = None
    inspect_view_fields = [*_WORDS, "handed_over_on"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without deleting: an apartment that was decided on stays."""
        return [one for one in super().get_urlpatterns() if one.name != "delete"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**({"delete_url_name": None} | kwargs))


def _left_for(decision: Decision) -> int:
    """What is there to pay for `decision` with, in tiyn."""
    if isinstance(decision, Allocation):
        return decision.fund.held_tiyn
    return locks.set_aside(decision.apartment_id)
