"""Forms that anybody may send, on pages that set no cookie.

A CSRF token needs a cookie, and a cookie undoes every cache in front of a public page. The browser
itself says where a form was sent from, so that is checked instead.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def anonymous_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let `view` take POSTs without a CSRF token, but only from the site's own pages."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in SAFE_METHODS and not is_same_origin(request):
            return render(request, "403.html", status=403)
        _require_readable(request)
        return view(request, *args, **kwargs)

    # Exempt because `is_same_origin` takes the token's place.
    return csrf_exempt(checked)


def _require_readable(request: HttpRequest) -> None:
    """BadRequest where the body claims a character set that Python has but no text can be in."""
    try:
        _ = request.POST
    except (LookupError, UnicodeError) as error:
        raise BadRequest("unreadable character set") from error


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that this request comes from a page of this very site.

    `Sec-Fetch-Site` cannot be set by a script; browsers without it send `Origin` on every POST.
    A request with neither does not come from a browser's form.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site:
        return fetch_site == "same-origin"
    hosts = {request.get_host(), urlsplit(settings.SITE_URL).netloc}
    own = {f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")}
    return request.headers.get("Origin") in own
