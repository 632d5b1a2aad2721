"""How receipts look in the admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet, sum_column
from campaigns.receipts import desk
from campaigns.receipts.models import Receipt


class ReceiptIndexView(IndexView):
    @property
    def header_buttons(self) -> list[HeaderButton]:
        label = _("As a sheet")
        return [HeaderButton(label, url=reverse("receipts_export"), icon_name="download")]


class ReceiptInspectView(ReadableInspectView):
    template_name = "receipts/admin/receipt.html"


class ReceiptViewSet(ReadOnlyViewSet):
    model = Receipt
    icon = "doc-full"
    menu_label = _("Receipts")
    menu_order = 304
    index_view_class = ReceiptIndexView
    inspect_view_class = ReceiptInspectView
    list_display = [
        "number",
        sum_column(_("Sum")),
        Column("payer", label=_("Received from"), accessor="payer"),
        "paid_on",
        DateColumn("voided_at", label=_("Void since")),
    ]
    list_filter = ["method", "void_reason", "issued_at"]
    search_fields = ["number", "payer_name", "company_name", "provider_reference"]
    search_backend_name = None
    inspect_view_fields = [
        "number",
        "amount_tiyn",
        "cover_tiyn",
        "returned_tiyn",
        "payer_name",
        "company_name",
        "company_bin",
        "purpose",
        "method",
        "provider_reference",
        "paid_on",
        "issued_at",
        "donation",
        "voided_at",
        "void_reason",
        "void_note",
        "issue_note",
        "replaced_by",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Receipt]:
        return Receipt.objects.select_related("replaced_by")


@hooks.register("register_admin_viewset")
def receipt_viewset() -> ReceiptViewSet:
    return ReceiptViewSet("receipts_admin", url_prefix="receipts")


@hooks.register("register_admin_urls")
def receipt_urls() -> list[Any]:
    return [
        path("receipts/export/", desk.ExportView.as_view(), name="receipts_export"),
        path("receipts/change/<int:pk>/", desk.ChangeView.as_view(), name="receipts_change"),
        path("receipts/paper/<int:pk>/", desk.PaperView.as_view(), name="receipts_paper"),
    ]
