"""The guardian's own page, by private link: how the wish stands, what is asked, taking it back."""

from typing import NamedTuple

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private_link
from wishes import lifecycle
from wishes.dossiers import links
from wishes.dossiers.models import Application
from wishes.moderation.texts import draft_of
from wishes.states import IN_MODERATION, ON_THE_SITE, TRANSITIONS, LifecycleError, State
from wishes.telling import submission
from wishes.telling.fields import WishWordsForm
from wishes.views.telling import SeeOther


class Step(NamedTuple):
    title: str
    state: str


class AnswerForm(WishWordsForm):
    """The guardian's changes, when something was asked."""


class WithdrawForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("Yes, take the wish and the consent back"))


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    application = links.application_for(token)
    if application is None:
        raise Http404
    if request.method != "POST":
        return _page(request, application)
    if request.POST.get("action") == "withdraw":
        return _withdraw(request, application)
    return _answer(request, application)


def _answer(request: HttpRequest, application: Application) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        form.hold_to_cap(draft_of(application.wish).category)
    if not form.is_valid():
        return _page(request, application, answer=form, status=422)
    data = form.cleaned_data
    words = {name: data[name] for name in ("what", "why", "size")}
    try:
        submission.resend(application.wish, words, data["price"])
    except LifecycleError:
        application.wish.refresh_from_db()
        return _page(request, application, problem=_moved_on(), status=409)
    return SeeOther(request.path)


def _withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, application, withdrawal=form, status=422)
    try:
        with transaction.atomic():
            lifecycle.withdraw(application.wish, why="guardian")
    except LifecycleError:
        application.wish.refresh_from_db()
        return _page(request, application, problem=_moved_on(), status=409)
    return SeeOther(request.path)


def _moved_on() -> str:
    return _("The wish has moved on meanwhile. This is how it stands now.")


def _page(
    request: HttpRequest,
    application: Application,
    answer: AnswerForm | None = None,
    withdrawal: WithdrawForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    wish = application.wish
    page = draft_of(wish) if wish.page_id else None
    if answer is None and wish.state == State.CHANGES_REQUESTED:
        answer = AnswerForm(initial=_said(application, page))
    context = {
        "application": application,
        "wish": wish,
        "draft": page,
        "state_label": wish.get_state_display(),
        "state_tone": _tone(wish.state),
        "steps": _steps(wish.state),
        "is_asked": wish.state == State.CHANGES_REQUESTED,
        "is_rejected": wish.state == State.REJECTED,
        "answer": answer,
        "may_withdraw": wish.state in TRANSITIONS["withdraw"][0],
        "withdrawal": withdrawal or WithdrawForm(),
        "problem": problem,
        "public_url": reverse("wishes:detail", args=[wish.code]) if wish.is_public else "",
    }
    return render(request, "wishes/follow.html", context, status=status)


def _said(application: Application, page) -> dict:
    return {
        "what": getattr(page, f"title_{application.language}"),
        "why": getattr(page, f"story_{application.language}"),
        "size": page.size,
        "price": page.price_tiyn,
    }


def _tone(state: str) -> str:
    if state in (State.REJECTED, State.WITHDRAWN, State.EXPIRED):
        return "bad"
    if state in ON_THE_SITE:
        return "ok"
    return "wait"


def _steps(state: str) -> list[Step]:
    """The way that most wishes go, and how far this one has come; empty once it has left it."""
    way = [
        (_("We have received it"), {State.SUBMITTED}),
        (_("Our staff read it"), IN_MODERATION - {State.SUBMITTED}),
        (_("It is on the site"), {State.PUBLISHED}),
        (_("Somebody is getting it"), {State.CLAIMED, State.RECEIVED, State.DELIVERED}),
        (_("It has come true"), {State.FULFILLED}),
    ]
    here = next((n for n, (_title, states) in enumerate(way) if state in states), None)
    if here is None:
        return []
    marks = ["done"] * here + ["now"] + ["next"] * (len(way) - here - 1)
    return [Step(title, mark) for (title, _states), mark in zip(way, marks, strict=True)]
