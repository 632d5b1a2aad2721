"""What families ask for, for moderators: to be forgotten, or, of age, to be shown again."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from audit.record import record
from users.staff import StaffRequest
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.models import Wish
from wishes.moderation import gate
from wishes.moderation.districts import readable_by
from wishes.retention import asking
from wishes.retention.models import GuardianRequest
from wishes.staff import moderators_only
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


class CheckForm(forms.Form):
    """How a moderator knows that it is the person whom the wish is about."""

    how = forms.ChoiceField(
        label=gettext_lazy("How do you know that it is they?"),
        choices=Consent.Checked.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Compare name and date of birth with the document. Keep no copy of it."
        ),
    )


@moderators_only
@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    mine = readable_by(request.user, Wish.objects.all())
    of_age = Consent.objects.asked().filter(application__wish__in=mine)
    context = {
        "asked": GuardianRequest.objects.waiting().filter(wish__in=mine).select_related("wish"),
        "of_age": of_age.select_related("application__wish").order_by("given_at"),
    }
    return render(request, "wishes/requests/waiting.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(GuardianRequest.objects.waiting().select_related("wish"), pk=pk)
    _require_own_place(request, asked.wish)
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
        messages.error(request, gate.OWN_WISH.message)
    else:
        messages.success(request, _("Answered; the letter is on its way."))
    return redirect("wish_requests")


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def of_age(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody who says that they are of age now and the one whom the wish is about."""
    found = Consent.objects.asked().select_related("application__wish", "application__child")
    asked = get_object_or_404(found, pk=pk)
    application = asked.application
    _require_own_place(request, application.wish)
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.POST.get("action") == REFUSE or (form.is_bound and form.is_valid()):
        return _checked(request, asked, form)
    record("dossier.read", application, request.user, {"wish": application.wish.code})
    before = application.consents.filter(state=Consent.State.LAPSED).order_by("-given_at").first()
    context = {"asked": asked, "application": application, "before": before, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "wishes/requests/of_age.html", context, status=status)


def _checked(request: StaffRequest, asked: Consent, form: CheckForm) -> HttpResponse:
    try:
        if request.POST.get("action") == REFUSE:
            lifecycle.refuse_opt_in(asked, request.user)
        else:
            lifecycle.opt_in(asked, form.cleaned_data["how"], request.user)
    except lifecycle.NothingToOptInto:
        messages.warning(request, _("Somebody has answered this request already."))
    except lifecycle.ToldByThem:
        messages.error(request, gate.OWN_WISH.message)
    else:
        messages.success(request, _("Done."))
    return redirect("wish_requests")


def _require_own_place(request: StaffRequest, wish: Wish) -> None:
    if not readable_by(request.user, Wish.objects.filter(pk=wish.pk)).exists():
        raise PermissionDenied
