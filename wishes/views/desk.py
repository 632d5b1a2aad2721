"""The moderators' desk in the admin. Every dossier that is shown here is written down."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from audit.record import record
from users.models import User
from wishes import lifecycle
from wishes.dossiers.models import Application, Evidence, Hit
from wishes.models.wish import Wish
from wishes.moderation import decisions, desk, gate, redaction, workflow
from wishes.moderation.texts import draft_of
from wishes.permissions import READ_DOSSIER, may_moderate
from wishes.states import TRANSITIONS, WAITING, LifecycleError

A_PAGE = 50


class AllowForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why it may stay"), max_length=300, min_length=3)


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


@moderators_only
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    wishes = Paginator(desk.queue(), A_PAGE).get_page(request.GET.get("p"))
    rows = [(wish, wish.state in WAITING and desk.is_late(wish.told_at)) for wish in wishes]
    context = {"rows": rows, "wishes": wishes, "promise_days": desk.PROMISE_DAYS}
    return render(request, "wishes/desk/queue.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, code: str) -> HttpResponse:
    """The dossier beside the words. POST: a decision, sent from the forms of this page."""
    wish = get_object_or_404(Wish.objects.select_related("page"), code=code)
    if request.method == "POST":
        return _decide(request, wish)
    wish = lifecycle.open_review(wish, request.user)
    workflow.ensure_running(wish)
    return _review_page(request, wish)


def _decide(request: StaffRequest, wish: Wish) -> HttpResponse:
    action = request.POST.get("action", "")
    form = decisions.form_for(action)(request.POST)
    if not form.is_valid():
        return _review_page(request, wish, asked=(action, form), status=422)
    elsewhere = decisions.decide(wish, request.user, action, form.cleaned_data)
    if elsewhere:
        messages.error(request, _("This wish cannot be approved yet: see what is open below."))
        return HttpResponseRedirect(elsewhere)
    # The next wish comes at once: the code says which one this was.
    done = {"code": wish.code, "decision": decisions.LABELS[action]}
    messages.success(request, _("%(code)s is done: %(decision)s.") % done)
    following = desk.next_after(wish)
    if following:
        return HttpResponseRedirect(reverse("wish_desk:review", args=[following.code]))
    return HttpResponseRedirect(reverse("wish_desk:queue"))


def _review_page(
    request: StaffRequest,
    wish: Wish,
    asked: tuple[str, forms.Form] | None = None,
    words: redaction.RedactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    application = get_object_or_404(
        Application.objects.select_related("child", "guardian"), wish=wish
    )
    record("dossier.read", application, request.user, {"wish": wish.code})
    page = draft_of(wish)
    offered = [name for name, _label, _more in decisions.available(page, request.user)]
    forms_asked = dict([asked] if asked else [])
    context = {
        "wish": wish,
        "page": page,
        "application": application,
        "consent": application.consents.order_by("-given_at").first(),
        "evidence": application.evidence.all(),
        "texts": desk.marked_texts(page, application),
        "hits": desk.hit_lines(page, application),
        "allow_form": AllowForm(),
        "words": words or redaction.RedactForm(instance=page),
        "may_edit": wish.state in WAITING,
        "step": page.current_workflow_task,
        "offered": offered,
        "obstacles": gate.obstacles_to_step(page, request.user) if wish.state in WAITING else [],
        "changes_form": forms_asked.get(decisions.CHANGES, decisions.ChangesForm()),
        "reject_form": forms_asked.get(decisions.REJECT, decisions.RejectForm()),
        "may_reopen": wish.state in TRANSITIONS["reopen"][0],
        "may_withdraw": wish.state in TRANSITIONS["withdraw"][0] and wish.state not in WAITING,
        "is_late": desk.is_late(wish.told_at),
    }
    return render(request, "wishes/desk/review.html", context, status=status)


@moderators_only
@require_POST
def edit(request: StaffRequest, code: str) -> HttpResponse:
    wish = get_object_or_404(Wish, code=code)
    form = redaction.RedactForm(request.POST, instance=draft_of(wish))
    if not form.is_valid():
        return _review_page(request, wish, words=form, status=422)
    redaction.save_words(wish, form, request.user)
    messages.success(request, _("The words are saved and screened anew."))
    return _back_to(wish)


@moderators_only
@require_POST
def allow(request: StaffRequest, code: str, hit_id: int) -> HttpResponse:
    hit = get_object_or_404(Hit.objects.open(), pk=hit_id, application__wish__code=code)
    form = AllowForm(request.POST)
    if form.is_valid():
        redaction.allow_hit(hit, request.user, form.cleaned_data["note"])
        messages.success(request, _("It may stay."))
    else:
        messages.error(request, _("Please say why it may stay."))
    return _back_to(hit.application.wish)


@moderators_only
@require_POST
def take_off(request: StaffRequest, code: str) -> HttpResponse:
    """Off the site: to be corrected, or for good."""
    wish = get_object_or_404(Wish, code=code)
    change = {"reopen": lifecycle.reopen, "withdraw": lifecycle.withdraw}.get(
        request.POST.get("action", "")
    )
    if change is None:
        raise PermissionDenied
    try:
        change(wish, request.user)
    except LifecycleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The wish is off the site."))
    return _back_to(wish)


@moderators_only
@require_safe
def evidence(request: StaffRequest, code: str, evidence_id: int) -> FileResponse:
    """A private file, to one pair of eyes at a time."""
    found = get_object_or_404(Evidence, pk=evidence_id, application__wish__code=code)
    record("dossier.read_file", found, request.user, {"wish": code, "kind": found.kind})
    response = FileResponse(found.file.open("rb"))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _back_to(wish: Wish) -> HttpResponse:
    return HttpResponseRedirect(reverse("wish_desk:review", args=[wish.code]))
