"""How monthly gifts look in the admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn

from campaigns.funds.read_only import ReadOnlyViewSet, sum_column
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.office import AsideView, MonthlyGiftInspectView, StopView, look_again
from campaigns.monthly.office_held import decide, held_invoice


class MonthlyGiftFilters(WagtailFilterSet):
    held = BooleanFilter(label=_("held for a check"), method="wait_for_a_person")

    class Meta:
        model = MonthlyGift
        fields = ["state", "fund", "created_at"]

    def wait_for_a_person(
        self, gifts: QuerySet[MonthlyGift], name: str, value: bool
    ) -> QuerySet[MonthlyGift]:
        held = MonthlyGift.objects.held().values("pk")
        return gifts.filter(pk__in=held) if value else gifts.exclude(pk__in=held)


class MonthlyGiftViewSet(ReadOnlyViewSet):
    model = MonthlyGift
    icon = "calendar-check"
    menu_label = _("Monthly gifts")
    menu_order = 302
    inspect_view_class = MonthlyGiftInspectView
    list_display = [
        "id",
        sum_column(_("Sum")),
        "fund",
        "state",
        DateColumn("created_at", label=_("Created")),
        DateColumn("renews_at", label=_("Next payment")),
    ]
    filterset_class = MonthlyGiftFilters
    search_fields = ["donor_email", "donor_name", "subscription_id", "renewals__invoice_id"]
    search_backend_name = None
    inspect_view_fields = [
        "id",
        "fund",
        "amount_tiyn",
        "cover_tiyn",
        "state",
        "quarantine_reason",
        "donor_name",
        "donor_email",
        "company_name",
        "company_bin",
        "is_anonymous",
        "language",
        "subscription_id",
        "created_at",
        "started_at",
        "renews_at",
        "cancelled_at",
        "cancelled_by",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MonthlyGift]:
        return MonthlyGift.objects.select_related("fund")


@hooks.register("register_admin_viewset")
def monthly_viewset() -> MonthlyGiftViewSet:
    return MonthlyGiftViewSet("monthly_gifts")


@hooks.register("register_admin_urls")
def monthly_urls() -> list[Any]:
    return [
        path("monthly_gifts/stop/<uuid:pk>/", StopView.as_view(), name="monthly_stop"),
        path("monthly_gifts/look/<uuid:pk>/", look_again, name="monthly_look"),
        path("monthly_gifts/aside/<int:pk>/", AsideView.as_view(), name="monthly_aside"),
        path("monthly_gifts/invoice/<int:pk>/", held_invoice, name="monthly_held"),
        path("monthly_gifts/invoice/decide/<int:pk>/", decide, name="monthly_held_decide"),
    ]
