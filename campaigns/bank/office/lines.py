"""Finance's desk for what the bank told: lines to match, files, pledges."""

from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from campaigns.bank import matching, settlement
from campaigns.bank.importing import import_statement
from campaigns.bank.models import AsideReason, BankLine, LineState, Pledge, StatementFile
from campaigns.bank.office.forms import (
    AsideForm,
    FundForm,
    PayoutForm,
    PledgeForm,
    UploadForm,
)
from campaigns.bank.office.guard import StaffRequest, finance_only
from campaigns.bank.references import folded
from campaigns.bank.settlement import NotMatched
from campaigns.bank.statements.reading import MAX_BYTES
from campaigns.bank.statements.records import StatementError
from campaigns.payments.states import DonationState

A_PAGE = 50


@finance_only
@require_safe
def lines(request: StaffRequest) -> HttpResponse:
    """What waits comes oldest first; what is decided, newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in LineState.values else LineState.NEW
    found = BankLine.objects.filter(state=state).select_related("donation__fund")
    order = ("booked_on", "pk") if state == LineState.NEW else ("-booked_on", "-pk")
    context = {
        "lines": Paginator(found.order_by(*order), A_PAGE).get_page(request.GET.get("p")),
        "state": state,
        "states": LineState.choices,
    }
    return render(request, "bank/office/lines.html", context)


class Action(NamedTuple):
    """What a button of a line's page does: with which form, by which change, told how."""

    form: type[forms.Form]
    change: Callable[[BankLine, dict, StaffRequest], object]
    done: str


def _match(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.settle_transfer(line.pk, data["reference"].donation_id, by=request.user)


def _give(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.give_without_pledge(line.pk, data["fund"], request.user)


def _know_payout(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.know_payout(line.pk, data["payout"], by=request.user)


def _set_aside(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.set_aside(line.pk, data["reason"], data["note"], request.user)


def _same(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.set_aside(line.pk, AsideReason.TWIN, "", request.user)


def _another(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.tell_apart(line.pk, request.user)


def _bring_back(line: BankLine, data: dict, request: StaffRequest) -> object:
    return settlement.bring_back(line.pk, request.user)


ACTIONS = {
    "match": Action(PledgeForm, _match, "matched"),
    "give": Action(FundForm, _give, "matched"),
    "payout": Action(PayoutForm, _know_payout, "aside"),
    "aside": Action(AsideForm, _set_aside, "aside"),
    "same": Action(forms.Form, _same, "aside"),
    "another": Action(forms.Form, _another, "another"),
    "back": Action(forms.Form, _bring_back, "back"),
}


def _told(done: str) -> str:
    return {
        "matched": _("The money is a gift now, and the donor is thanked."),
        "aside": _("The line is set aside."),
        "another": _("The line counts as another one: now say whose it is."),
        "back": _("The line waits to be matched again."),
    }[done]


@finance_only
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: StaffRequest, line_id: int) -> HttpResponse:
    """One line and what may be done with it. POST: one of `ACTIONS`."""
    every = BankLine.objects.select_related(
        "donation__fund", "twin__file", "file", "decided_by", "payout"
    )
    found = get_object_or_404(every, pk=line_id)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return _line_page(request, found)
    form = action.form(request.POST)
    if not form.is_valid():
        return _line_page(request, found, form, status=422)
    try:
        action.change(found, form.cleaned_data, request)
    except NotMatched as reason:
        messages.error(request, str(reason))
        return HttpResponseRedirect(reverse("bank_office:line", args=[found.pk]))
    messages.success(request, _told(action.done))
    if action.done in ("another", "back"):
        return HttpResponseRedirect(reverse("bank_office:line", args=[found.pk]))
    return HttpResponseRedirect(reverse("bank_office:lines"))


def _line_page(
    request: StaffRequest, found: BankLine, sent: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    waits = found.state == LineState.NEW
    is_clear = waits and found.may_be_a_gift and found.twin_id is None
    context = {
        "line": found,
        "waits": waits,
        "may_be_a_gift": is_clear,
        "proposals": matching.proposals(found) if is_clear else [],
        "payouts": matching.payouts_like(found)[: matching.MOST_PROPOSALS] if is_clear else [],
        "may_come_back": found.state == LineState.ASIDE and found.may_be_a_gift,
        "pledge_form": sent if isinstance(sent, PledgeForm) else PledgeForm(),
        "fund_form": sent if isinstance(sent, FundForm) else FundForm(),
        "aside_form": sent if isinstance(sent, AsideForm) else AsideForm(),
    }
    return render(request, "bank/office/line.html", context, status=status)


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
