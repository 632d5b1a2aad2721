from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse


def private_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that open by knowing their address: kept by no cache, named to nobody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded
