"""Where a gift went: for whoever holds the gift's private link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.funds.trace import shares
from campaigns.payments.models import Donation
from edge.private import private_link


@require_safe
@private_link
def trace(request: HttpRequest, token: str) -> HttpResponse:
    """A gift of which no fund has anything (unpaid, given back, lost) has only its own page."""
    donation = get_object_or_404(Donation.objects.select_related("fund__total"), token=token)
    if not donation.standing_in_fund_tiyn:
        return redirect(donation.get_absolute_url(get_language()))
    context = {"gift": donation, "fund": donation.fund, "shares": shares(donation.fund)}
    return render(request, "payments/trace.html", context)
