"""What finance does with monthly gifts in the admin: look, and stop one with a reason."""

from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from campaigns.form_page import FormPage
from campaigns.funds.read_only import ReadableInspectView
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import StoppedBy
from campaigns.monthly.stopping import stop
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held_because import in_words
from users.models import User


class MonthlyGiftInspectView(ReadableInspectView):
    template_name = "monthly/admin/gift.html"

    def get_quarantine_reason_display_value(self) -> str:
        return in_words(self.object.quarantine_reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "renewals": self.object.renewals.all(),
            "instructions": self.object.instructions.select_related("actor"),
        }


class StopForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )


class StopView(FormPage):
    """Ask why, then tell Stripe; who did it and why is kept."""

    form_class = StopForm
    permission_required = "monthly.stop_monthlygift"
    template_name = "monthly/admin/stop.html"
    page_title = _("Stop a monthly gift")
    header_icon = "cross"
    above = ("monthly_gifts:index", _("Monthly gifts"))

    @cached_property
    def gift(self) -> MonthlyGift:
        return get_object_or_404(MonthlyGift.objects.select_related("fund"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"gift": self.gift}

    def form_valid(self, form: StopForm) -> HttpResponse:
        actor, reason = cast(User, self.request.user), form.cleaned_data["reason"]
        try:
            stop(self.gift, StoppedBy.STAFF, actor=actor, reason=reason)
        except GatewayError:
            messages.warning(
                self.request, _("Stripe has not answered: it will be told again by itself.")
            )
        else:
            messages.success(self.request, _("The monthly gift has ended."))
        return redirect(reverse("monthly_gifts:inspect", args=[self.gift.pk]))
