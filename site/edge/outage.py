"""When the database does not answer, readers get a page that says so, and 503 for machines."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 60


class OutageMiddleware:
    """Turns a database that is away, or too busy to answer, into an honest page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        # The error's own words may name hosts and rows: its kind is enough.
        logger.error("the database does not answer: %s", type(error).__name__)
        # Without the request: what the page's frame usually shows is in the database.
        page = HttpResponse(render_to_string("503.html"), status=503)
        page["Retry-After"] = str(RETRY_AFTER_SECONDS)
        page["Cache-Control"] = "no-store"
        return page
