"""Where the press service reads what donors want to say in public; it sees no sum, no address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.payments.giving import wall
from campaigns.payments.models import Words
from campaigns.payments.models.words import WordsState
from users.staff import StaffRequest

A_PAGE = 20
MAY_READ, MAY_DECIDE = "payments.view_words", "payments.change_words"


def _needs(right: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@_needs(MAY_READ)
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """The oldest that waits comes first; of what is decided, the newest."""
    asked = request.GET.get("state", "")
    state = asked if asked in WordsState.values else WordsState.WAITING
    order = "created_at" if state == WordsState.WAITING else "-decided_at"
    words = Words.objects.to_read().filter(state=state).select_related("donation__fund")
    context = {
        "words": Paginator(words.order_by(order), A_PAGE).get_page(request.GET.get("p")),
        "state": state,
        "states": WordsState.choices,
        "may_decide": request.user.has_perm(MAY_DECIDE),
    }
    return render(request, "payments/admin/words.html", context)


@_needs(MAY_DECIDE)
@require_POST
def decide(request: StaffRequest, gift: str) -> HttpResponse:
    words = get_object_or_404(Words.objects.to_read(), pk=gift)
    may_be_shown = request.POST.get("decision") == "show"
    wall.decide(words, request.user, may_be_shown=may_be_shown)
    done = _("The words are shown now.") if may_be_shown else _("The words are not shown.")
    messages.success(request, done)
    return redirect("words:queue")


app_name = "words"
urlpatterns = [
    path("", queue, name="queue"),
    path("<uuid:gift>/", decide, name="decide"),
]
