"""What a donor sees of a bank transfer: the form, the details to copy, and an order to print."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO

import segno
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.bank import pledging
from campaigns.bank.forms import TransferForm, prefilled, typed_elsewhere
from campaigns.bank.models import Pledge
from campaigns.bank.payee import order_text, payee, purpose
from campaigns.bank.references import grouped
from campaigns.funds.models import Fund
from campaigns.payments.giving.giver import sender_of
from campaigns.payments.giving.ways import takes_transfers, ways_to
from campaigns.payments.giving.wish_parts import parts_of
from edge.origin import anonymous_form
from edge.private import private, private_link
from edge.see_other import SeeOther
from money.words import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
@transaction.non_atomic_requests
def transfer(request: HttpRequest, fund_slug: str) -> HttpResponse:
    """The form. What was typed into the form of a card gift is taken over (`carried`)."""
    if not takes_transfers():
        raise Http404
    fund = get_object_or_404(Fund.objects.select_related("total", "surplus_to"), slug=fund_slug)
    if not fund.is_open:
        return render(request, "payments/closed.html", {"fund": fund})
    if request.method != "POST":
        form = TransferForm(fund=fund, initial=prefilled(request.GET.get("amount", "")))
        return _form_page(request, form)
    if "carried" in request.POST:
        form = TransferForm(fund=fund, initial=typed_elsewhere(request.POST))
        return private(_form_page(request, form))
    form = TransferForm(request.POST, fund=fund)
    if not form.is_valid():
        # Holds what was typed.
        return private(_form_page(request, form, status=422))
    donation = pledging.keep(form.gift(_language(), sender_of(request)))
    return SeeOther(reverse("bank:details", args=[donation.token]))


def _form_page(request: HttpRequest, form: TransferForm, status: int = 200) -> HttpResponse:
    fund = form.fund
    context = {"fund": fund, "form": form, "ways": ways_to(fund), "parts": parts_of(fund)}
    return render(request, "bank/transfer.html", context, status=status)


def of_waiting_pledge(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the pledge to `view` while its money may come; afterwards lead to the gift's page."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        pledges = Pledge.objects.select_related("donation__fund")
        pledge = get_object_or_404(pledges, donation__token=token)
        if not pledge.is_payable:
            return SeeOther(reverse("payments:gift", args=[token]))
        return view(request, pledge)

    return private_link(require_safe(found))


@of_waiting_pledge
def details(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    return render(request, "bank/details.html", _context(pledge))


@of_waiting_pledge
def order(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    """To be printed and brought to a bank, or copied from."""
    _demand_account()
    words = in_words(pledge.donation.amount_tiyn, _language())
    return render(request, "bank/order.html", _context(pledge) | {"sum_in_words": words})


@of_waiting_pledge
def code(request: HttpRequest, pledge: Pledge) -> HttpResponse:
    """The details as a QR code of plain text: a phone's camera shows them, to be copied."""
    _demand_account()
    drawing = BytesIO()
    qr = segno.make_qr(order_text(pledge, _language()), error="l")
    qr.save(drawing, kind="svg", border=4, light="white", omitsize=True, svgclass=None,
            lineclass=None)  # fmt: skip
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


def _demand_account() -> None:
    """Not found where the account was taken out of the settings after the promise."""
    if not takes_transfers():
        raise Http404


def _context(pledge: Pledge) -> dict[str, object]:
    language = _language()
    return {
        "pledge": pledge,
        "gift": pledge.donation,
        "fund": pledge.donation.fund,
        "payee": payee(language),
        "reference": grouped(pledge.reference),
        "purpose": purpose(pledge.reference, language),
    }


def _language() -> str:
    return get_language() or "kk"
