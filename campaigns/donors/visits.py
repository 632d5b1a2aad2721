"""The cookie of a visit: sent to the donor's own page in each language, and to no other page."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from campaigns.donors import links
from edge.private import private
from edge.see_other import SeeOther


def own_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand `view` the visitor's address; whoever has no visit is led to ask for a link."""

    @wraps(view)
    def for_visitor(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        email = links.visitor(secret_of(request))
        if email is None:
            return private(SeeOther(reverse("donors:ask")))
        return private(view(request, email, *args, **kwargs))

    return for_visitor


def secret_of(request: HttpRequest) -> str | None:
    return request.COOKIES.get(_name(translation.get_language() or ""))


def begin(response: HttpResponse, visit: str) -> HttpResponse:
    for language, path in _paths():
        response.set_cookie(
            _name(language),
            visit,
            max_age=links.VISIT_LIFE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


def end(response: HttpResponse) -> HttpResponse:
    for language, path in _paths():
        response.delete_cookie(_name(language), path=path, samesite="Strict")
    return response


def _name(language: str) -> str:
    """One a language: a response cannot set the same name for several paths."""
    return f"donor_visit_{language}"


def _paths() -> Iterator[tuple[str, str]]:
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            yield language, reverse("donors:gifts")
