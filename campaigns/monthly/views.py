"""What a donor sees: the form of a monthly gift, its page, and the steps taken there."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaigns.funds.models import Fund, FundKind
from campaigns.monthly import cards, changing, page, starting
from campaigns.monthly.forms import AmountForm, MonthlyForm
from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import StoppedBy
from campaigns.monthly.stopping import stop
from campaigns.payments.gateway import GatewayError, GatewayRefused, GatewayUnavailable
from campaigns.payments.giving.forms import prefilled, stamped
from campaigns.payments.giving.giver import sender_of
from campaigns.payments.giving.ways import ways_to
from edge.origin import anonymous_form
from edge.private import private, private_link
from edge.see_other import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@transaction.non_atomic_requests
def give(request: HttpRequest, fund_slug: str) -> HttpResponse:
    fund = get_object_or_404(
        # A wish has an end: it is not given to month after month.
        Fund.objects.exclude(kind=FundKind.WISH)
        .select_related("total")
        .prefetch_related("presets"),
        slug=fund_slug,
    )
    if not fund.is_open:
        return render(request, "payments/closed.html", {"fund": fund})
    if request.method != "POST":
        initial = prefilled(fund, request.GET.get("amount", "")) | stamped()
        return _form_page(request, MonthlyForm(fund=fund, initial=initial))
    form = MonthlyForm(request.POST, fund=fund)
    if form.is_valid():
        response = _begin(request, form)
        if response is not None:
            return response
    # Holds what was typed.
    return private(_form_page(request, form, status=422))


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@private_link
@transaction.non_atomic_requests
def gift(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a monthly gift; a POST leads to where its first payment is made."""
    found = _gift(token)
    if request.method == "POST":
        return _to_pay_page(found)
    came_back = "returned" in request.GET or "card" in request.GET
    face = page.face_of(found, came_back=came_back)
    context = face.context() | {"is_silent": "silent" in request.GET}
    response = render(request, f"monthly/gift/{face.name}.html", context)
    if face.refresh_seconds:
        # A header, so that the page itself holds nothing that reloads under a reader's hands.
        response["Refresh"] = str(face.refresh_seconds)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@private_link
@transaction.non_atomic_requests
def amount(request: HttpRequest, token: str) -> HttpResponse:
    found = _gift(token)
    if not found.is_running:
        return _to_gift(found)
    if request.method != "POST":
        return _amount_page(request, found, AmountForm(gift=found))
    form = AmountForm(request.POST, gift=found)
    if form.is_valid():
        response = _change(found, form)
        if response is not None:
            return response
    return _amount_page(request, found, form, status=422)


@require_http_methods(["POST"])
@anonymous_form
@private_link
@transaction.non_atomic_requests
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Lead to Stripe's page where another card can be left."""
    found = _gift(token)
    try:
        return SeeOther(cards.card_page(found))
    except changing.NotRunning:
        return _to_gift(found)
    except GatewayError:
        return _to_gift(found, "silent=1")


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@private_link
@transaction.non_atomic_requests
def stop_gift(request: HttpRequest, token: str) -> HttpResponse:
    found = _gift(token)
    if not found.is_running:
        return _to_gift(found)
    if request.method != "POST":
        return render(request, "monthly/stop.html", {"gift": found, "fund": found.fund})
    try:
        stop(found, StoppedBy.DONOR)
    except GatewayError:
        # Kept: Stripe is told again by the clock, and the page says so.
        return _to_gift(found)
    return _to_gift(found)


def _gift(token: str) -> MonthlyGift:
    return get_object_or_404(MonthlyGift.objects.select_related("fund__total"), token=token)


def _form_page(request: HttpRequest, form: MonthlyForm, status: int = 200) -> HttpResponse:
    fund = form.fund
    context = {"fund": fund, "form": form, "ways": ways_to(fund)}
    return render(request, "monthly/give.html", context, status=status)


def _amount_page(
    request: HttpRequest, found: MonthlyGift, form: AmountForm, status: int = 200
) -> HttpResponse:
    context = {"gift": found, "fund": found.fund, "form": form}
    return render(request, "monthly/amount.html", context, status=status)


def _begin(request: HttpRequest, form: MonthlyForm) -> HttpResponse | None:
    """Keep the gift and lead to the pay page; None when the form has to be looked at again."""
    kept = starting.keep(form.wish(get_language() or "kk", sender_of(request)))
    try:
        return SeeOther(starting.pay_page(kept))
    except GatewayRefused as error:
        if error.code == "email_invalid":
            form.add_error("donor_email", _("The payment service does not take this e-mail."))
            return None
        return _to_gift(kept)
    except GatewayError:
        return _to_gift(kept, "silent=1")
    except starting.NothingToBegin:
        return _to_gift(kept)


def _to_pay_page(found: MonthlyGift) -> HttpResponse:
    try:
        return SeeOther(starting.pay_page(found))
    except GatewayError:
        return _to_gift(found, "silent=1")
    except starting.NothingToBegin:
        return _to_gift(found)


def _change(found: MonthlyGift, form: AmountForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        changing.change_amount(found, data["amount_tiyn"], data["cover_tiyn"])
    except changing.ChangeUnderWay:
        form.add_error("amount", _("Your last change is still under way. Please try again soon."))
        return None
    except GatewayUnavailable:
        # Kept: Stripe is told again by the clock, and the page says so.
        return _to_gift(found)
    except GatewayRefused:
        form.add_error("amount", _("The payment service does not take this sum."))
        return None
    except changing.NotRunning:
        return _to_gift(found)
    return _to_gift(found)


def _to_gift(found: MonthlyGift, query: str = "") -> HttpResponse:
    address = found.get_absolute_url(get_language())
    return SeeOther(f"{address}?{query}" if query else address)
