"""One wish on the desk: the dossier beside the words, and the decisions."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from audit.record import record
from users.staff import StaffRequest
from wishes import lifecycle
from wishes.dossiers.models import Application
from wishes.models.page import WishPage
from wishes.models.reference import Reason
from wishes.models.wish import Wish
from wishes.moderation import (
    answering,
    assigning,
    decisions,
    gate,
    marking,
    notes,
    redaction,
    told_twice,
    warnings,
    workflow,
)
from wishes.moderation.models import Reading
from wishes.moderation.queue import Desk, Narrowing
from wishes.moderation.texts import draft_of
from wishes.moderation.working_days import calendar
from wishes.staff import moderators_only
from wishes.states import TRANSITIONS, WAITING, State
from wishes.views.desk.door import address_of, wish_for

KINDS = {decisions.CHANGES: Reason.Kind.CHANGES, decisions.REJECT: Reason.Kind.REJECT}
# What explains itself where it stands: each hit is marked in the text.
SHOWN_ELSEWHERE = {"hit"}


@dataclass
class Shown:
    """What the page shows again after it was sent: forms with errors, an answer half written."""

    words: redaction.RedactForm | None = None
    take_out: redaction.TakeOutForm | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    answered: str = ""
    letter: answering.Letter | None = None
    reason_is_missing: bool = False


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: StaffRequest, code: str) -> HttpResponse:
    """The dossier beside the words. POST: a decision, sent from the forms of this page."""
    wish = wish_for(request, code, Wish.objects.select_related("page"))
    if request.method == "POST":
        return _decide(request, wish)
    wish = lifecycle.open_review(wish, request.user)
    workflow.restart_if_gone(wish)
    return review_page(request, wish)


def _decide(request: StaffRequest, wish: Wish) -> HttpResponse:
    if action := request.POST.get("preview", ""):
        return _preview(request, wish, action)
    action = request.POST.get("action", "")
    if action in KINDS and _answer(request, wish, action) is None:
        return review_page(request, wish, _answer_again(request, action), status=422)
    narrowing = Narrowing(request.GET)
    following = Desk(request.user, calendar()).around(wish, narrowing).next
    if decisions.decide(wish, request.user, action, request.POST):
        text = _("Not approved: something is open, or the words have just changed. Look again.")
        messages.error(request, text)
        return HttpResponseRedirect(address_of(wish.code, narrowing))
    # The next wish comes at once: the code says which one this was.
    done = {"code": wish.code, "decision": decisions.LABELS[action]}
    messages.success(request, _("%(code)s is done: %(decision)s.") % done)
    return HttpResponseRedirect(address_of(following, narrowing))


def _answer(request: StaffRequest, wish: Wish, action: str) -> answering.Answer | None:
    return answering.answer_from(KINDS[action], wish.application.language, request.POST)


def _answer_again(request: StaffRequest, action: str) -> Shown:
    return Shown(answer=request.POST.dict(), answered=action, reason_is_missing=True)


def _preview(request: StaffRequest, wish: Wish, action: str) -> HttpResponse:
    answer = _answer(request, wish, action) if action in KINDS else None
    shown = _answer_again(request, action)
    if answer is None:
        return review_page(request, wish, shown, status=422)
    shown.reason_is_missing = False
    shown.letter = answering.letter(wish, answer)
    return review_page(request, wish, shown)


def review_page(
    request: StaffRequest, wish: Wish, shown: Shown | None = None, status: int = 200
) -> HttpResponse:
    shown = shown or Shown()
    found = Application.objects.select_related("child", "guardian")
    application = get_object_or_404(found, wish=wish)
    others = warnings.others_at(application, request.user)
    record("dossier.read", application, request.user, {"wish": wish.code})
    page = draft_of(wish)
    narrowing = Narrowing(request.GET)
    context = {
        "wish": wish,
        "page": page,
        "application": application,
        "consent": application.consents.order_by("-given_at").first(),
        "evidence": application.evidence.all(),
        "notes": application.notes.select_related("author"),
        "note_form": notes.NoteForm(label_suffix=""),
        "others": others,
        "warnings": told_twice.warnings_about(application),
        "narrowing": narrowing,
        "queue_url": address_of("", narrowing),
        **_way(request, wish, narrowing),
        **_words(wish, page, application, shown),
        **_decisions(request, wish, page, application, shown),
    }
    return render(request, "wishes/desk/review.html", context, status=status)


def _way(request: StaffRequest, wish: Wish, narrowing: Narrowing) -> dict[str, Any]:
    """Before, after, since when and with whom."""
    desk = Desk(request.user, calendar())
    around = desk.around(wish, narrowing)
    return {
        "around": around,
        "previous_url": around.previous and address_of(around.previous, narrowing),
        "next_url": around.next and address_of(around.next, narrowing),
        "row": desk.row(wish),
        "reader": Reading.objects.filter(wish=wish).values_list("reader", flat=True).first(),
        "moderators": assigning.moderators(),
    }


def _words(wish: Wish, page: WishPage, application: Application, shown: Shown) -> dict[str, Any]:
    texts = marking.marked_texts(page, application)
    return {
        "texts": texts,
        "open_hits": sum(line.is_open for text in texts for line in text.hits),
        "words": shown.words or redaction.RedactForm(instance=page),
        "take_out": shown.take_out or redaction.TakeOutForm(page),
        "may_edit": wish.state in WAITING,
    }


def _decisions(
    request: StaffRequest, wish: Wish, page: WishPage, application: Application, shown: Shown
) -> dict[str, Any]:
    obstacles = gate.obstacles_to_step(page, request.user) if wish.state in WAITING else []
    offered = [name for name, _label, _more in decisions.available(page, request.user)]
    return {
        "step": page.current_workflow_task,
        "offered": offered,
        "obstacles": [each for each in obstacles if each.code not in SHOWN_ELSEWHERE],
        "seen": page.fingerprint,
        "answers": [
            _answer_part(action, kind, application, shown)
            for action, kind in KINDS.items()
            if action in offered
        ],
        "may_tell": wish.state == State.FULFILLED,
        "may_reopen": wish.state in TRANSITIONS["reopen"][0],
        "may_withdraw": wish.state in TRANSITIONS["withdraw"][0] and wish.state not in WAITING,
    }


def _answer_part(action: str, kind: str, application: Application, shown: Shown) -> dict[str, Any]:
    """One of the two answers to a guardian, as it stands in the page."""
    is_this = shown.answered == action
    return {
        "action": action,
        "label": decisions.LABELS[action],
        "choices": answering.choices(kind, application.language, shown.answer if is_this else {}),
        "is_open": is_this,
        "is_missing": is_this and shown.reason_is_missing,
        "letter": shown.letter if is_this else None,
    }
