"""Finance's pages for what two people decide. Every one asks for the right by itself."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages

from audit.record import record
from campaigns.form_page import FormPage
from campaigns.funds.admin.forms import (
    AllocationForm,
    HandOverForm,
    PurchaseForm,
    RecallForm,
    WishPurchaseForm,
)
from campaigns.funds.deciding.approve import approve
from campaigns.funds.deciding.hand_over import hand_over
from campaigns.funds.deciding.propose import (
    propose_allocation,
    propose_purchase,
    propose_wish_purchase,
)
from campaigns.funds.deciding.recall import ask_recall, keep, recall
from campaigns.funds.deciding.reject import reject
from campaigns.funds.deciding.rules import DecisionError
from campaigns.funds.models import Allocation, Apartment, Decision, Purchase, WishPurchase
from edge.private import private
from edge.see_other import SeeOther
from users.staff import StaffRequest

SECTIONS: dict[type[Decision], str] = {
    Allocation: "allocations",
    Purchase: "purchases",
    WishPurchase: "wish_purchases",
}
ACTIONS = {"approve": approve, "reject": reject, "keep": keep, "recall": recall}
DONE = {
    "approve": _("Approved: the money has moved."),
    "reject": _("Rejected: nothing has moved."),
    "ask_recall": _("Somebody else now has to agree that it is taken back."),
    "keep": _("It stays as it was."),
    "recall": _("Taken back: the money is where it was."),
}


class _FinanceForm(FormPage):
    request: StaffRequest
    template_name = "funds/admin/form.html"

    def refuse(self, form: forms.Form, error: DecisionError) -> HttpResponse:
        form.add_error(None, str(error))
        return self.form_invalid(form)


class _ProposeView(_FinanceForm):
    def propose(self, data: dict[str, Any], **facts: Any) -> Decision:
        """Raises `DecisionError`."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        data = form.cleaned_data
        facts = {"decided_on": data["decided_on"], "paper": data["paper"], "by": self.request.user}
        try:
            decision = self.propose(data, **facts)
        except DecisionError as error:
            return self.refuse(form, error)
        messages.success(self.request, _("Proposed. Somebody else has to approve it."))
        return SeeOther(page_of(decision))


class ProposeAllocationView(_ProposeView):
    form_class = AllocationForm
    permission_required = "funds.add_allocation"
    page_title = _("Set money aside for an apartment")
    above = ("allocations:index", _("Money set aside"))
    header_icon = "lock"

    def propose(self, data: dict[str, Any], **facts: Any) -> Decision:
        return propose_allocation(data["fund"], data["apartment"], data["amount_tiyn"], **facts)


class ProposePurchaseView(_ProposeView):
    form_class = PurchaseForm
    permission_required = "funds.add_purchase"
    page_title = _("Pay for an apartment")
    above = ("purchases:index", _("Payments for apartments"))
    header_icon = "home"

    def propose(self, data: dict[str, Any], **facts: Any) -> Decision:
        return propose_purchase(data["apartment"], data["amount_tiyn"], **facts)


class ProposeWishPurchaseView(_ProposeView):
    form_class = WishPurchaseForm
    permission_required = "funds.add_wishpurchase"
    page_title = _("Pay for a wish")
    above = ("wish_purchases:index", _("Payments for wishes"))
    header_icon = "tag"

    def propose(self, data: dict[str, Any], **facts: Any) -> Decision:
        return propose_wish_purchase(data["fund"], data["wish_code"], data["amount_tiyn"], **facts)


class _OfDecision(PermissionRequiredMixin, View):
    raise_exception = True
    model: type[Decision] = Allocation
    right = ""

    def get_permission_required(self) -> tuple[str]:
        return (f"funds.{self.right}_{self.model._meta.model_name}",)

    @cached_property
    def decision(self) -> Decision:
        return get_object_or_404(self.model, pk=self.kwargs["pk"])


class ActView(_OfDecision):
    """What is done with a decision, by the buttons of its page."""

    right = "decide"

    def post(self, request: StaffRequest, pk: int) -> HttpResponse:
        action = request.POST.get("action", "")
        try:
            if action == "ask_recall":
                self._ask_recall(request)
            elif action in ACTIONS:
                ACTIONS[action](self.decision, request.user)
                messages.success(request, DONE[action])
        except DecisionError as error:
            messages.error(request, str(error))
        return SeeOther(page_of(self.decision))

    def _ask_recall(self, request: StaffRequest) -> None:
        form = RecallForm(request.POST)
        if form.is_valid():
            ask_recall(self.decision, request.user, form.cleaned_data["reason"])
            messages.success(request, DONE["ask_recall"])
        else:
            messages.error(request, _("Please say why it should be taken back."))


class DocumentView(_OfDecision):
    """The paper behind a decision, to one pair of eyes at a time."""

    right = "view"

    def get(self, request: StaffRequest, pk: int) -> HttpResponseBase:
        decision, kind = self.decision, self.model._meta.model_name
        with decision.document.open("rb") as file:
            content = file.read()
        is_the_one = sha256(content).hexdigest() == decision.document_digest
        facts = {"number": decision.number, "is_the_one": is_the_one}
        record(f"{kind}.read_document", decision, request.user, facts)
        if not is_the_one:
            messages.error(request, _("This file is not the paper that was put here."))
            return SeeOther(page_of(decision))
        name = decision.number + Path(decision.document.path).suffix
        response = FileResponse(decision.document.open("rb"), as_attachment=True, filename=name)
        response["X-Content-Type-Options"] = "nosniff"
        return private(response)


class HandOverView(_FinanceForm):
    form_class = HandOverForm
    permission_required = "funds.change_apartment"
    page_title = _("Hand over")
    above = ("apartments:index", _("Apartments"))
    header_icon = "home"

    @cached_property
    def apartment(self) -> Apartment:
        return get_object_or_404(Apartment, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.apartment.code

    def get_initial(self) -> dict[str, Any]:
        return {"on": self.apartment.handed_over_on}

    def form_valid(self, form: HandOverForm) -> HttpResponse:
        try:
            hand_over(self.apartment, form.cleaned_data["on"], self.request.user)
        except DecisionError as error:
            return self.refuse(form, error)
        messages.success(self.request, _("Written down. The public pages say so."))
        return SeeOther(reverse("apartments:inspect", args=[self.apartment.pk]))


def page_of(decision: Decision) -> str:
    return reverse(f"{SECTIONS[type(decision)]}:inspect", args=[decision.pk])
