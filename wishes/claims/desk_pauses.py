"""Addresses that may not promise, at the hub's desk: moderators lift it, with a reason."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from users.staff import StaffRequest
from wishes.claims import pausing
from wishes.claims.desk import MOST, keepers_only
from wishes.claims.desk_forms import LiftForm
from wishes.claims.errors import ClaimError
from wishes.claims.models import ClaimPause
from wishes.permissions import may_moderate


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def paused(request: StaffRequest) -> HttpResponse:
    if not may_moderate(request.user):
        raise PermissionDenied
    wrong: tuple[int, LiftForm] | None = None
    if request.method == "POST":
        pause = get_object_or_404(ClaimPause, pk=_number(request.POST.get("pause", "")))
        form = LiftForm(request.POST, auto_id=f"pause-{pause.pk}-%s")
        if form.is_valid():
            _lift(request, pause, form.cleaned_data["reason"])
            return HttpResponseRedirect(reverse("claim_desk:paused"))
        wrong = (pause.pk, form)
    forms_by_pause = dict([wrong] if wrong else [])
    pauses = ClaimPause.objects.in_force()[:MOST]
    rows = [
        (one, forms_by_pause.get(one.pk) or LiftForm(auto_id=f"pause-{one.pk}-%s"))
        for one in pauses
    ]
    lifted = ClaimPause.objects.exclude(lifted_at=None).select_related("lifted_by")[:MOST]
    context = {"rows": rows, "lifted": lifted}
    return render(request, "claims/admin/paused.html", context, status=422 if wrong else 200)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None


def _lift(request: StaffRequest, pause: ClaimPause, reason: str) -> None:
    try:
        pausing.lift(pause, reason, request.user)
    except ClaimError:
        messages.error(request, _("Somebody has lifted it already."))
    else:
        messages.success(request, _("The address may promise gifts again."))
