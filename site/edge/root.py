"""Addresses without a language: the one place where the reader's browser chooses it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request


def choose_language(request: HttpRequest) -> HttpResponse:
    return in_readers_language(request, "/")


def in_readers_language(request: HttpRequest, path: str) -> HttpResponse:
    """Lead to `path` of the site, which begins with a slash, in the language of the browser."""
    language = get_language_from_request(request)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    response = HttpResponseRedirect(f"/{language}{path}")
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, private=True, max_age=0)
    return response
