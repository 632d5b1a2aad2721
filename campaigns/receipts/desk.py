"""What finance does with receipts in the admin: each act asks for the right and is written down."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from audit.record import record
from campaigns.form_page import FormPage
from campaigns.receipts import changes, exports, letters, papers, sheets
from campaigns.receipts.models import Receipt
from edge.private import private
from users.models import User

REPLACE, TAKE_BACK, SEND, ISSUE = "replace", "take_back", "send", "issue"
ACTS = {
    REPLACE: _("Replace it: state the gift as it is now, under a new number"),
    TAKE_BACK: _("Declare it void, with nothing in its place"),
    SEND: _("Send it to the donor once more"),
    ISSUE: _("Issue a receipt for this gift again"),
}
DONE = {
    REPLACE: _("Replaced; the new receipt is on its way to the donor."),
    TAKE_BACK: _("The receipt is void."),
    SEND: _("The receipt is on its way."),
    ISSUE: _("Issued; the new receipt is on its way to the donor."),
}
REFUSED = {
    changes.NotValid: _("This receipt is void already."),
    changes.NothingStands: _("Nothing of this gift stands, or it is in dispute."),
    changes.AlreadyIssued: _("This gift has a valid receipt."),
    letters.NobodyToWriteTo: _("This gift came without an e-mail."),
}


class ChangeForm(forms.Form):
    act = forms.ChoiceField(label=_("What to do"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("Kept for good. Write no names and no addresses here."),
    )

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any):
        super().__init__(*args, **kwargs)
        acts = (REPLACE, TAKE_BACK, SEND) if receipt.is_valid else (ISSUE,)
        self.fields["act"].choices = [(act, ACTS[act]) for act in acts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("act") != SEND and not cleaned.get("note"):
            self.add_error("note", _("Say why: whoever checks the books will ask."))
        return cleaned


class DeskView(FormPage):
    above = ("receipts_admin:index", _("Receipts"))


class ChangeView(DeskView):
    form_class = ChangeForm
    permission_required = "receipts.manage_receipt"
    template_name = "receipts/admin/change.html"
    page_title = _("Change a receipt")
    header_icon = "doc-full"

    @cached_property
    def receipt(self) -> Receipt:
        return get_object_or_404(Receipt.objects.select_related("donation"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.receipt.number

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"receipt": self.receipt}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"receipt": self.receipt}

    def form_valid(self, form: ChangeForm) -> HttpResponse:
        act, note = form.cleaned_data["act"], form.cleaned_data["note"]
        try:
            receipt = self._do(act, note)
        except tuple(REFUSED) as error:
            form.add_error(None, REFUSED[type(error)])
            return self.form_invalid(form)
        messages.success(self.request, DONE[act])
        return redirect(reverse("receipts_admin:inspect", args=[receipt.pk]))

    def _do(self, act: str, note: str) -> Receipt:
        by = _staff(self.request)
        if act == SEND:
            return changes.send_again(self.receipt, by)
        do = {
            REPLACE: changes.replace,
            TAKE_BACK: changes.take_back,
            ISSUE: changes.issue_again,
        }
        return do[act](self.receipt, by, note)


class PaperView(PermissionRequiredMixin, View):
    """The PDF of any receipt, void ones too, in the donor's language."""

    permission_required = "receipts.view_receipt"
    raise_exception = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        receipt = get_object_or_404(Receipt.objects.select_related("donation"), pk=pk)
        pdf = papers.receipt_pdf(receipt, receipt.donation.language)
        response = HttpResponse(pdf, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{papers.filename(receipt)}"'
        return private(response)


class ExportForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What"),
        choices=[
            ("gifts", _("Gifts that were paid")),
            ("receipts", _("Receipts that were issued")),
            ("refunds", _("Refunds that were paid or came back")),
            ("disputes", _("Disputes that were opened")),
            ("payouts", _("Payouts to the bank")),
            ("ledger", _("The ledger: entries with their postings")),
        ],
        widget=forms.RadioSelect,
        initial="gifts",
    )
    first_day = forms.DateField(label=_("First day"), widget=AdminDateInput)
    last_day = forms.DateField(label=_("Last day"), widget=AdminDateInput)
    file = forms.ChoiceField(
        label=_("File"),
        choices=[(sheets.XLSX, _("Sheet (XLSX)")), (sheets.CSV, _("Text (CSV)"))],
        widget=forms.RadioSelect,
        initial=sheets.XLSX,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and first > last:
            self.add_error("last_day", _("The last day is before the first."))
        if last and last > timezone.localdate():
            self.add_error("last_day", _("This day is still to come."))
        return cleaned


class ExportView(DeskView):
    form_class = ExportForm
    permission_required = (
        "receipts.view_receipt",
        "payments.view_donation",
        "payments.view_refund",
        "payments.view_dispute",
        "payments.view_payout",
        "funds.view_entry",
        "funds.view_posting",
    )
    template_name = "receipts/admin/export.html"
    page_title = _("The books as sheets")
    header_icon = "download"

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        return super().get_initial() | {"first_day": today.replace(day=1), "last_day": today}

    def form_valid(self, form: ExportForm) -> Any:
        """A sheet that is streamed: Django's class is no `HttpResponse`, as the stubs ask for."""
        data = form.cleaned_data
        what, file = data["what"], data["file"]
        first, last = data["first_day"], data["last_day"]
        facts = {"what": what, "file": file, "from": str(first), "until": str(last)}
        by = _staff(self.request)
        record("receipts.exported", by, by, facts)
        return private(_download(what, file, first, last))


def _staff(request: HttpRequest) -> User:
    """Who asks: a right was asked for, so it is nobody anonymous."""
    return cast(User, request.user)


def _download(what: str, file: str, first: date, last: date) -> HttpResponseBase:
    sheet = exports.SHEETS[what](first, last)
    name = f"{what}-{first}-{last}.{file}"
    if file == sheets.XLSX:
        return FileResponse(
            sheets.as_xlsx(sheet),
            as_attachment=True,
            filename=name,
            content_type=sheets.TYPES[file],
        )
    response = StreamingHttpResponse(sheets.as_csv(sheet), content_type=sheets.TYPES[file])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
