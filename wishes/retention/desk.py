"""Erasures that guardians asked for, for moderators: what goes, what stays, yes or no."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from wishes.retention import asking
from wishes.retention.models import GuardianRequest
from wishes.staff import StaffRequest, moderators_only
from wishes.states import LifecycleError

DO, REFUSE = "do", "refuse"


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            (DO, gettext_lazy("Remove all but the proof of consent")),
            (REFUSE, gettext_lazy("Refuse")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Why not, for the guardian"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Goes into the letter, and is kept nowhere else."),
    )

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REFUSE and not cleaned.get("answer"):
            self.add_error("answer", _("Write why, so that the guardian understands."))
        return cleaned


@moderators_only
@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    asked = GuardianRequest.objects.waiting().select_related("wish")
    return render(request, "wishes/requests/waiting.html", {"asked": asked})


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(GuardianRequest.objects.waiting().select_related("wish"), pk=pk)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _decided(request, asked, form.cleaned_data)
    context = {"asked": asked, "form": form, "until": asking.proof_kept_until()}
    status = 422 if form.is_bound else 200
    return render(request, "wishes/requests/decide.html", context, status=status)


def _decided(request: StaffRequest, asked: GuardianRequest, answer: dict) -> HttpResponse:
    try:
        if answer["decision"] == DO:
            asking.erase(asked, request.user)
        else:
            asking.refuse(asked, request.user, answer["answer"])
    except asking.NotWaiting:
        messages.warning(request, _("Somebody has answered this request already."))
    except LifecycleError:
        messages.error(request, _("You told this wish, so others must decide about it."))
    else:
        messages.success(request, _("Answered; the letter is on its way."))
    return redirect("wish_requests")
