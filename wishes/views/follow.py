"""The page of one application, by private link: how the wish stands, what is asked, what may be
taken back. Whoever told it sees it by the link of the application, an institution by its own."""

from typing import Any, NamedTuple

from django.db import transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from edge.origin import anonymous_form
from edge.private import private_link
from edge.see_other import SeeOther
from language.translated import LANGUAGES
from wishes import lifecycle
from wishes.dossiers import links, papers
from wishes.dossiers.models import Application, Consent
from wishes.moderation.texts import draft_of
from wishes.states import (
    IN_MODERATION,
    ON_THE_SITE,
    TRANSITIONS,
    WAITING,
    LifecycleError,
    State,
)
from wishes.telling import consenting, submission
from wishes.telling.answers import AnswerForm, NarrowForm, OptInForm, PaperForm, WithdrawForm
from wishes.views import thanking


class Step(NamedTuple):
    title: str
    state: str


@private_link
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    application = links.application_for(token)
    if application is None:
        raise Http404
    return application_page(request, application)


def application_page(
    request: HttpRequest, application: Application, back: str = ""
) -> HttpResponse:
    """Show it, or do what its forms ask for. `back` is the institution's own page."""
    if request.method != "POST":
        return _page(request, application, back)
    action = request.POST.get("action", "")
    name, form = _form_for(action, request, application)
    if form is None:
        return _moved_on(request, application, back)
    if action == "answer" and form.is_valid():
        form.hold_to_cap(draft_of(application.wish).category)
    if not form.is_valid():
        return _page(request, application, back, {name: form}, status=422)
    try:
        with transaction.atomic():
            _act(action, application, form)
    except LifecycleError:
        return _moved_on(request, application, back)
    except papers.PaperRefused as refusal:
        form.add_error("paper", refusal)
        return _page(request, application, back, {name: form}, status=422)
    return SeeOther(request.path)


def _form_for(action: str, request: HttpRequest, application: Application) -> tuple[str, Any]:
    """Under which name the page knows the form of `action`, and that form as it was sent; None
    where nothing of the kind can be done (any more)."""
    sent, files = request.POST, request.FILES
    if action == "withdraw":
        return "withdrawal", WithdrawForm(sent)
    if action == "paper":
        return "paper", PaperForm(sent, files) if _takes_papers(application) else None
    if action == "narrow":
        return "narrowing", _narrow_form(application, sent)
    if action == "opt_in":
        may = lifecycle.may_opt_in(application)
        return "opting_in", OptInForm(application, sent) if may else None
    return "answer", AnswerForm(sent, files)


def _act(action: str, application: Application, form: Any) -> None:
    """Raises LifecycleError where the wish has moved on, PaperRefused where there are too many."""
    wish, data = application.wish, form.cleaned_data
    language = get_language() or LANGUAGES[0]
    if action == "withdraw":
        lifecycle.withdraw(wish, why="guardian")
    elif action == "paper":
        papers.add(application, data["kind"], data["paper"])
    elif action == "narrow":
        lifecycle.narrow(wish, form.scope, form.languages, language=language)
    elif action == "opt_in":
        lifecycle.ask_to_opt_in(
            wish, data["name"], data["phone"], form.scope, tuple(data["languages"]),
            data["transfer_abroad"], language=language,
        )  # fmt: skip
    else:
        words = {name: data[name] for name in ("what", "why", "size")}
        submission.resend(wish, words, data["price"])
        # Last, so that no file is left behind by what was refused.
        if data["paper"]:
            papers.add(application, data["paper_kind"], data["paper"])


def _moved_on(request: HttpRequest, application: Application, back: str) -> HttpResponse:
    application.wish.refresh_from_db()
    problem = _("The wish has moved on meanwhile. This is how it stands now.")
    return _page(request, application, back, problem=problem, status=409)


def _takes_papers(application: Application) -> bool:
    return application.wish.state in WAITING


def _narrow_form(application: Application, sent: Any = None) -> NarrowForm | None:
    """None where there is no consent in force, or nothing in it that could go by itself."""
    consent = application.valid_consent()
    if consent is None or application.wish.page_id is None:
        return None
    page = draft_of(application.wish)
    written = [code for code in LANGUAGES if getattr(page, f"story_{code}")]
    form = NarrowForm(consent, written, sent)
    return form if form.fields else None


def _page(
    request: HttpRequest,
    application: Application,
    back: str,
    sent: dict[str, BaseForm] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    wish = application.wish
    page = draft_of(wish) if wish.page_id else None
    forms = _forms(application, page) | (sent or {})
    context = {
        "application": application,
        "back": back,
        "wish": wish,
        "draft": page,
        "state_label": wish.get_state_display(),
        "state_tone": tone_of(wish.state),
        "steps": _steps(wish.state),
        "is_asked": wish.state == State.CHANGES_REQUESTED,
        "is_rejected": wish.state == State.REJECTED,
        "may_withdraw": wish.state in TRANSITIONS["withdraw"][0],
        "consent": application.valid_consent(),
        "is_to_be_checked": application.consents.filter(state=Consent.State.ASKED).exists(),
        "papers": application.evidence.order_by("pk"),
        "own_wording": consenting.consent_wording(get_language() or LANGUAGES[0], by_subject=True),
        "problem": problem,
        "thanks_url": links.thanks_path(application, get_language())
        if thanking.given(wish)
        else "",
        "public_url": reverse("wishes:detail", args=[wish.code]) if wish.is_public else "",
        **forms,
    }
    return render(request, "wishes/follow.html", context, status=status)


def _forms(application: Application, page: Any) -> dict[str, BaseForm | None]:
    """Those that can be filled in as it stands, empty."""
    is_asked = application.wish.state == State.CHANGES_REQUESTED
    may_opt_in = lifecycle.may_opt_in(application)
    return {
        "answer": AnswerForm(initial=_said(application, page)) if is_asked else None,
        "paper": PaperForm() if _takes_papers(application) else None,
        "narrowing": _narrow_form(application),
        "opting_in": OptInForm(application) if may_opt_in else None,
        "withdrawal": WithdrawForm(),
    }


def _said(application: Application, page: Any) -> dict:
    return {
        "what": getattr(page, f"title_{application.language}"),
        "why": getattr(page, f"story_{application.language}"),
        "size": page.size,
        "price": page.price_tiyn,
    }


def tone_of(state: str) -> str:
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
    now = "done" if state == State.FULFILLED else "now"
    marks = ["done"] * here + [now] + ["next"] * (len(way) - here - 1)
    return [Step(title, mark) for (title, _states), mark in zip(way, marks, strict=True)]
