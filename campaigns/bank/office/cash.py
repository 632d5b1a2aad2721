"""Finance's pages about cash: record it, and confirm what another person recorded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from campaigns.bank import cash
from campaigns.bank.models import CashDeposit, CashRecord, Decision
from campaigns.bank.office.guard import REFUSALS, finance_only, told_why
from campaigns.bank.office.recording import CashForm, DepositForm, RejectForm
from campaigns.funds.cash_box import cash_in_box
from users.models import User
from users.staff import StaffRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

A_PAGE = 50


class Kind(NamedTuple):
    """What is recorded: how it is kept and filled in, what its page is called, what confirms it."""

    model: Any
    form: Any
    title: "StrOrPromise"
    confirm: Callable[[Any, User], object]


# By the word in the address.
KINDS = {
    "gift": Kind(
        CashRecord, CashForm, gettext_lazy("Record cash that was given"), cash.confirm_gift
    ),
    "deposit": Kind(
        CashDeposit,
        DepositForm,
        gettext_lazy("Record cash brought to the bank"),
        cash.confirm_deposit,
    ),
}


@finance_only
@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    waiting = [
        (word, one, RejectForm(auto_id=f"{word}-{one.pk}-%s"))
        for word, kind in KINDS.items()
        for one in kind.model.objects.filter(state=Decision.PENDING)
        .select_related("recorded_by")
        .order_by("recorded_at")[:A_PAGE]
    ]
    decided = CashRecord.objects.exclude(state=Decision.PENDING)
    context = {
        "waiting": waiting,
        "in_box": cash_in_box(),
        "decided": Paginator(
            decided.select_related("fund", "recorded_by", "decided_by", "donation"), A_PAGE
        ).get_page(request.GET.get("p")),
        "deposits": CashDeposit.objects.exclude(state=Decision.PENDING).select_related(
            "recorded_by", "decided_by"
        )[:A_PAGE],
    }
    return render(request, "bank/office/cash.html", context)


@finance_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, word: str) -> HttpResponse:
    kind = _kind(word)
    form = kind.form(request.POST or None)
    if form.is_bound and form.is_valid():
        cash.write_down(form.save(commit=False), request.user)
        messages.success(request, _("Recorded. It counts when another person has confirmed it."))
        return HttpResponseRedirect(reverse("bank_office:cash"))
    context = {"form": form, "title": kind.title}
    return render(request, "bank/office/new_cash.html", context, status=422 if form.errors else 200)


@finance_only
@require_POST
def decide(request: StaffRequest, word: str, record_id: int) -> HttpResponse:
    kind = _kind(word)
    found = get_object_or_404(kind.model, pk=record_id)
    try:
        if request.POST.get("decision") == "confirm":
            kind.confirm(found, request.user)
            messages.success(request, _("Confirmed: it is in the books."))
        else:
            _reject(request, found)
    except REFUSALS as refused:
        messages.error(request, told_why(refused))
    return HttpResponseRedirect(reverse("bank_office:cash"))


def _reject(request: StaffRequest, found: Any) -> None:
    form = RejectForm(request.POST)
    if form.is_valid():
        cash.reject(found, form.cleaned_data["reason"], request.user)
        messages.success(request, _("Not confirmed: nothing was counted."))
    else:
        messages.error(request, _("Please say why it is not confirmed."))


def _kind(word: str) -> Kind:
    try:
        return KINDS[word]
    except KeyError:
        raise Http404 from None
