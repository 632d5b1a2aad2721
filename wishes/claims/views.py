"""Promising a gift, as a donor meets it: the form of a wish, and the donor's own page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from edge.origin import anonymous_form
from edge.private import private, private_link
from edge.see_other import SeeOther
from wishes import catalogue, in_parts
from wishes.claims import keeping, links, making, tags, thanks
from wishes.claims.errors import ClaimError, NotNow, OutOfTime, Taken
from wishes.claims.forms import ClaimForm
from wishes.claims.models import Claim, Ended, Hub, Stage
from wishes.models.catalogue import CatalogueEntry, PublicStatus
from wishes.models.wish import Wish
from wishes.views.catalogue import fetch_renditions, not_there, similar_to

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """The form on one wish. Who comes a moment too late is led to wishes like it."""
    entry = catalogue.find(code.upper(), get_language())
    if entry is None:
        return not_there(request, code.upper())
    if request.method == "POST":
        return private(_promise(request, entry))
    parts = in_parts.standing(entry)
    if entry.status != PublicStatus.PUBLISHED or (parts and parts.has_all):
        return _taken(request, entry, status=200)
    return _form(request, entry)


def _promise(request: HttpRequest, entry: CatalogueEntry) -> HttpResponse:
    form = ClaimForm(request.POST, hubs=[])
    if not form.is_valid():
        return _form(request, entry, form, status=422)
    wish = Wish.objects.get(pk=entry.wish_id)
    try:
        making.make(wish, form.promise(get_language() or "kk"))
    except Taken:
        return _taken(request, entry, status=409)
    # Says the same to whoever may not promise more: only the letter tells.
    return SeeOther(reverse("claims:sent", args=[entry.code]))


def _form(
    request: HttpRequest, entry: CatalogueEntry, form: ClaimForm | None = None, status: int = 200
) -> HttpResponse:
    hubs = list(Hub.objects.open())
    context = {
        "wish": entry,
        "form": form or ClaimForm(hubs=hubs),
        "is_closed": not hubs,
        "parts": in_parts.standing(entry),
        "claim_days": settings.CLAIM_DAYS,
    }
    return render(request, "claims/claim.html", context, status=status)


def _taken(request: HttpRequest, entry: CatalogueEntry, status: int) -> HttpResponse:
    others = similar_to(entry)
    fetch_renditions(others)
    return render(request, "claims/taken.html", {"wish": entry, "similar": others}, status=status)


@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    entry = catalogue.find(code.upper(), get_language())
    if entry is None:
        return not_there(request, code.upper())
    return render(request, "claims/sent.html", {"wish": entry})


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The donor's page of one claim. To look at it changes nothing: programs that read letters
    follow links, so that even confirming is a button."""
    found = links.claim_for(token)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _own_page(request, found)
    act = ACTIONS.get(request.POST.get("action", ""))
    if act is None:
        return _own_page(request, found, status=422)
    try:
        act(found)
    except ClaimError as error:
        found.refresh_from_db()
        return _own_page(request, found, problem=_problem(error), status=409)
    return SeeOther(request.path)


ACTIONS: dict[str, Callable[[Claim], Claim]] = {
    "confirm": making.confirm,
    "extend": keeping.extend,
    "give_up": keeping.give_up,
}


def _problem(error: ClaimError) -> str:
    if isinstance(error, Taken):
        return ""  # The page itself says so.
    if error.args == (making.Refusal.TOO_MANY,):
        return _("You have promised as much as we take at a time: please bring something first.")
    if isinstance(error, NotNow):
        return _("Gifts promised with this address did not come. Write to us, and we find a way.")
    if isinstance(error, OutOfTime):
        return _("There can be no later day: it was put off once, or the season ends.")
    return _("This has moved on meanwhile. This is how it stands now.")


def _own_page(
    request: HttpRequest, found: Claim, problem: str = "", status: int = 200
) -> HttpResponse:
    entry = catalogue.find(found.wish.code, get_language())
    is_open = making.is_open(found)
    is_taken = is_open and not making.may_be_claimed(found.wish)
    others = similar_to(entry) if entry and (is_taken or found.state in _OVER) else []
    fetch_renditions(others)
    context = {
        "claim": found,
        "wish": entry,
        **_badge(found),
        "is_open": is_open,
        "is_taken": is_taken,
        "may_extend": keeping.may_extend(found),
        "words": _words(found),
        "similar": others,
        "problem": problem,
    }
    return render(request, "claims/own.html", context, status=status)


# How a claim stands, in words for its donor.
BADGES: dict[str, tuple[str, "StrOrPromise"]] = {
    Stage.ACTIVE: ("ok", gettext_lazy("yours to give")),
    Stage.RECEIVED: ("ok", Stage.RECEIVED.label),
    Stage.HANDED_OVER: ("ok", Stage.FULFILLED.label),
    Stage.FULFILLED: ("ok", Stage.FULFILLED.label),
    Stage.RELEASED: ("info", Stage.RELEASED.label),
    Stage.EXPIRED: ("wait", Stage.EXPIRED.label),
}


def _badge(found: Claim) -> dict[str, object]:
    shown = Stage.WAITING if found.ended_because == Ended.UNCONFIRMED else found.state
    tone, label = BADGES.get(shown, ("wait", Stage.WAITING.label))
    return {"tone": tone, "state_label": label}


_OVER = (Stage.RELEASED, Stage.EXPIRED)


def _words(found: Claim) -> str:
    """The child's words, once they are approved and while the family lets them be read."""
    words = thanks.words_of(found)
    return words.text if words and words.approved_at else ""


@private_link
@require_safe
def tag(request: HttpRequest, token: str) -> HttpResponse:
    """The tag for the parcel, to print."""
    found = links.claim_for(token)
    if found is None or found.state != Stage.ACTIVE:
        raise Http404
    response = HttpResponse(
        tags.tag_pdf(found, get_language() or "kk"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="gift-{found.code}.pdf"'
    return response
