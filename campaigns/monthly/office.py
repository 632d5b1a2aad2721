"""What finance does with monthly gifts in the admin: look, also at Stripe; stop one, or set aside
what is held of one, with a reason."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from campaigns.form_page import FormPage
from campaigns.funds.read_only import ReadableInspectView
from campaigns.monthly.aside import CannotSetAside, set_aside
from campaigns.monthly.models import Instruction, MonthlyGift
from campaigns.monthly.running import look
from campaigns.monthly.states import InstructionState, StoppedBy
from campaigns.monthly.stopping import stop
from campaigns.payments.admin.held import refusal
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held_because import in_words
from users.models import User
from users.staff import StaffRequest

# Those who keep the books decide (`campaigns.reconciliation.desk.PERMISSION`).
PERMISSION = "reconciliation.keep_books"


class MonthlyGiftInspectView(ReadableInspectView):
    template_name = "monthly/admin/gift.html"

    def get_quarantine_reason_display_value(self) -> str:
        return in_words(self.object.quarantine_reason)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "renewals": self.object.renewals.all(),
            "instructions": self.object.instructions.select_related("actor"),
            "differs": self.object.is_running and self.object.quarantine_reason,
            # Its money first; what is held of it waits no more when it is over.
            "must_stop": self.object.can_be_stopped and not self.object.is_running,
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )


class StopView(FormPage):
    """Ask why, then tell Stripe; who did it and why is kept."""

    form_class = ReasonForm
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

    def form_valid(self, form: ReasonForm) -> HttpResponse:
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


class AsideView(FormPage):
    """Ask why; what is held of what Stripe was told waits no more."""

    form_class = ReasonForm
    permission_required = PERMISSION
    template_name = "monthly/admin/aside.html"
    page_title = _("Set aside what is held")
    header_icon = "check"
    above = ("monthly_gifts:index", _("Monthly gifts"))

    @cached_property
    def instruction(self) -> Instruction:
        held = Instruction.objects.filter(state=InstructionState.QUARANTINED)
        return get_object_or_404(held.select_related("monthly_gift__fund"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        because = in_words(self.instruction.error_code)
        about = {"instruction": self.instruction, "because": because}
        return super().get_context_data(**kwargs) | about

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        gift_id, actor = self.instruction.monthly_gift_id, cast(User, self.request.user)
        try:
            set_aside(self.instruction.pk, form.cleaned_data["reason"], actor)
        except CannotSetAside as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(self.request, _("It is set aside."))
        return redirect(reverse("monthly_gifts:inspect", args=[gift_id]))


@permission_required(PERMISSION, raise_exception=True)
@require_POST
def look_again(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ask Stripe how the gift stands now: what was put right there waits no more."""
    gift = get_object_or_404(MonthlyGift.objects.running(), pk=pk)
    try:
        still = look(gift).quarantine_reason
    except GatewayError as error:
        messages.error(request, refusal(error))
    else:
        if still:
            messages.warning(request, _("It differs still."))
        else:
            messages.success(request, _("All is as agreed again."))
    return redirect(reverse("monthly_gifts:inspect", args=[pk]))
