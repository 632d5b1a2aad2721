"""Public pages may be kept by any cache; private ones by none."""

from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

# How long (seconds) a cache may still serve a page or picture that was just withdrawn; with what
# comes before it, less than a minute: see docs/decisions/0020-gone-within-a-minute.md.
SHARED_SECONDS = 30


class PublicPageMiddleware:
    """Gives each public page an ETag and a short shared lifetime.

    Public is what was read without a session, sets no cookie and says nothing about caching
    itself. Everything else is left alone, and answered `private` where it says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if not self._is_public(request, response):
            patch_cache_control(response, private=True, no_cache=True)
            return response
        patch_cache_control(response, public=True, max_age=0, s_maxage=SHARED_SECONDS)
        if response.streaming:
            return response  # a picture: it has its own Last-Modified
        digest = blake2b(response.content, digest_size=16).hexdigest()
        response["ETag"] = quote_etag(digest)
        return get_conditional_response(request, response["ETag"], None, response) or response

    def _is_public(self, request: HttpRequest, response: HttpResponse) -> bool:
        session = getattr(request, "session", None)
        return (
            request.method in ("GET", "HEAD")
            and response.status_code == 200
            and not response.cookies
            and not (session is not None and session.accessed)
            and "Cookie" not in response.get("Vary", "")
        )
