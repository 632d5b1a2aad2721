"""Why something was refused at the desk, for whoever asked for it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from campaigns.payments.admin import held
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held import CannotRelease
from campaigns.payments.messages.setting_aside import CannotSetAside
from campaigns.reconciliation.explaining import CannotExplain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_EXPLAIN: dict[str, "StrOrPromise"] = {
    "gone": _("It changed meanwhile: look at it again."),
    "same_person": held.SAME_PERSON,
}


_ASIDE: dict[str, "StrOrPromise"] = _EXPLAIN | {
    "handled": _("Stripe knows it by now: the message has been handled."),
    "known": _("Stripe did not say that it does not know it: the message waits."),
}


def refusal(
    error: GatewayError | CannotRelease | CannotExplain | CannotSetAside,
) -> "StrOrPromise":
    if isinstance(error, CannotSetAside):
        return _ASIDE[error.code]
    return _EXPLAIN[error.code] if isinstance(error, CannotExplain) else held.refusal(error)
