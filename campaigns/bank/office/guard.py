"""The door to finance's pages about the bank and cash."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from campaigns.bank.models.statement import HANDLE_BANK
from users.models import User


class StaffRequest(HttpRequest):
    """One that has passed the admin's own door, so that somebody is signed in."""

    user: User


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
