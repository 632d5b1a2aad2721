"""Who comes to the desk, and to which wish of it."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from users.models import User
from wishes.models.wish import Wish
from wishes.moderation.districts import readable_by
from wishes.moderation.queue import Narrowing
from wishes.permissions import READ_DOSSIER, may_moderate


class StaffRequest(HttpRequest):
    """One that has passed the admin's own door, so that somebody is signed in."""

    user: User


def moderators_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For those who decide and may read dossiers; never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not (may_moderate(request.user) and request.user.has_perm(READ_DOSSIER)):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def wish_for(request: StaffRequest, code: str, wishes: QuerySet[Wish] | None = None) -> Wish:
    """The wish of that code: 404 where there is none, PermissionDenied outside of one's places."""
    found = Wish.objects.all() if wishes is None else wishes
    wish = get_object_or_404(found.filter(page__isnull=False), code=code)
    if not readable_by(request.user, Wish.objects.filter(pk=wish.pk)).exists():
        raise PermissionDenied
    return wish


def back_to(request: StaffRequest, wish: Wish, anchor: str = "") -> HttpResponse:
    """To the wish again, on the same way through the queue."""
    return HttpResponseRedirect(address_of(wish.code, Narrowing(request.GET)) + anchor)


def address_of(code: str, narrowing: Narrowing) -> str:
    """Of the wish, or of the queue where `code` is ""."""
    path = reverse("wish_desk:review", args=[code]) if code else reverse("wish_desk:queue")
    return path + narrowing.query
