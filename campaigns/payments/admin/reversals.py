"""How refunds, disputes and payouts look in the admin."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet, sum_column
from campaigns.payments.admin.views import MAY_ASK, MAY_DECIDE
from campaigns.payments.models import Dispute, Payout, Refund, RefundKind
from campaigns.payments.reversals import refunds
from campaigns.payments.reversals.refunds.waiving import can_be_waived
from campaigns.payments.reversals.states import RefundState
from money.amounts import CURRENCY, format_tenge

_DASHBOARD = "https://dashboard.stripe.com"


class RefundFilters(WagtailFilterSet):
    unseen = BooleanFilter(label=_("made at Stripe, not looked at"), method="of")
    still_owed = BooleanFilter(label=_("did not go through, owed still"), method="of")
    waiving = BooleanFilter(label=_("nothing to pay, to be agreed to"), method="of")

    class Meta:
        model = Refund
        fields = ["state", "kind", "created_at"]

    def of(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        found = getattr(Refund.objects, name)().values("pk")
        return rows.filter(pk__in=found) if value else rows.exclude(pk__in=found)


class RefundInspectView(ReadableInspectView):
    """A refund, and the buttons of who may do something about it."""

    template_name = "payments/admin/refund.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refund, user = self.object, self.request.user
        is_own = refund.requested_by_id == user.pk
        waits = refund.state == RefundState.REQUESTED
        is_left = Refund.objects.waiving().filter(pk=refund.pk).exists()
        more = {
            "may_decide": waits and not is_own and user.has_perm(MAY_DECIDE),
            "may_withdraw": waits and is_own and user.has_perm(MAY_ASK),
            "may_pay_out": user.has_perm(MAY_ASK)
            and Refund.objects.to_pay_out().filter(pk=refund.pk).exists(),
            "why_not_pay_out": (why_not := self._why_not_pay_out()),
            "is_for_another": isinstance(why_not, refunds.AnotherPays),
            "may_waive": user.has_perm(MAY_ASK) and not is_left and can_be_waived(refund),
            "may_keep": is_left and user.has_perm(MAY_ASK),
            "may_agree": is_left
            and refund.waive_asked_by_id != user.pk
            and user.has_perm(MAY_DECIDE),
            "may_acknowledge": user.has_perm(MAY_DECIDE)
            and refund.kind == RefundKind.MADE_AT_STRIPE
            and refund.acknowledged_at is None,
            "act_url": reverse("refund_desk:act", args=[refund.pk]),
            "gift_url": reverse("gifts:inspect", args=[refund.donation_id]),
        }
        return super().get_context_data(**kwargs) | more

    def _why_not_pay_out(self) -> refunds.RefundError | None:
        """Told here, where it is read before money is sent; None where nothing hinders it."""
        try:
            refunds.demand_payable(self.object.donation, self.object, self.request.user)
        except refunds.RefundError as error:
            return error
        return None


class RefundViewSet(ReadOnlyViewSet):
    model = Refund
    icon = "rotate"
    menu_label = _("Refunds")
    menu_order = 210
    inspect_view_class = RefundInspectView
    filterset_class = RefundFilters
    list_display = [
        "id",
        sum_column(_("Sum")),
        "state",
        "kind",
        "requested_by",
        DateColumn("created_at", label=_("Asked for")),
    ]
    inspect_view_fields = [
        "donation",
        "amount_tiyn",
        "kind",
        "state",
        "reason",
        "note",
        "requested_by",
        "created_at",
        "approved_by",
        "approved_at",
        "stripe_refund_id",
        "reference",
        "error_code",
        "entered_at",
        "came_back_at",
        "waive_asked_by",
        "waive_asked_at",
        "waived_by",
        "acknowledged_by",
        "acknowledged_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Refund]:
        return Refund.objects.select_related("requested_by", "donation")


# The reasons that Stripe documents; a new one is shown as Stripe calls it.
REASONS = {
    "bank_cannot_process": _("the bank cannot process it"),
    "check_returned": _("a cheque came back"),
    "credit_not_processed": _("a refund was promised and did not come"),
    "customer_initiated": _("the holder of the account asked for it"),
    "debit_not_authorized": _("the holder had not agreed to it"),
    "duplicate": _("paid twice"),
    "fraudulent": _("the holder of the card does not know of the payment"),
    "general": _("no reason given"),
    "incorrect_account_details": _("wrong details of the account"),
    "insufficient_funds": _("not enough money on the account"),
    "product_not_received": _("nothing was received for it"),
    "product_unacceptable": _("what was received is not what was promised"),
    "subscription_canceled": _("monthly payments were stopped before"),
    "unrecognized": _("the holder does not recognise the payment"),
}


class DisputeInspectView(ReadableInspectView):
    """Evidence is given where the bank reads it: in Stripe's own dashboard."""

    template_name = "payments/admin/dispute.html"

    def get_reason_display_value(self) -> str:
        return str(REASONS.get(self.object.reason, self.object.reason))

    def get_fee_display_value(self) -> str:
        return _as_written(self.object.fee, self.object.fee_currency)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mode = "" if settings.STRIPE_LIVEMODE else "/test"
        more = {
            "evidence_url": f"{_DASHBOARD}{mode}/disputes/{self.object.stripe_id}",
            "gift_url": reverse("gifts:inspect", args=[self.object.donation_id]),
        }
        return super().get_context_data(**kwargs) | more


class DisputeViewSet(ReadOnlyViewSet):
    model = Dispute
    icon = "warning"
    menu_label = _("Disputes")
    menu_order = 220
    inspect_view_class = DisputeInspectView
    list_filter = ["status", "opened_at"]
    list_display = [
        "stripe_id",
        sum_column(_("Sum")),
        "status",
        DateColumn("evidence_due_at", label=_("Answer by")),
        DateColumn("opened_at", label=_("Opened")),
    ]
    inspect_view_fields = [
        "stripe_id",
        "donation",
        "amount_tiyn",
        "reason",
        "status",
        "evidence_due_at",
        "opened_at",
        "closed_at",
        "fee",
        "withdrawn_at",
        "reinstated_at",
        "lost_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispute]:
        return Dispute.objects.by_urgency()


class PayoutInspectView(ReadableInspectView):
    def get_amount_display_value(self) -> str:
        return _as_written(self.object.amount, self.object.currency)


class PayoutViewSet(ReadOnlyViewSet):
    model = Payout
    icon = "download"
    menu_label = _("Payouts")
    menu_order = 230
    inspect_view_class = PayoutInspectView
    list_filter = ["status", "made_at"]
    list_display = [
        "stripe_id",
        Column(
            "amount",
            label=_("Sum"),
            accessor=lambda payout: _as_written(payout.amount, payout.currency),
            sort_key="amount",
        ),
        "status",
        DateColumn("made_at", label=_("Made")),
        "arrives_on",
    ]
    inspect_view_fields = [
        "stripe_id",
        "amount",
        "status",
        "is_automatic",
        "made_at",
        "arrives_on",
        "left_at",
        "came_back_at",
        "error_code",
    ]


def _as_written(amount: int, currency: str) -> str:
    """Tenge as people write it; any other currency in its smallest unit, with its code."""
    return format_tenge(amount) if currency == CURRENCY else f"{amount} {currency}"
