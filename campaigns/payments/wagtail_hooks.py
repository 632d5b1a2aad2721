"""How gifts look in the admin, and what finance sees first."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import DateColumn

from campaigns.funds.read_only import ReadOnlyViewSet, linked_sum_column
from campaigns.payments.admin.gifts import GiftInspectView
from campaigns.payments.admin.reversals import DisputeViewSet, PayoutViewSet, RefundViewSet
from campaigns.payments.giving import words_desk
from campaigns.payments.models import Donation, WebhookEvent, Words
from campaigns.payments.models.words import WordsState


class GiftFilters(WagtailFilterSet):
    held = BooleanFilter(label=_("held for a check"), method="wait_for_a_person")

    class Meta:
        model = Donation
        fields = ["state", "fund", "created_at"]

    def wait_for_a_person(self, gifts, name, value):
        held = Donation.objects.quarantined().values("pk")
        return gifts.filter(pk__in=held) if value else gifts.exclude(pk__in=held)


class DonationViewSet(ReadOnlyViewSet):
    model = Donation
    icon = "pick"
    menu_label = _("Gifts")
    menu_order = 200
    inspect_view_class = GiftInspectView
    list_display = [
        linked_sum_column(_("Sum"), "gifts:inspect"),
        "donor_name",
        "fund",
        "state",
        DateColumn("created_at", label=_("Created")),
        DateColumn("paid_at", label=_("Paid")),
    ]
    filterset_class = GiftFilters
    search_fields = ["donor_email", "donor_name", "attempts__session_id", "attempts__intent_id"]
    search_backend_name = None
    inspect_view_fields = [
        "id",
        "fund",
        "amount_tiyn",
        "cover_tiyn",
        "method",
        "state",
        "quarantine_reason",
        "donor_name",
        "donor_email",
        "company_name",
        "company_bin",
        "is_anonymous",
        "language",
        "created_at",
        "paid_at",
        "attempts",
    ]

    def get_queryset(self, request):
        return Donation.objects.select_related("fund")


class WebhookEventViewSet(ReadOnlyViewSet):
    model = WebhookEvent
    icon = "mail"
    menu_label = _("Messages from Stripe")
    menu_order = 700
    list_display = ["event_id", "type", "received_at", "handled_at", "attempts", "last_error"]
    list_filter = ["type", "received_at"]
    inspect_view_fields = [
        "event_id",
        "type",
        "object_id",
        "happened_at",
        "received_at",
        "handled_at",
        "attempts",
        "next_attempt_at",
        "last_error",
        "note",
        "noted_by",
        "set_aside_by",
    ]


class MoneySummaryItem(SummaryItem):
    """What waits for finance: gifts that are held, and messages that could not be handled."""

    order = 250
    template_name = "payments/admin/summary.html"

    def is_shown(self) -> bool:
        return self.request.user.has_perm("payments.view_donation")

    def get_context_data(self, parent_context) -> dict[str, Any]:
        stuck = WebhookEvent.objects.stuck()
        return {
            "held": Donation.objects.quarantined().count(),
            "stuck": stuck.count(),
            "gifts_url": reverse("gifts:index") + "?held=true",
            "messages_url": reverse("stripe_messages:index"),
        }


class WordsSummaryItem(SummaryItem):
    """What waits for the press service: words that donors want to be public."""

    order = 260
    template_name = "payments/admin/words_summary.html"

    def is_shown(self) -> bool:
        return self.request.user.has_perm(words_desk.MAY_DECIDE)

    def get_context_data(self, parent_context) -> dict[str, Any]:
        return {"waiting": Words.objects.to_read().filter(state=WordsState.WAITING).count()}


class WordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(words_desk.MAY_READ)


@hooks.register("register_admin_urls")
def words_urls() -> list[URLResolver]:
    return [path("words/", include("campaigns.payments.giving.words_desk"))]


@hooks.register("register_admin_menu_item")
def words_menu_item() -> MenuItem:
    return WordsMenuItem(
        _("Words of donors"),
        reverse("words:queue"),
        name="words-of-donors",
        icon_name="comment",
        order=310,
    )


@hooks.register("register_admin_viewset")
def gift_viewsets() -> list[ReadOnlyViewSet]:
    return [
        DonationViewSet("gifts"),
        RefundViewSet("refunds"),
        DisputeViewSet("disputes"),
        PayoutViewSet("payouts"),
        WebhookEventViewSet("stripe_messages"),
    ]


@hooks.register("register_admin_urls")
def refund_urls() -> list[URLResolver]:
    return [path("refunds-desk/", include("campaigns.payments.admin.urls"))]


@hooks.register("construct_homepage_summary_items")
def money_summary(request, items: list) -> None:
    items.append(MoneySummaryItem(request))
    items.append(WordsSummaryItem(request))
