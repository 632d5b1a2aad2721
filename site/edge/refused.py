"""What a rule refuses where Wagtail's own view asks no rule: its words, not a page that broke off.

Publishing a translation, approving a step of a workflow and the like write a page as live, and the
page itself says why it may not be.
"""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from edge.see_other import SeeOther

logger = logging.getLogger(__name__)


class MayNotBeLive(Exception):
    """These words or pictures may not be on the site; `messages` say why, to the press.

    No ValidationError: wagtail-localize catches those, and looks for fields that a refusal of the
    whole page does not have.
    """

    def __init__(self, messages: list[str]) -> None:
        super().__init__(*messages)
        self.messages = messages


class RefusedMiddleware:
    """Turns a refusal that no view of the admin expected into words above the page before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        admin = reverse("wagtailadmin_home")
        is_sent = request.method == "POST" and request.path.startswith(admin)
        if not is_sent or not isinstance(error, MayNotBeLive):
            return None
        # Without the words, which may quote the page.
        logger.warning("refused without a form: %s", request.path)
        for why in error.messages:
            messages.error(request, why)
        before = request.META.get("HTTP_REFERER", "")
        is_own = url_has_allowed_host_and_scheme(before, {request.get_host()})
        return SeeOther(before if is_own else admin)
