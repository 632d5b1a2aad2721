"""Finance's page of one line of a statement, and what may be done with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from campaigns.bank import asking, matching, payouts, returns, settlement, ties
from campaigns.bank.doubts import doubts, payouts_abroad, payouts_like, returns_like
from campaigns.bank.models import AsideReason, BankLine, LineState
from campaigns.bank.office.forms import (
    AsideForm,
    AskForm,
    DecideForm,
    FeeForm,
    FundForm,
    LineForm,
    PayoutForm,
    PledgeForm,
    ReturnForm,
    SumForm,
    TieForm,
)
from campaigns.bank.office.guard import REFUSALS, finance_only, told_why
from campaigns.bank.settlement import AskAnother
from campaigns.funds.models import Entry
from campaigns.payments.models import Payout
from users.models import User
from users.staff import StaffRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Change = Callable[[BankLine, dict, User], object]
GIFT = _("The money is a gift now, and the donor is thanked.")
ASIDE = _("The line is set aside.")
ASKED = _("Written down. Another person has to agree.")


class Action(NamedTuple):
    """What a button of a line's page does: with which form, by which change, told how.

    `ask` is what happens instead where one person alone may not (`AskAnother`).
    """

    form: Callable[..., forms.Form]
    change: Change
    done: "StrOrPromise"
    ask: Change | None = None
    # Whether the line is still to be worked at.
    stays: bool = False


def _match(line: BankLine, data: dict, by: User) -> object:
    return settlement.settle_transfer(line.pk, data["reference"].donation_id, by=by)


def _ask_to_match(line: BankLine, data: dict, by: User) -> object:
    pledged = data["reference"].donation_id
    return asking.ask_for_gift(line.pk, data["reason"], by, pledged=pledged)


def _give(line: BankLine, data: dict, by: User) -> object:
    return settlement.give_without_pledge(line.pk, data["fund"], by)


def _ask_to_give(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_for_gift(line.pk, data["reason"], by, fund=data["fund"])


def _know_payout(line: BankLine, data: dict, by: User) -> object:
    return payouts.know_payout(line.pk, data["payout"], by=by)


def _ask_for_payout(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_for_payout(line.pk, data["payout"], data["reason"], by)


def _know_return(line: BankLine, data: dict, by: User) -> object:
    return returns.know_return(line.pk, data["refund"].pk, by)


def _ask_for_return(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_for_return(line.pk, data["refund"], data["reason"], by)


def _set_aside(line: BankLine, data: dict, by: User) -> object:
    return settlement.set_aside(line.pk, data["what"], data["note"], by)


def _ask_to_set_aside(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_to_set_aside(line.pk, data["what"], data["note"], by)


def _same(line: BankLine, _data: dict, by: User) -> object:
    return settlement.set_aside(line.pk, AsideReason.TWIN, "", by)


def _ask_if_same(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_to_set_aside(line.pk, AsideReason.TWIN, data["reason"], by)


def _another(line: BankLine, _data: dict, by: User) -> object:
    return settlement.tell_apart(line.pk, by)


def _tie(line: BankLine, data: dict, by: User) -> object:
    return ties.tie(line.pk, Entry.objects.get(pk=data["entry"]), by)


def _fee(line: BankLine, _data: dict, by: User) -> object:
    return ties.enter_fee(line.pk, by)


def _ask_for_fee(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_for_fee(line.pk, data["reason"], by)


def _ask_to_undo(line: BankLine, data: dict, by: User) -> object:
    return asking.ask_to_undo(line.pk, data["reason"], by)


def _decide(line: BankLine, data: dict, by: User) -> object:
    asked = get_object_or_404(line.asked, pk=data["asked"])
    if data["answer"] == "no":
        return asking.refuse(asked.pk, data["reason"], by)
    return asking.agree(asked.pk, by)


ACTIONS = {
    "match": Action(PledgeForm, _match, GIFT, _ask_to_match),
    "give": Action(FundForm, _give, GIFT, _ask_to_give),
    "payout": Action(PayoutForm, _know_payout, ASIDE, _ask_for_payout),
    "returned": Action(
        ReturnForm,
        _know_return,
        _("The refund came back: its money is the gift's again."),
        _ask_for_return,
    ),
    "aside": Action(AsideForm, _set_aside, ASIDE, _ask_to_set_aside),
    "same": Action(SumForm, _same, ASIDE, _ask_if_same),
    "another": Action(
        LineForm, _another, _("The line counts as another one: now say whose it is."), stays=True
    ),
    "tie": Action(TieForm, _tie, _("The line belongs to this payment; nothing was posted.")),
    "fee": Action(FeeForm, _fee, _("Entered as a fee; operations bear it."), _ask_for_fee),
    "undo": Action(AskForm, _ask_to_undo, ASKED, stays=True),
    "decide": Action(DecideForm, _decide, _("Done."), stays=True),
}


@finance_only
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: StaffRequest, line_id: int) -> HttpResponse:
    """One line and what may be done with it. POST: one of `ACTIONS`."""
    every = BankLine.objects.select_related(
        "donation__fund",
        "twin__file",
        "told_apart_from__file",
        "file",
        "decided_by",
        "payout",
        "entry",
    )
    found = get_object_or_404(every, pk=line_id)
    name = request.POST.get("action", "")
    action = ACTIONS.get(name)
    if action is None:
        return _page(request, found)
    form = action.form(request.POST, line=found)
    if not form.is_valid():
        return _page(request, found, {name: form}, status=422)
    here = HttpResponseRedirect(reverse("bank_office:line", args=[found.pk]))
    try:
        told = _do(action, found, form.cleaned_data, request.user)
    except REFUSALS as refused:
        messages.error(request, told_why(refused))
        return here
    messages.success(request, told)
    if action.stays or told == ASKED:
        return here
    return HttpResponseRedirect(reverse("bank_office:lines"))


def _do(action: Action, found: BankLine, data: dict, by: User) -> "StrOrPromise":
    """What came of it, in words. Raises `NotMatched`."""
    try:
        action.change(found, data, by)
    except AskAnother:
        # Without a reason: what makes it a matter for two has come up since the page was shown.
        if action.ask is None or not (data.get("reason") or data.get("note")):
            raise
        action.ask(found, data, by)
        return ASKED
    return action.done


def _page(
    request: StaffRequest,
    found: BankLine,
    sent: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    is_out = found.aside_reason == AsideReason.OUT
    waits = found.state == LineState.NEW or is_out
    is_clear = waits and found.twin_id is None
    is_gift = is_clear and found.may_be_a_gift
    is_payout = is_clear and found.may_be_a_payout
    doubted = doubts(found) if is_gift else []
    asked = found.asked.select_related(
        "recorded_by", "decided_by", "fund", "donation__pledge", "payout", "refund"
    )
    context: dict[str, Any] = {
        "line": found,
        "waits": waits,
        "is_out": found.amount_tiyn < 0,
        "may_be_a_gift": is_gift,
        "may_be_a_payout": is_payout,
        "doubts": doubted,
        "proposals": matching.proposals(found) if is_gift else [],
        "payouts": _payouts(found) if is_payout else [],
        "abroad": payouts_abroad(found)[: matching.MOST_PROPOSALS] if is_gift else [],
        "returns": returns_like(found)[: matching.MOST_PROPOSALS] if is_gift else [],
        "entries": ties.candidates(found) if is_clear else [],
        "answered": [one for one in asked if one.state != "pending"],
        "pending": next((one for one in asked if one.state == "pending"), None),
        "may_be_undone": not waits,
        "forms": _forms(found, is_doubted=bool(doubted)) | (sent or {}),
    }
    return render(request, "bank/office/line.html", context, status=status)


def _payouts(found: BankLine) -> list[Payout]:
    like = payouts_like(found, settings.BANK_ALONE_MOST_TIYN)
    return list(like[: matching.MOST_PROPOSALS])


def _forms(found: BankLine, *, is_doubted: bool) -> dict[str, forms.Form]:
    """By the names of `ACTIONS`; each with ids of its own, since several stand on one page."""
    gifts = {"match": PledgeForm, "give": FundForm}
    shown: dict[str, forms.Form] = {
        name: form(line=found, auto_id=f"{name}-%s", is_doubted=is_doubted)
        for name, form in gifts.items()
    }
    others: dict[str, type[LineForm]] = {"aside": AsideForm, "same": SumForm}
    others |= {"undo": AskForm, "decide": DecideForm}
    if found.amount_tiyn < 0:
        others["fee"] = FeeForm
    else:
        others |= {"payout": PayoutForm, "returned": ReturnForm}
    return shown | {name: form(line=found, auto_id=f"{name}-%s") for name, form in others.items()}
