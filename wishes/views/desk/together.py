"""Many wishes at once: given to somebody, or read one below the other and approved together.

Together only at the last reading and where nothing is open; each one goes through the same gate
as alone, and its own transaction, and the list says what became of it.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from language.translated import LANGUAGES
from users.staff import StaffRequest
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.moderation import decisions, gate
from wishes.moderation.districts import readable_by
from wishes.moderation.texts import draft_of
from wishes.staff import moderators_only
from wishes.states import LifecycleError
from wishes.views.desk.keeping import give

AT_ONCE = 50


class Candidate(NamedTuple):
    """A wish to be approved together with others; `obstacles` where it cannot be."""

    wish: Wish
    page: WishPage
    obstacles: list[str]

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, wish and why it matters, in each language that has words."""
        words = [
            (code, getattr(self.page, f"title_{code}"), getattr(self.page, f"story_{code}"))
            for code in LANGUAGES
        ]
        return [each for each in words if each[1] or each[2]]


class Outcome(NamedTuple):
    wish: Wish
    is_done: bool
    why: list[str]


@moderators_only
@require_POST
def ticked(request: StaffRequest) -> HttpResponse:
    """What to do with the wishes ticked in the queue."""
    wishes = _chosen(request, request.POST.getlist("wish"))
    if not wishes:
        messages.error(request, _("Please tick at least one wish."))
    elif request.POST.get("action") == "together":
        codes = urlencode({"wish": [wish.code for wish in wishes]}, doseq=True)
        return HttpResponseRedirect(reverse("wish_desk:together") + "?" + codes)
    else:
        give(request, wishes)
    return HttpResponseRedirect(reverse("wish_desk:queue"))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: StaffRequest) -> HttpResponse:
    """Read one below the other; POST: approve those that are still ticked."""
    if request.method == "POST":
        wishes = _chosen(request, request.POST.getlist("wish"))
        outcomes = [_approve(request, wish) for wish in wishes]
        context = {"outcomes": outcomes, "done": sum(one.is_done for one in outcomes)}
        return render(request, "wishes/desk/approved.html", context)
    found = [_candidate(request, wish) for wish in _chosen(request, request.GET.getlist("wish"))]
    context = {
        "ready": [one for one in found if not one.obstacles],
        "left": [one for one in found if one.obstacles],
    }
    return render(request, "wishes/desk/together.html", context)


def _chosen(request: StaffRequest, codes: list[str]) -> list[Wish]:
    """In the order of the queue: the longest waiting first."""
    codes = [code.replace("\0", "") for code in codes[:AT_ONCE]]
    found = Wish.objects.filter(code__in=codes, page__isnull=False)
    return list(readable_by(request.user, found).order_by("told_at"))


def _candidate(request: StaffRequest, wish: Wish) -> Candidate:
    page = draft_of(wish)
    return Candidate(wish, page, _obstacles(request, wish, page))


def _obstacles(request: StaffRequest, wish: Wish, page: WishPage) -> list[str]:
    """Why this wish is not approved together with others now."""
    if not gate.is_at_last_reading(page):
        return [_("It is not at the last reading.")]
    return [str(obstacle) for obstacle in gate.obstacles_to_step(page, request.user)]


def _approve(request: StaffRequest, wish: Wish) -> Outcome:
    obstacles = _obstacles(request, wish, draft_of(wish))
    if obstacles:
        return Outcome(wish, False, obstacles)
    seen = request.POST.get(f"seen_{wish.code}", "")
    try:
        not_taken = decisions.decide(wish, request.user, decisions.APPROVE, {"seen": seen or "-"})
    except (PermissionDenied, LifecycleError) as error:
        return Outcome(wish, False, [str(error) or _("Somebody else has decided meanwhile.")])
    if not_taken:
        return Outcome(wish, False, [_("Its words have just changed: read it again.")])
    return Outcome(wish, True, [])
