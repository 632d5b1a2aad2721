"""Pages that open by knowing their address, or that hold what one person typed."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def private(response: R) -> R:
    """Nobody but who asked: no cache, no search engine, no address passed on to other sites."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # Not `no-referrer`: browsers would then send no `Origin` with the page's own forms.
    response["Referrer-Policy"] = "same-origin"
    return response


def private_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`private` for whatever `view` answers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return private(view(request, *args, **kwargs))

    return guarded
