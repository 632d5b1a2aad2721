"""Finance's lists of what the bank told: lines, files, pledges."""

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from campaigns.bank.importing import import_statement
from campaigns.bank.models import (
    AsideReason,
    Asked,
    BankLine,
    LineState,
    Pledge,
    StatementFile,
)
from campaigns.bank.office.forms import UploadForm
from campaigns.bank.office.guard import finance_only
from campaigns.bank.references import folded
from campaigns.bank.statements.reading import MAX_BYTES
from campaigns.bank.statements.records import StatementError
from campaigns.payments.states import DonationState
from money.amounts import CURRENCY
from users.staff import StaffRequest

A_PAGE = 50
# Not a state of its own: money that went out, and nobody has said for what.
OUT = "out"


@finance_only
@require_safe
def lines(request: StaffRequest) -> HttpResponse:
    """What waits comes oldest first; what is decided, newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in (*LineState.values, OUT) else LineState.NEW
    every = BankLine.objects.select_related("donation__fund")
    found = every.unexplained() if state == OUT else every.filter(state=state)
    if state == LineState.ASIDE:
        # What went out and waits is set aside by nobody.
        found = found.exclude(aside_reason=AsideReason.OUT)
    order = ("booked_on", "pk") if state in (LineState.NEW, OUT) else ("-booked_on", "-pk")
    context = {
        "lines": Paginator(found.order_by(*order), A_PAGE).get_page(request.GET.get("p")),
        "state": state,
        "states": [(OUT, _("went out, for what?")), *LineState.choices],
        "asked": Asked.objects.pending().select_related("line", "recorded_by"),
        "aside": _by_reason() if state == LineState.ASIDE else [],
    }
    return render(request, "bank/office/lines.html", context)


def _by_reason() -> list[dict[str, object]]:
    """What was set aside and is not in the books, in tenge: what came apart from what went."""
    tenge = Q(currency=CURRENCY)
    rows = (
        BankLine.objects.out_of_the_books()
        .order_by("aside_reason")
        .values("aside_reason")
        .annotate(
            lines=Count("pk"),
            came=Coalesce(Sum("amount_tiyn", filter=tenge & Q(amount_tiyn__gt=0)), 0),
            went=Coalesce(Sum("amount_tiyn", filter=tenge & Q(amount_tiyn__lt=0)), 0),
        )
    )
    return [row | {"reason": AsideReason(row["aside_reason"]).label} for row in rows]


@finance_only
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: StaffRequest) -> HttpResponse:
    """The files that were taken over, and a form to bring another one."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid() and _take_over(request, form):
        return HttpResponseRedirect(reverse("bank_office:lines"))
    found = StatementFile.objects.select_related("imported_by")
    context = {
        "form": form,
        "files": Paginator(found, A_PAGE).get_page(request.GET.get("p")),
    }
    status = 422 if form.errors else 200
    return render(request, "bank/office/files.html", context, status=status)


def _take_over(request: StaffRequest, form: UploadForm) -> bool:
    """Whether the file was taken over; else the form says what is wrong with it."""
    file = form.cleaned_data["file"]
    # One byte more than may be is enough to see that it is too much.
    data = file.read(MAX_BYTES + 1)
    wanted = form.cleaned_data["format"]
    try:
        imported = import_statement(data, file.name, wanted=wanted, by=request.user)
    except StatementError as refused:
        form.add_error("file", refused.told)
        return False
    if imported.is_repeat:
        messages.info(request, _("This file was taken over before: nothing has changed."))
        return True
    told = _("Taken over: %(new)s new rows of %(rows)s. Matched by themselves: %(matched)s.")
    counts = {"new": imported.new, "rows": imported.rows, "matched": imported.matched}
    messages.success(request, told % counts)
    return True


@finance_only
@require_safe
def pledges(request: StaffRequest) -> HttpResponse:
    # PostgreSQL takes no null in a text.
    asked = request.GET.get("q", "").replace("\0", "").strip()
    found: QuerySet[Pledge] = Pledge.objects.select_related("donation__fund")
    if asked:
        found = _searched(found, asked)
    else:
        found = found.filter(donation__state__in=(DonationState.OPEN, DonationState.EXPIRED))
    context = {
        "pledges": Paginator(found.order_by("-pk"), A_PAGE).get_page(request.GET.get("p")),
        "asked": asked,
    }
    return render(request, "bank/office/pledges.html", context)


def _searched(found: QuerySet[Pledge], asked: str) -> QuerySet[Pledge]:
    return found.filter(
        Q(reference__startswith=folded(asked)[:8] or "-")
        | Q(donation__donor_name__icontains=asked)
        | Q(donation__company_name__icontains=asked)
        | Q(donation__donor_email__same_address=asked)
    )
