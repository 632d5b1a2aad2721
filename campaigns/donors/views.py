"""The donor's page: a link by e-mail, and behind it the gifts of that address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.donors import copies, links, requests, visits
from campaigns.donors.forms import AskForm, DataRequestForm, PeriodForm
from campaigns.donors.gifts import gifts_of, monthly_gifts_of
from campaigns.donors.parts import parts_of
from campaigns.receipts.statements import StatementTooLong, statement_pdf
from edge.origin import anonymous_form
from edge.private import private, private_link
from edge.see_other import SeeOther


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form
def ask(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "donors/ask.html", {"form": AskForm()})
    form = AskForm(request.POST)
    if not form.is_valid():
        return private(render(request, "donors/ask.html", {"form": form}, status=422))
    links.ask(form.cleaned_data["email"], get_language() or "kk")
    return private(SeeOther(reverse("donors:sent")))


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Says the same whether or not there is anything to show."""
    return render(request, "donors/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@private_link
@anonymous_form
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A button, for programs that read letters follow links: only a person presses it."""
    if request.method != "POST":
        status = 200 if links.is_open(token) else 410
        return render(request, "donors/link.html", {"is_open": status == 200}, status=status)
    visit = links.open_visit(token)
    if visit is None:
        return render(request, "donors/link.html", {"is_open": False}, status=410)
    return visits.begin(SeeOther(reverse("donors:gifts")), visit)


@require_safe
@visits.own_page
def gifts(request: HttpRequest, email: str) -> HttpResponse:
    return _page(request, email)


@require_safe
@visits.own_page
def statement(request: HttpRequest, email: str) -> HttpResponse:
    """What was given between two days, on paper."""
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return _page(request, email, period=form, status=422)
    first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    try:
        paper = statement_pdf(gifts_of(email), first, last, get_language() or "kk")
    except StatementTooLong:
        form.add_error("last_day", _("So many gifts fit no paper: choose fewer days."))
        return _page(request, email, period=form, status=422)
    name = f"statement-{first:%Y-%m-%d}-{last:%Y-%m-%d}.pdf"
    return HttpResponse(
        paper,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@require_safe
@visits.own_page
def copy(request: HttpRequest, email: str) -> HttpResponse:
    """All that is kept about the visitor."""
    return HttpResponse(
        copies.copy_of(email),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@require_POST
@anonymous_form
@visits.own_page
def data_request(request: HttpRequest, email: str) -> HttpResponse:
    form = DataRequestForm(request.POST)
    if not form.is_valid():
        return _page(request, email, ask=form, status=422)
    asked = form.cleaned_data
    requests.keep(email, asked["kind"], asked["text"], get_language() or "kk")
    return SeeOther(reverse("donors:gifts") + "#requests")


@require_POST
@anonymous_form
def leave(request: HttpRequest) -> HttpResponse:
    links.leave(visits.secret_of(request) or "")
    return private(visits.end(SeeOther(reverse("donors:ask"))))


def _page(
    request: HttpRequest,
    email: str,
    *,
    period: PeriodForm | None = None,
    ask: DataRequestForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "email": email,
        "gifts": gifts_of(email).prefetch_related("receipts"),
        "monthly_gifts": monthly_gifts_of(email),
        "parts": parts_of(email),
        "requests": requests.waiting_of(email),
        "period": period or PeriodForm(),
        "ask": ask or DataRequestForm(),
    }
    return render(request, "donors/gifts.html", context, status=status)
