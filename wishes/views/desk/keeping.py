"""What is done about a wish besides deciding: who has it, notes, its files, off the site."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from audit.record import record
from users.models import User
from users.staff import StaffRequest
from wishes import lifecycle
from wishes.dossiers import papers
from wishes.dossiers.models import Evidence
from wishes.models.wish import Wish
from wishes.moderation import assigning, notes
from wishes.moderation.districts import readable_by
from wishes.staff import moderators_only
from wishes.states import LifecycleError
from wishes.views.desk.door import back_to, wish_for


@moderators_only
@require_POST
def assign(request: StaffRequest, code: str) -> HttpResponse:
    wish = wish_for(request, code)
    give(request, [wish])
    if readable_by(request.user, Wish.objects.filter(pk=wish.pk)).exists():
        return back_to(request, wish)
    # Given out of one's own places.
    return HttpResponseRedirect(reverse("wish_desk:queue"))


def give(request: StaffRequest, wishes: Iterable[Wish]) -> None:
    """Give `wishes` to whom the form names: a moderator's number, or nobody."""
    reader = _named(request.POST.get("to", ""))
    given = sum(assigning.assign(wish, reader, request.user) for wish in wishes)
    if reader is None:
        text = ngettext(
            "%(n)s wish is with nobody now.", "%(n)s wishes are with nobody now.", given
        )
    else:
        text = ngettext("%(who)s has %(n)s wish more.", "%(who)s has %(n)s wishes more.", given)
    messages.success(request, text % {"n": given, "who": reader})


def _named(number: str) -> User | None:
    """PermissionDenied for somebody who is no moderator."""
    if not number:
        return None
    found = assigning.moderators().filter(pk=number if number.isdecimal() else 0).first()
    if found is None:
        raise PermissionDenied
    return found


@moderators_only
@require_POST
def note(request: StaffRequest, code: str) -> HttpResponse:
    wish = wish_for(request, code)
    form = notes.NoteForm(request.POST)
    if form.is_valid():
        notes.write(wish, request.user, form.cleaned_data["text"])
        messages.success(request, _("The note is kept. Only moderators see it."))
    else:
        messages.error(request, _("Please write the note, in 1000 letters at most."))
    return back_to(request, wish, "#desk-notes")


@moderators_only
@require_POST
def take_off(request: StaffRequest, code: str) -> HttpResponse:
    """Off the site: to be corrected, or for good."""
    wish = wish_for(request, code)
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
    return back_to(request, wish)


@moderators_only
@require_safe
def evidence(request: StaffRequest, code: str, evidence_id: int) -> FileResponse:
    """A private file, to one pair of eyes at a time."""
    wish = wish_for(request, code)
    found = get_object_or_404(Evidence, pk=evidence_id, application__wish=wish)
    record("dossier.read_file", found, request.user, {"wish": code, "kind": found.kind})
    return papers.response(found, code)
