"""To which wish of the desk somebody comes, and the way back to it."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from users.staff import StaffRequest
from wishes.models.wish import Wish
from wishes.moderation.districts import readable_by
from wishes.moderation.queue import Narrowing


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
