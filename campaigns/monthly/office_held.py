"""Finance's page of an invoice that is held. POST for what is proposed, confirmed, taken back."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaigns.monthly import held
from campaigns.monthly.held import CannotDecide
from campaigns.monthly.models import HeldAction, HeldInvoice, Renewal
from campaigns.monthly.states import RenewalState
from campaigns.payments.gateway import GatewayError
from edge.private import private
from users.models import User

# Those who keep the books decide (`campaigns.reconciliation.desk.PERMISSION`).
PERMISSION = "reconciliation.keep_books"


class StaffRequest(HttpRequest):
    """One that has passed the admin's own door, so that somebody is signed in."""

    user: User


class HeldForm(forms.Form):
    action = forms.ChoiceField(
        label=gettext_lazy("What should become of it"),
        choices=HeldAction,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Another person reads it and confirms or not. No names of donors."),
    )


@permission_required(PERMISSION, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def held_invoice(request: StaffRequest, pk: int) -> HttpResponse:
    """One invoice that is held; POST: what should become of it."""
    every = Renewal.objects.filter(state=RenewalState.QUARANTINED)
    renewal = get_object_or_404(every.select_related("monthly_gift__fund"), pk=pk)
    form = HeldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            held.propose(renewal, **form.cleaned_data, by=request.user)
        except (CannotDecide, GatewayError) as error:
            messages.error(request, _why(error))
        else:
            messages.success(request, _("Proposed. Another person has to confirm."))
        return HttpResponseRedirect(reverse("monthly_held", args=[pk]))
    decision = HeldInvoice.objects.open().filter(renewal=renewal).first()
    context = {
        "renewal": renewal,
        "gift": renewal.monthly_gift,
        "decision": decision,
        "form": form,
        "is_mine": decision is not None and decision.proposed_by_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return private(render(request, "monthly/admin/held.html", context, status=status))


@permission_required(PERMISSION, raise_exception=True)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    every = HeldInvoice.objects.select_related("renewal__monthly_gift", "proposed_by")
    decision = get_object_or_404(every, pk=pk)
    gift = decision.renewal.monthly_gift
    try:
        if request.POST.get("answer") == "confirm":
            held.confirm(decision, request.user)
            messages.success(request, _("Done."))
        else:
            held.withdraw(decision, request.user)
            messages.success(request, _("The proposal was taken back."))
    except (CannotDecide, GatewayError) as error:
        messages.error(request, _why(error))
    return HttpResponseRedirect(reverse("monthly_gifts:inspect", args=[gift.pk]))


def _why(error: Exception) -> str:
    if isinstance(error, CannotDecide):
        return str(error)
    return _("Stripe does not answer now. Please try again later.")
