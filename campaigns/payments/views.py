"""What a donor sees: the form of a gift, and the page of a gift."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaigns.funds.models import Fund, FundKind
from campaigns.payments.gateway import GatewayError, GatewayRefused
from campaigns.payments.giving import checkout, gift_page, wall
from campaigns.payments.giving.forms import DonationForm, prefilled, stamped
from campaigns.payments.giving.giver import sender_of
from campaigns.payments.giving.short import short_url
from campaigns.payments.giving.ways import ways_to
from campaigns.payments.giving.wish_parts import parts_of
from campaigns.payments.models import Donation
from edge.origin import anonymous_form
from edge.private import private
from edge.see_other import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@transaction.non_atomic_requests
def donate(request: HttpRequest, fund_slug: str) -> HttpResponse:
    fund = get_object_or_404(
        Fund.objects.select_related("total", "surplus_to").prefetch_related("presets"),
        slug=fund_slug,
    )
    if not fund.is_open:
        # A wish that is off the site takes with it what was said about it.
        words = [] if fund.kind == FundKind.WISH else wall.newest(fund)
        return render(request, "payments/closed.html", {"fund": fund, "words": words})
    if request.method != "POST":
        initial = prefilled(fund, request.GET.get("amount", ""))
        initial |= stamped(request.GET.get("again", ""))
        return _form_page(request, DonationForm(fund=fund, initial=initial))
    form = DonationForm(request.POST, fund=fund)
    if form.is_valid():
        response = _give(request, form)
        if response is not None:
            return response
    # Holds what was typed.
    return private(_form_page(request, form, status=422))


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@transaction.non_atomic_requests
def gift(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one gift. It asks Stripe, but believes no one's word that a gift is paid."""
    donation = get_object_or_404(Donation.objects.select_related("fund__total"), token=token)
    if elsewhere := gift_page.page_while_waiting(donation):
        return private(SeeOther(elsewhere))
    if request.method == "POST":
        return private(_to_pay_page(donation))
    came_back = "returned" in request.GET
    face = gift_page.face_of(donation, came_back=came_back)
    response = render(request, f"payments/gift/{face.name}.html", face.context())
    if face.refresh_seconds:
        # A header, so that the page itself holds nothing that reloads under a reader's hands.
        response["Refresh"] = str(face.refresh_seconds)
    return private(response)


def _form_page(request: HttpRequest, form: DonationForm, status: int = 200) -> HttpResponse:
    fund = form.fund
    context = {
        "fund": fund,
        "form": form,
        "ways": ways_to(fund),
        "parts": parts_of(fund),
        "short_url": short_url(fund),
        "words": wall.newest(fund),
    }
    return render(request, "payments/donate.html", context, status=status)


def _give(request: HttpRequest, form: DonationForm) -> HttpResponse | None:
    """Keep the gift and lead to the pay page; None when the form has to be looked at again."""
    donation = checkout.keep(form.gift(get_language() or "kk", sender_of(request)))
    try:
        return SeeOther(checkout.pay_page(donation))
    except GatewayRefused as error:
        if error.code == "email_invalid":
            form.add_error("donor_email", _("The payment service does not take this e-mail."))
            return None
        return _to_gift(donation)
    except (GatewayError, checkout.NothingToPay):
        return _to_gift(donation)


def _to_pay_page(donation: Donation) -> HttpResponse:
    try:
        return SeeOther(checkout.pay_page(donation))
    except (GatewayError, checkout.NothingToPay):
        return _to_gift(donation)


def _to_gift(donation: Donation) -> HttpResponse:
    return SeeOther(donation.get_absolute_url(get_language()))
