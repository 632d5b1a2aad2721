"""What finance does about refunds. Every view asks for the right by itself."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages

from campaigns.form_page import FormPage
from campaigns.payments.admin.forms import PaidOutForm, RefundForm
from campaigns.payments.models import Donation, Method, Refund
from campaigns.payments.reversals import refunds
from edge.see_other import SeeOther
from users.models import User
from users.staff import StaffRequest

MAY_ASK, MAY_DECIDE = "payments.request_refund", "payments.approve_refund"

# What the buttons of a refund's page do, and who may press them.
ACTIONS = {
    "approve": (refunds.approve, MAY_DECIDE, _("Approved: the money goes back.")),
    "reject": (refunds.reject, MAY_DECIDE, _("Rejected: nothing has moved.")),
    "withdraw": (refunds.withdraw, MAY_ASK, _("Taken back: nothing has moved.")),
    "waive": (refunds.ask_to_waive, MAY_ASK, _("Written down. Another person has to agree.")),
    "agree": (refunds.waive, MAY_DECIDE, _("Agreed: nothing is to be paid any more.")),
    "keep": (refunds.keep, MAY_ASK, _("It is to be paid all the same.")),
    "acknowledge": (refunds.acknowledge, MAY_DECIDE, _("Written down that it was looked at.")),
}


class _RefundForm(FormPage):
    request: StaffRequest
    template_name = "payments/admin/refund_form.html"
    header_icon = "rotate"

    def refuse(self, form: forms.Form, error: refunds.RefundError) -> HttpResponse:
        form.add_error(None, str(error))
        return self.form_invalid(form)


class AskView(_RefundForm):
    """Ask for a gift, or a part of it, to be given back."""

    form_class = RefundForm
    permission_required = MAY_ASK
    page_title = _("Give back")
    above = ("gifts:index", _("Gifts"))

    @cached_property
    def gift(self) -> Donation:
        return get_object_or_404(Donation.objects.select_related("fund"), pk=self.kwargs["gift"])

    def get_page_subtitle(self) -> str:
        return str(self.gift.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        is_owed = self.gift.refunds.still_owed().exists()
        return super().get_form_kwargs() | {
            "left_tiyn": refunds.left_to_refund(self.gift),
            "ways": refunds.ways_back(self.gift),
            "card_refused": is_owed and self.gift.method == Method.CARD,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left = refunds.left_to_refund(self.gift)
        return super().get_context_data(**kwargs) | {"gift": self.gift, "left_tiyn": left}

    def form_valid(self, form: RefundForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            refund = refunds.request(
                self.gift,
                data["amount_tiyn"],
                data["reason"],
                self.request.user,
                note=data["note"],
                kind=data.get("kind"),
            )
        except refunds.RefundError as error:
            return self.refuse(form, error)
        messages.success(self.request, _("Asked for. Somebody else has to approve it."))
        return SeeOther(page_of(refund))


class PaidOutView(_RefundForm):
    """Write down that a refund was paid by a transfer of ours, or from the cash box."""

    form_class = PaidOutForm
    permission_required = MAY_ASK
    page_title = _("Paid out")
    above = ("refunds:index", _("Refunds"))

    @cached_property
    def refund(self) -> Refund:
        to_pay = Refund.objects.to_pay_out().select_related("donation")
        return get_object_or_404(to_pay, pk=self.kwargs["pk"])

    @cached_property
    def came_at(self) -> datetime:
        gift = self.refund.donation
        return gift.paid_at or gift.created_at

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"came_on": timezone.localdate(self.came_at)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"refund": self.refund}

    def form_valid(self, form: PaidOutForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            refunds.paid_out(
                self.refund,
                self.request.user,
                # Of the day on which the gift came, not before it did.
                paid_at=max(_moment_of(data["paid_on"]), self.came_at),
                reference=data["reference"],
            )
        except refunds.RefundError as error:
            return self.refuse(form, error)
        messages.success(self.request, _("Written down: the gift is less by it."))
        return SeeOther(page_of(self.refund))


class ActView(View):
    """What is done with a refund, by the buttons of its page."""

    http_method_names = ["post"]

    def post(self, request: StaffRequest, pk: UUID) -> HttpResponse:
        refund = get_object_or_404(Refund, pk=pk)
        act, right, done = ACTIONS.get(request.POST.get("action", ""), (None, MAY_DECIDE, ""))
        _demand(request.user, right)
        if act is None:
            return SeeOther(page_of(refund))
        try:
            act(refund, request.user)
        except refunds.RefundError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done)
        return SeeOther(page_of(refund))


def page_of(refund: Refund) -> str:
    return reverse("refunds:inspect", args=[refund.pk])


def _demand(user: User, right: str) -> None:
    if not user.has_perm(right):
        raise PermissionDenied


def _moment_of(day: date) -> datetime:
    """Today is now; another day is noon of it, which no time zone makes another day."""
    if day == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(day, time(12)))
