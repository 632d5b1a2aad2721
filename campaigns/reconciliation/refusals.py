"""Why something was refused at the desk, for whoever asked for it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from campaigns.payments import held as releasing
from campaigns.payments.gateway import GatewayError, GatewayRefused
from campaigns.payments.held import CannotRelease
from campaigns.reconciliation import held
from campaigns.reconciliation.explaining import CannotExplain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_SAME_PERSON = _("Another person than the one who proposed it has to confirm.")
_RELEASE: dict[str, "StrOrPromise"] = {
    releasing.NOT_HELD: _("This payment is not held any more."),
    releasing.NOT_PAID: _("Stripe shows no payment here, so there is nothing to enter."),
    releasing.PAID_AT_STRIPE: _(
        "Stripe shows a payment here, so it cannot be closed: enter it, then give it back."
    ),
    releasing.STILL_DIFFERS: _("It still differs from what was asked for."),
    releasing.SECOND_CHARGE: _(
        "The gift is paid by another charge already: enter this one as a gift of its own."
    ),
    releasing.NOT_OURS: _(
        "It is of another currency, or a test: it cannot be entered. Give it back at Stripe."
    ),
    held.OTHER_CHARGE: _("Stripe shows another payment now than when it was proposed."),
    held.SAME_PERSON: _SAME_PERSON,
    held.DECIDED: _("Somebody else was faster: look at what was decided."),
}
_EXPLAIN: dict[str, "StrOrPromise"] = {
    "gone": _("It changed meanwhile: look at it again."),
    "same_person": _SAME_PERSON,
}


def refusal(error: GatewayError | CannotRelease | CannotExplain) -> "StrOrPromise":
    if isinstance(error, CannotRelease):
        return _RELEASE[error.code]
    if isinstance(error, CannotExplain):
        return _EXPLAIN[error.code]
    if isinstance(error, GatewayRefused):
        return _("Stripe refused to answer. Its key may be wrong: tell the administrators.")
    return _("Stripe does not answer now. Please try again later.")
