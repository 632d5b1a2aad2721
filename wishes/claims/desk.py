"""The hub's desk in the admin: gifts by their code, and nothing of any dossier."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from campaigns.payments.giving import wish_parts
from users.models import User
from users.staff import StaffRequest
from wishes import catalogue
from wishes.claims import gifts, making, thanks
from wishes.claims.codes import folded_code
from wishes.claims.desk_forms import BuyForm, NameForm, PaperForm, WordsForm
from wishes.claims.errors import ClaimError, MustNotBeSaid, NotSeen, SamePerson
from wishes.claims.models import Claim, ClaimPause, Ended, HandOver, Stage, Thanks
from wishes.models.wish import Wish
from wishes.moderation import districts
from wishes.permissions import may_moderate
from wishes.states import LifecycleError, State

HANDLE_GIFTS = "claims.handle_gifts"
# Nothing is listed without end: what is more is found by its code.
MOST = 100


def keepers_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For those who handle gifts; who gives what is never kept by a cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(HANDLE_GIFTS):
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


def _known() -> QuerySet[Claim]:
    """Claims that staff see: an address that nobody has confirmed may be a stranger's."""
    return (
        Claim.objects.exclude(state=Stage.WAITING)
        .exclude(ended_because=Ended.UNCONFIRMED)
        .select_related("wish", "hub__place", "hand_over__prepared_by", "thanks__author")
    )


@keepers_only
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What lies at the hubs and what is on its way; `?code=` leads to one gift."""
    asked = request.GET.get("code", "")
    found = _by_code(asked) if asked else None
    if found:
        return HttpResponseRedirect(reverse("claim_desk:gift", args=[found.code]))
    groups = [
        (_("At the hub"), _known().filter(state=Stage.RECEIVED).order_by("received_at")),
        (_("Handed over: has the wish come true?"), _known().filter(state=Stage.HANDED_OVER)),
        (_("On the way"), _known().filter(state=Stage.ACTIVE).order_by("due_on", "made_at")),
    ]
    context = {
        "asked": asked,
        "groups": [(label, rows[:MOST], rows.count()) for label, rows in groups],
        "words": _words_to_approve(request.user),
        "to_buy": [(one.code, BuyForm(auto_id=f"{one.code}-%s")) for one in _to_buy()],
        "paused": ClaimPause.objects.in_force().count(),
    }
    return render(request, "claims/admin/index.html", context)


def _by_code(asked: str) -> Claim | None:
    """The gift of that code; of a wish's code, the one that is under way or was last."""
    code = folded_code(asked)
    claims = _known()
    return claims.filter(code=code).first() or claims.filter(wish__code=code).first()


def _to_buy() -> QuerySet[Wish]:
    """Wishes that several people have paid for, and that wait for us."""
    return Wish.objects.filter(code__in=wish_parts.paid_for(), state=State.PUBLISHED)[:MOST]


def _words_to_approve(user: User) -> QuerySet[Thanks]:
    if not may_moderate(user):
        return Thanks.objects.none()
    waiting = Thanks.objects.filter(
        approved_at=None,
        claim__state=Stage.FULFILLED,
        claim__wish__in=districts.readable_by(user, Wish.objects.filter(state=State.FULFILLED)),
    )
    return waiting.select_related("claim").order_by("written_at")[:MOST]


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def gift(request: StaffRequest, code: str) -> HttpResponse:
    """One gift. POST: the next step, sent from the forms of this page."""
    claim = get_object_or_404(_known(), code=folded_code(code) or None)
    if request.method != "POST":
        return _gift_page(request, claim)
    step = STEPS.get(request.POST.get("action", ""))
    if step is None:
        return _gift_page(request, claim, status=422)
    try:
        wrong = step(request, claim)
    except SamePerson:
        messages.error(request, _("Another person has to do this: two people vouch for it."))
    except NotSeen:
        messages.error(request, _("Please open the signed paper first: you vouch for it."))
    except MustNotBeSaid as refused:
        messages.error(request, _("Please write it otherwise: %s") % "; ".join(refused.findings))
        form = WordsForm(request.POST) if "text" in request.POST else None
        return _gift_page(request, claim, form, status=422)
    except (ClaimError, LifecycleError):
        messages.error(request, _("This gift has moved on meanwhile. This is how it stands now."))
    else:
        if wrong is not None:
            return _gift_page(request, claim, wrong, status=422)
        messages.success(request, _("Done."))
    return HttpResponseRedirect(reverse("claim_desk:gift", args=[claim.code]))


def _prepare(request: StaffRequest, claim: Claim) -> forms.Form | None:
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    gifts.prepare_hand_over(claim, form.cleaned_data["paper"], request.user)
    return None


def _write(request: StaffRequest, claim: Claim) -> forms.Form | None:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    thanks.write(claim, said["text"], said["language"], request.user)
    return None


def _approve(request: StaffRequest, claim: Claim) -> None:
    if not thanks.may_know(claim.wish, request.user):
        raise PermissionDenied
    thanks.approve(claim, request.POST.get("seen", ""), request.user)


def _rename(request: StaffRequest, claim: Claim) -> forms.Form | None:
    if not may_moderate(request.user):
        raise PermissionDenied
    form = NameForm(request.POST)
    if not form.is_valid():
        return form
    gifts.rename_donor(claim, form.cleaned_data["donor_name"], request.user)
    return None


def _plain(change: Callable[[Claim, User], object]) -> Callable[[StaffRequest, Claim], None]:
    """A step that asks nothing."""

    def step(request: StaffRequest, claim: Claim) -> None:
        change(claim, request.user)

    return step


# What may be sent from a gift's page; a form comes back where it has to be looked at again.
STEPS: dict[str, Callable[[StaffRequest, Claim], forms.Form | None]] = {
    "receive": _plain(gifts.receive),
    "tell_guardian": _plain(gifts.tell_guardian),
    "prepare": _prepare,
    "confirm": _plain(gifts.confirm_hand_over),
    "fulfil": _plain(gifts.fulfil),
    "never_came": _plain(lambda claim, staff: gifts.give_back(claim, Ended.NEVER_CAME, staff)),
    "wrong": _plain(lambda claim, staff: gifts.give_back(claim, Ended.WRONG, staff)),
    "write": _write,
    "approve": _approve,
    "rename": _rename,
}


def _gift_page(
    request: StaffRequest, claim: Claim, wrong: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    hand_over = getattr(claim, "hand_over", None)
    words = thanks.words_of(claim)
    named = {"donor_name": claim.donor_name}
    is_moderator = may_moderate(request.user)
    may_know = thanks.may_know(claim.wish, request.user)
    findings: list[str] = []
    if may_know and words and not words.approved_at:
        findings = thanks.findings_in(words.text, claim.wish, request.user)
    said = {"text": words.text, "language": words.language} if words else {"language": "kk"}
    context = {
        "claim": claim,
        "wish": catalogue.find(claim.wish.code),
        "hand_over": hand_over,
        "is_mine": hand_over is not None and hand_over.prepared_by_id == request.user.pk,
        "has_seen": hand_over is not None and gifts.has_seen(hand_over, request.user),
        "words": words,
        "findings": findings,
        "paper_form": wrong if isinstance(wrong, PaperForm) else PaperForm(),
        "words_form": wrong if isinstance(wrong, WordsForm) else WordsForm(initial=said),
        "may_write": claim.state in (Stage.HANDED_OVER, Stage.FULFILLED)
        and claim.wish.state in thanks.WITH_THE_CHILD
        and not (words and words.approved_at)
        and claim.is_donors,
        "may_approve": may_know and claim.state == Stage.FULFILLED,
        "sees_contacts": is_moderator,
        "name_form": wrong if isinstance(wrong, NameForm) else NameForm(initial=named),
    }
    return render(request, "claims/admin/gift.html", context, status=status)


@keepers_only
@require_safe
def paper(request: StaffRequest, code: str) -> FileResponse:
    """The signed paper: private, and each look at it is written down."""
    found = get_object_or_404(HandOver, claim__code=code)
    if not found.paper:
        raise Http404
    response = FileResponse(gifts.read_paper(found, request.user).open("rb"))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@keepers_only
@require_POST
def buy(request: StaffRequest, code: str) -> HttpResponse:
    """Staff get a wish that several people have paid for."""
    wish = get_object_or_404(Wish, code=code)
    form = BuyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose a hub."))
        return HttpResponseRedirect(reverse("claim_desk:index"))
    try:
        claim = making.buy(wish, form.cleaned_data["hub"], request.user)
    except ClaimError:
        messages.error(request, _("This wish has moved on meanwhile."))
        return HttpResponseRedirect(reverse("claim_desk:index"))
    return HttpResponseRedirect(reverse("claim_desk:gift", args=[claim.code]))
