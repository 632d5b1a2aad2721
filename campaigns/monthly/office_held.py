"""Finance's page of an invoice that is held. POST for what is proposed, confirmed, taken back."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaigns.monthly import held
from campaigns.monthly.models import HeldInvoice, Renewal
from campaigns.monthly.office import PERMISSION
from campaigns.monthly.states import RenewalState
from campaigns.payments.admin.held import HeldForm, confirms, refusal, show
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held import CannotRelease
from campaigns.payments.held_because import in_words
from money.amounts import format_tenge
from users.staff import StaffRequest


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
        except (CannotRelease, GatewayError) as error:
            messages.error(request, refusal(error))
        else:
            messages.success(request, _("Proposed. Another person has to confirm."))
        return HttpResponseRedirect(reverse("monthly_held", args=[pk]))
    gift = renewal.monthly_gift
    decision = HeldInvoice.objects.open().filter(renewal=renewal).first()
    return show(
        request,
        form,
        decision,
        facts=[
            (_("Fund"), gift.fund, ""),
            (_("Agreed for each month"), format_tenge(gift.amount_tiyn), ""),
            (_("Invoice"), renewal.invoice_id, ""),
            (_("Sum asked for"), format_tenge(renewal.amount_tiyn), ""),
            (_("Month from"), date_format(timezone.localtime(renewal.period_start)), ""),
            (_("Held because"), in_words(renewal.quarantine_reason), ""),
        ],
        back=(reverse("monthly_gifts:inspect", args=[gift.pk]), _("Back to the monthly gift")),
        decide_url=decision and reverse("monthly_held_decide", args=[decision.pk]),
    )


@permission_required(PERMISSION, raise_exception=True)
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    every = HeldInvoice.objects.select_related("renewal__monthly_gift", "proposed_by")
    decision = get_object_or_404(every, pk=pk)
    gift = decision.renewal.monthly_gift
    try:
        if confirms(request):
            held.confirm(decision, request.user)
            messages.success(request, _("Done."))
        else:
            held.withdraw(decision, request.user)
            messages.success(request, _("The proposal was taken back."))
    except (CannotRelease, GatewayError) as error:
        messages.error(request, refusal(error))
    return HttpResponseRedirect(reverse("monthly_gifts:inspect", args=[gift.pk]))
