"""Why something was refused at the desk, for whoever asked for it."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from campaigns.payments.admin import held
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held import CannotRelease
from campaigns.reconciliation.explaining import CannotExplain

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_EXPLAIN: dict[str, "StrOrPromise"] = {
    "gone": _("It changed meanwhile: look at it again."),
    "same_person": held.SAME_PERSON,
}


def refusal(error: GatewayError | CannotRelease | CannotExplain) -> "StrOrPromise":
    return _EXPLAIN[error.code] if isinstance(error, CannotExplain) else held.refusal(error)
