"""How funds and the ledger look in the admin."""

from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from audit.record import record
from campaigns.funds.accounts import name_of
from campaigns.funds.admin.decisions import (
    AllocationViewSet,
    PurchaseViewSet,
    WishPurchaseViewSet,
)
from campaigns.funds.admin.homes import ApartmentViewSet
from campaigns.funds.admin.terms import TermsPanel, note_change, terms_of
from campaigns.funds.kinds import Kind
from campaigns.funds.models import DailyClose, Entry, Fund
from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet
from campaigns.money_menu import MONEY_MENU
from language.translated import NAME
from money.amounts import CURRENCY, format_tenge


class FundFilters(WagtailFilterSet):
    overdrawn = BooleanFilter(label=_("holds less than nothing"), method="hold_less_than_nothing")

    class Meta:
        model = Fund
        fields = ["kind"]

    def hold_less_than_nothing(
        self, funds: QuerySet[Fund], name: str, value: bool
    ) -> QuerySet[Fund]:
        overdrawn = Fund.objects.overdrawn().values("pk")
        return funds.filter(pk__in=overdrawn) if value else funds.exclude(pk__in=overdrawn)


@register_snippet
class FundViewSet(SnippetViewSet):
    model = Fund
    icon = "home"
    menu_label = _("Funds")
    menu_order = 500
    menu_hook = MONEY_MENU
    list_display = [
        "name",
        "kind",
        Column("raised", label=_("Raised"), accessor=lambda fund: format_tenge(fund.raised_tiyn)),
        Column("held", label=_("Left"), accessor=lambda fund: format_tenge(fund.held_tiyn)),
        Column("gifts", label=_("Gifts"), accessor="gifts"),
        "opened_on",
        "closed_on",
    ]
    filterset_class = FundFilters
    search_fields = ["name_kk", "name_ru", "name_en", "slug"]
    panels = [
        MultiFieldPanel(["name_kk", "name_ru", "name_en"], heading=NAME),
        MultiFieldPanel(["purpose_kk", "purpose_ru", "purpose_en"], heading=_("Purpose")),
        FieldRowPanel(["slug", "kind"]),
        FieldRowPanel(["goal_tiyn", "opened_on", "closed_on"], heading=_("Goal and dates")),
        MultiFieldPanel(["wish_code", "surplus_to"], heading=_("For a wish that is paid in parts")),
        TermsPanel(heading=_("What was changed of its goal")),
        InlinePanel(
            "presets",
            heading=_("Offered sums"),
            label=_("Offered sum"),
            panels=["amount_tiyn", "helps_kk", "helps_ru", "helps_en"],
        ),
    ]

    def get_queryset(self, request):
        return Fund.objects.with_totals()


@hooks.register("before_edit_snippet")
def fund_as_it_was(request: HttpRequest, fund: Model) -> None:
    if isinstance(fund, Fund):
        request.fund_terms = terms_of(fund)  # type: ignore[attr-defined]


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def fund_written_down(request: HttpRequest, fund: Model) -> None:
    """Wagtail's own history can be tidied away, the audit trail cannot."""
    if isinstance(fund, Fund):
        record("fund.save", fund, request.user, {"slug": fund.slug, "kind": fund.kind})
        note_change(fund, getattr(request, "fund_terms", None), request.user)


class EntryInspectView(ReadableInspectView):
    """An entry with its legs."""

    def get_kind_display_value(self) -> str:
        return str(Kind(self.object.kind).label)

    def get_fields_context(self) -> list[dict[str, Any]]:
        legs = [
            {"label": name_of(leg.account), "value": _as_written(leg), "component": None}
            for leg in self.object.postings.select_related(
                "account__fund", "account__apartment"
            ).order_by("pk")
        ]
        return super().get_fields_context() + legs


class EntryViewSet(ReadOnlyViewSet):
    model = Entry
    icon = "list-ul"
    menu_label = _("Ledger")
    menu_order = 600
    inspect_view_class = EntryInspectView
    list_display = [
        "external_id",
        Column("kind", label=_("Kind"), accessor=lambda entry: Kind(entry.kind).label),
        Column("moved", label=_("Sum"), accessor=lambda entry: _moved(entry)),
        DateColumn("happened_at", label=_("Happened")),
        "donation",
    ]
    list_filter = ["kind", "happened_at"]
    inspect_view_fields = [
        "kind",
        "external_id",
        "donation",
        "happened_at",
        "recorded_at",
        "reverses",
        "reason",
    ]

    def get_queryset(self, request):
        return Entry.objects.prefetch_related("postings")


class DayConverter(StringConverter):
    """The day by which a closed one is known; no other word is an address of one."""

    regex = r"\d{4}-\d\d-\d\d"

    def to_python(self, value: str) -> str:
        # Raises ValueError, and so 404, for a day that there is none of.
        return date.fromisoformat(value).isoformat()


register_converter(DayConverter, "day")


class DailyCloseViewSet(ReadOnlyViewSet):
    model = DailyClose
    pk_path_converter = "day"
    icon = "lock"
    menu_label = _("Closed days")
    menu_order = 610
    list_display = ["day", "entries", "last_entry", "digest"]
    inspect_view_fields = [
        "day",
        "entries",
        "last_entry",
        "balances",
        "entries_digest",
        "previous",
        "digest",
        "closed_at",
    ]


@hooks.register("register_admin_viewset")
def ledger_viewsets() -> list[ModelViewSet]:
    return [
        EntryViewSet("ledger"),
        DailyCloseViewSet("daily_closes", url_prefix="closed-days"),
        ApartmentViewSet("apartments"),
        AllocationViewSet("allocations"),
        PurchaseViewSet("purchases"),
        WishPurchaseViewSet("wish_purchases", url_prefix="wish-purchases"),
    ]


@hooks.register("register_admin_urls")
def decision_urls() -> list[URLResolver]:
    return [path("funds-desk/", include("campaigns.funds.admin.urls"))]


def _moved(entry: Entry) -> str:
    """What an entry moves: its legs cancel out, so those of one side tell."""
    return ", ".join(_as_written(leg) for leg in entry.postings.all() if leg.amount_tiyn > 0)


def _as_written(leg) -> str:
    """Tenge as people write it; any other currency in its smallest unit, with its code."""
    if leg.currency == CURRENCY:
        return format_tenge(leg.amount_tiyn)
    return f"{leg.amount_tiyn} {leg.currency}"
