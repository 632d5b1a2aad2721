"""The door to finance's pages about the bank and cash."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from campaigns.bank.cash import NotDecided
from campaigns.bank.models.statement import HANDLE_BANK
from campaigns.bank.settlement import NotMatched
from campaigns.funds.ledger import AlreadyPosted, LedgerError
from campaigns.payments.states import WrongTransition


def finance_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who handle the bank; who paid what is never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(HANDLE_BANK):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


# Whatever a change is refused by; nothing of it is written then.
REFUSALS = (NotMatched, NotDecided, LedgerError, WrongTransition)


def told_why(refused: Exception) -> str:
    """A refusal of `REFUSALS` in words for the person who tried."""
    if isinstance(refused, AlreadyPosted):
        return _("The books have this money already: nothing was done.")
    if isinstance(refused, LedgerError):
        return _("The books refuse this: nothing was done. Please tell the administrators.")
    if isinstance(refused, WrongTransition):
        return _("The gift has changed meanwhile: nothing was done. Please look at it again.")
    return str(refused)
