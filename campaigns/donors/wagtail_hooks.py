"""Donors' requests about their data, for finance."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages

from campaigns.donors import erasure, requests
from campaigns.donors.gifts import Company, companies_of
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import Asked
from campaigns.form_page import FormPage
from campaigns.funds.read_only import ReadableInspectView, ReadOnlyViewSet
from campaigns.payments.giving.giver import BinField, LineField
from users.models import User

DO, REFUSE = "do", "refuse"


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(DO, _("Do it")), (REFUSE, _("Refuse"))],
        widget=forms.RadioSelect,
    )
    donor_name = forms.CharField(
        label=_("The right name"), max_length=120, required=False,
        help_text=_("For a correction: written on every gift of this address."),
    )  # fmt: skip
    company = forms.ChoiceField(
        label=_("The company to put right"), required=False,
        help_text=_("As it stands on its gifts now. What is left empty below stays as it is."),
    )  # fmt: skip
    company_name = LineField(label=_("The company's right name"), max_length=200, required=False)
    company_bin = BinField(label=_("The company's right BIN"), required=False)
    answer = forms.CharField(
        label=_("What we answer"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Goes into the letter, in the donor's language. A refusal needs its reason."),
    )  # fmt: skip

    def __init__(self, *args: Any, asked: DataRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        is_correction = asked.kind == Asked.CORRECTION
        companies = companies_of(asked.email) if is_correction else []
        # Not by their places: another may have come between this form and its answer.
        self.companies = {one.key: one for one in companies}
        if not is_correction:
            del self.fields["donor_name"]
        if self.companies:
            choices = [("", "—"), *((key, str(one)) for key, one in self.companies.items())]
            self.fields["company"].choices = choices  # type: ignore[attr-defined]
        else:
            for name in ("company", "company_name", "company_bin"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REFUSE and not cleaned.get("answer"):
            self.add_error("answer", _("Write why, so that the donor understands."))
        if "donor_name" in self.fields and cleaned.get("decision") == DO:
            self._demand_what_is_right(cleaned)
        return cleaned

    def _demand_what_is_right(self, cleaned: dict[str, Any]) -> None:
        is_chosen = bool(cleaned.get("company"))
        is_told = bool(cleaned.get("company_name") or cleaned.get("company_bin"))
        if not is_chosen and not is_told and not cleaned.get("donor_name"):
            self.add_error("donor_name", _("Write the name as it should be."))
        elif is_chosen != is_told and not self.errors.keys() & {"company", "company_bin"}:
            self.add_error("company", _("Choose the company, and write its right name or BIN."))

    def right_company(self) -> tuple[Company, Company] | None:
        """The company as it stands and as it should be; None where none is put right.

        What is left empty stays: one from abroad, or of long ago, has no BIN that could be written.
        """
        data = self.cleaned_data
        if not data.get("company"):
            return None
        stands = self.companies[data["company"]]
        name, bin_ = data["company_name"] or stands.name, data["company_bin"] or stands.bin
        return stands, Company(name, bin_)


class AnswerView(FormPage):
    form_class = AnswerForm
    permission_required = "donors.change_datarequest"
    template_name = "donors/admin/answer.html"
    page_title = _("Answer a donor")
    above = ("donor_requests:index", _("Requests of donors"))
    header_icon = "user"

    @cached_property
    def asked(self) -> DataRequest:
        return get_object_or_404(DataRequest.objects.waiting(), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hindrances = erasure.hindrances(self.asked.email)
        is_erasure = self.asked.kind == Asked.ERASURE
        more = {"asked": self.asked, "hindrances": hindrances if is_erasure else []}
        return super().get_context_data(**kwargs) | more

    def form_valid(self, form: AnswerForm) -> HttpResponse:
        data, by = form.cleaned_data, cast(User, self.request.user)
        try:
            if data["decision"] == REFUSE:
                requests.refuse(self.asked, by, data["answer"])
            elif self.asked.kind == Asked.ERASURE:
                requests.erase(self.asked, by, data["answer"])
            else:
                company = form.right_company()
                requests.correct(self.asked, by, data["donor_name"], company, data["answer"])
        except erasure.Hindered as hindered:
            form.add_error(None, [str(one) for one in hindered.reasons])
            return self.form_invalid(form)
        except requests.NotWaiting:
            messages.warning(self.request, _("Somebody has answered this request already."))
            return redirect(reverse("donor_requests:index"))
        messages.success(self.request, _("Answered; the letter is on its way."))
        return redirect(reverse("donor_requests:index"))


class RequestInspectView(ReadableInspectView):
    template_name = "donors/admin/request.html"


class DataRequestViewSet(ReadOnlyViewSet):
    model = DataRequest
    icon = "user"
    menu_label = _("Requests of donors")
    menu_order = 308
    inspect_view_class = RequestInspectView
    list_display = ["kind", "email", "created_at", "state", "decided_at"]
    list_filter = ["kind", "state"]
    inspect_view_fields = [
        "kind",
        "email",
        "text",
        "language",
        "created_at",
        "state",
        "answer",
        "decided_by",
        "decided_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        return DataRequest.objects.select_related("decided_by")


@hooks.register("register_admin_viewset")
def request_viewset() -> DataRequestViewSet:
    return DataRequestViewSet("donor_requests")


@hooks.register("register_admin_urls")
def answer_url() -> list:
    return [path("donor-requests/<int:pk>/", AnswerView.as_view(), name="donor_request_answer")]
