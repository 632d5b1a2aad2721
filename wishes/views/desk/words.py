"""The public words of a wish, changed at the desk."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from users.staff import StaffRequest
from wishes.dossiers.models import Hit
from wishes.moderation import redaction
from wishes.moderation.texts import draft_of
from wishes.staff import moderators_only
from wishes.states import LifecycleError
from wishes.views.desk.door import back_to, wish_for
from wishes.views.desk.wish import Shown, review_page

WORDS = "#desk-words"


class AllowForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why it may stay"), max_length=300, min_length=3)


@moderators_only
@require_POST
def edit(request: StaffRequest, code: str) -> HttpResponse:
    wish = wish_for(request, code)
    form = redaction.RedactForm(request.POST, instance=draft_of(wish))
    if not form.is_valid():
        return review_page(request, wish, Shown(words=form), status=422)
    try:
        redaction.save_words(wish, form, request.user)
    except redaction.ChangedMeanwhile as error:
        again = _again(form, draft_of(wish).fingerprint)
        again.add_error(None, str(error))
        return review_page(request, wish, Shown(words=again), status=422)
    messages.success(request, _("The words are saved and screened anew."))
    return back_to(request, wish, WORDS)


def _again(form: redaction.RedactForm, seen: str) -> redaction.RedactForm:
    """What was typed, to be saved over the words that are shown beside it now."""
    again = redaction.RedactForm({**form.data, "seen": seen}, instance=form.instance)
    again.is_valid()
    return again


@moderators_only
@require_POST
def take_out(request: StaffRequest, code: str) -> HttpResponse:
    """Words that somebody named, out of one text."""
    wish = wish_for(request, code)
    form = redaction.TakeOutForm(draft_of(wish), request.POST)
    if not form.is_valid():
        return review_page(request, wish, Shown(take_out=form), status=422)
    said = form.cleaned_data
    try:
        redaction.take_out(wish, said["field"], said["words"], said["instead"], request.user)
    except LifecycleError as error:
        at_fault = "instead" if isinstance(error, redaction.DoesNotFit) else "words"
        form.add_error(at_fault, str(error))
        return review_page(request, wish, Shown(take_out=form), status=422)
    messages.success(request, _("It is taken out, and the words are screened anew."))
    return back_to(request, wish, WORDS)


@moderators_only
@require_POST
def hit(request: StaffRequest, code: str, hit_id: int) -> HttpResponse:
    """One thing that screening found: taken out, or allowed to stay with a reason."""
    wish = wish_for(request, code)
    found = get_object_or_404(Hit.objects.open(), pk=hit_id, application__wish=wish)
    if request.POST.get("action") == "take-out":
        _take_out_hit(request, found)
        return back_to(request, wish, WORDS)
    form = AllowForm(request.POST)
    if form.is_valid():
        redaction.allow_hit(found, request.user, form.cleaned_data["note"])
        messages.success(request, _("It may stay."))
    else:
        messages.error(request, _("Please say why it may stay."))
    return back_to(request, wish, WORDS)


def _take_out_hit(request: StaffRequest, hit: Hit) -> None:
    wish = hit.application.wish
    # By its place: the excerpt that is kept may be shorter than what was found.
    words = getattr(draft_of(wish), hit.field)[hit.start : hit.end]
    instead = request.POST.get("instead", "").replace("\x00", "")[:200]
    try:
        redaction.take_out(wish, hit.field, words, instead, request.user)
    except LifecycleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is taken out, and the words are screened anew."))
