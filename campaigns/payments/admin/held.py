"""Finance's page of money that is held, whatever holds it: what is shown, asked, and refused."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from campaigns.payments import held
from campaigns.payments.gateway import GatewayError, GatewayRefused
from campaigns.payments.held import CannotRelease
from campaigns.payments.models import HeldAction, HeldChoice
from edge.private import private

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SAME_PERSON = _("Another person than the one who proposed it has to confirm.")
_REFUSALS: dict[str, "StrOrPromise"] = {
    held.NOT_HELD: _("This payment is not held any more."),
    held.NOT_PAID: _("Stripe shows no payment here, so there is nothing to enter."),
    held.PAID_AT_STRIPE: _("Stripe shows a payment here: enter it or give it back."),
    held.STILL_DIFFERS: _("It still differs from what was asked for."),
    held.SECOND_CHARGE: _(
        "The gift is paid by another charge already: enter this one as a gift of its own."
    ),
    held.NOT_OURS: _(
        "It is of another currency, or a test: it cannot be entered. "
        "Give it back at Stripe, then dismiss it."
    ),
    held.RETURNED: _(
        "Stripe has given some of it back already. Enter it, and what went back is entered too; "
        "or give back the rest at Stripe, then dismiss it."
    ),
    held.SEVERAL: _("Several payments were made for it: give back all but one at Stripe."),
    held.OTHER_CHARGE: _("Stripe shows another payment now than when it was proposed."),
    held.SAME_PERSON: SAME_PERSON,
    held.DECIDED: _("Somebody else was faster: look at what was decided."),
}


class HeldForm(forms.Form):
    action = forms.ChoiceField(
        label=_("What should become of it"), choices=HeldAction, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Reason"),
        min_length=3,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Another person reads it and confirms or not. No names of donors."),
    )


def confirms(request: HttpRequest) -> bool:
    """Whether a proposal is to be done; False where it is taken back. Raises BadRequest for any
    other answer: nothing said is nothing decided."""
    answer = request.POST.get("answer")
    if answer not in ("confirm", "withdraw"):
        raise BadRequest("neither confirmed nor taken back")
    return answer == "confirm"


def refusal(error: GatewayError | CannotRelease) -> "StrOrPromise":
    """Why it was refused, for whoever asked for it."""
    if isinstance(error, CannotRelease):
        return _REFUSALS[error.code]
    if isinstance(error, GatewayRefused):
        return _("Stripe refused to answer. Its key may be wrong: tell the administrators.")
    return _("Stripe does not answer now. Please try again later.")


def show(
    request: HttpRequest, form: HeldForm, choice: HeldChoice | None, **about: object
) -> HttpResponse:
    """`about`: `facts` (each a label, a text, and an address or ""), `back` (address, label), and
    `decide_url` for `choice`, which waits for its second person."""
    is_mine = choice is not None and choice.proposed_by_id == getattr(request.user, "pk", None)
    context = about | {"form": form, "choice": choice, "is_mine": is_mine}
    status = 422 if form.is_bound else 200
    return private(render(request, "payments/admin/held.html", context, status=status))
