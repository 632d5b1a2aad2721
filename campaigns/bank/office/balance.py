"""Finance's page where the ledger's account of the bank stands beside the bank's own word."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaigns.bank import balance as books
from campaigns.bank import desk
from campaigns.bank.cash import NotDecided
from campaigns.bank.models import OpeningBalance
from campaigns.bank.office.guard import finance_only
from campaigns.bank.office.recording import OpeningForm, RejectForm
from users.staff import StaffRequest


@finance_only
@require_http_methods(["GET", "HEAD", "POST"])
def balance(request: StaffRequest) -> HttpResponse:
    """The comparison; POST: what the account held when the books of it began."""
    form = OpeningForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            books.propose_opening(form.save(commit=False), request.user)
            messages.success(
                request, _("Recorded. It counts when another person has confirmed it.")
            )
        except NotDecided as reason:
            messages.error(request, str(reason))
        return HttpResponseRedirect(reverse("bank_office:balance"))
    compared = books.compare()
    mine = OpeningBalance.objects.filter(account=books.own_account())
    standing = mine.exclude(state="rejected").select_related("recorded_by", "decided_by")
    context = {
        "compared": compared,
        "aside": desk.set_aside(),
        "openings": standing,
        "pending": next((one for one in standing if one.state == "pending"), None),
        "form": form,
        "reject_form": RejectForm(),
    }
    status = 422 if form.errors else 200
    return render(request, "bank/office/balance.html", context, status=status)


@finance_only
@require_POST
def decide_opening(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(OpeningBalance, pk=pk)
    is_yes = request.POST.get("decision") == "confirm"
    form = RejectForm(request.POST)
    if not is_yes and not form.is_valid():
        messages.error(request, _("Please say why it is not confirmed."))
        return HttpResponseRedirect(reverse("bank_office:balance"))
    why = "" if is_yes else form.cleaned_data["reason"]
    try:
        books.decide_opening(row.pk, request.user, yes=is_yes, why=why)
        messages.success(request, _("Done."))
    except NotDecided as reason:
        messages.error(request, str(reason))
    return HttpResponseRedirect(reverse("bank_office:balance"))
