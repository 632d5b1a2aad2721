"""The finance desk: what differs, what is held, what waits. For finance alone; POST for changes."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from audit.record import record
from campaigns.payments.admin.held import HeldForm, confirms
from campaigns.payments.admin.held import show as show_held
from campaigns.payments.gateway import GatewayError
from campaigns.payments.held import CannotRelease
from campaigns.payments.held_because import in_words
from campaigns.payments.messages import setting_aside
from campaigns.payments.models import Attempt, WebhookEvent
from campaigns.payments.states import AttemptState
from campaigns.reconciliation import desk, explaining, held
from campaigns.reconciliation.forms import AsideForm, NoteForm
from campaigns.reconciliation.looking_again import look_again
from campaigns.reconciliation.models import Difference, HeldDecision
from campaigns.reconciliation.public import last_reconciled
from campaigns.reconciliation.refusals import refusal
from jobs.wake import wake
from money.amounts import format_tenge
from users.staff import StaffRequest

View = Callable[..., HttpResponse]
_REFUSED = (
    GatewayError,
    CannotRelease,
    explaining.CannotExplain,
    setting_aside.CannotSetAside,
)


def finance_only(view: View) -> View:
    """For those who keep the books; never kept by a cache. A refusal of Stripe's is told."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.has_perm(desk.PERMISSION):
            raise PermissionDenied
        try:
            response = view(request, *args, **kwargs)
        except _REFUSED as error:
            messages.error(request, refusal(error))
            response = redirect("finance_desk:desk")
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


@finance_only
@require_safe
def show(request: StaffRequest) -> HttpResponse:
    groups = desk.differences_by_age()
    gifts = desk.gifts_of(one for group in groups for one in group.differences)
    stuck = desk.stuck_messages()
    context = {
        "groups": [
            (group.label, [(one, gifts.get(one.donation)) for one in group.differences])
            for group in groups
        ],
        "held": desk.held(),
        "stuck": stuck[: desk.MOST],
        "waiting": desk.waiting_elsewhere(),
        "runs": desk.last_runs(),
        "last_night": desk.last_night(),
        "trouble": desk.trouble(),
        "last_good": desk.last_good(),
        "reconciled": last_reconciled(),
    }
    return render(request, "reconciliation/desk.html", context)


@finance_only
@require_POST
def compare_now(request: StaffRequest) -> HttpResponse:
    wake("compare books with Stripe")
    messages.success(request, _("The books are being compared. Look again in a minute."))
    return redirect("finance_desk:desk")


@finance_only
def difference(request: StaffRequest, pk: int) -> HttpResponse:
    """One difference; POST: the reason why it may stay."""
    one = get_object_or_404(Difference.objects.select_related("noted_by", "resolved_by"), pk=pk)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        explaining.explain(one, form.cleaned_data["note"], request.user)
        messages.success(request, _("Written down. Another person has to agree."))
        return redirect("finance_desk:difference", pk)
    context = {
        "difference": one,
        "gift": desk.gifts_of([one]).get(one.donation),
        "form": form,
        "is_mine": one.noted_by_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "reconciliation/difference.html", context, status=status)


@finance_only
@require_POST
def look_again_at(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Difference.objects.open(), pk=pk)
    record("difference.looked_at", one, request.user, {"source": one.source})
    if look_again(one):
        messages.success(request, _("It matches now."))
    else:
        messages.warning(request, _("It still differs."))
    return redirect("finance_desk:desk")


@finance_only
@require_POST
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Difference.objects.open(), pk=pk)
    # What was read is what is agreed to.
    if one.noted_at is None or one.noted_at.isoformat() != request.POST.get("noted_at"):
        raise explaining.CannotExplain("gone")
    explaining.agree(one, request.user)
    messages.success(request, _("Explained. It stands on the desk no longer."))
    return redirect("finance_desk:desk")


@finance_only
def held_payment(request: StaffRequest, pk: int) -> HttpResponse:
    """One payment that is held; POST: what should become of it."""
    held_ones = Attempt.objects.filter(state=AttemptState.QUARANTINED)
    attempt = get_object_or_404(held_ones.select_related("donation__fund"), pk=pk)
    form = HeldForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        held.propose(attempt, **form.cleaned_data, by=request.user)
        messages.success(request, _("Proposed. Another person has to confirm."))
        return redirect("finance_desk:held", pk)
    gift = attempt.donation
    decision = HeldDecision.objects.open().filter(attempt=attempt).first()
    return show_held(
        request,
        form,
        decision,
        facts=[
            (_("Gift"), gift.pk, reverse("gifts:inspect", args=[gift.pk])),
            (_("Fund"), gift.fund, ""),
            (_("Sum asked for"), format_tenge(gift.amount_tiyn), ""),
            (_("Held because"), in_words(gift.quarantine_reason), ""),
        ],
        back=(reverse("finance_desk:desk"), _("Back to the desk")),
        decide_url=decision and reverse("finance_desk:decide", args=[decision.pk]),
    )


@finance_only
@require_POST
def recheck(request: StaffRequest, pk: int) -> HttpResponse:
    held.recheck(get_object_or_404(Attempt.objects.select_related("donation"), pk=pk), request.user)
    messages.success(request, _("Nothing differs any more: the gift is entered."))
    return redirect("finance_desk:desk")


@finance_only
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """A proposal is confirmed, or taken back."""
    decision = get_object_or_404(HeldDecision.objects.select_related("attempt__donation"), pk=pk)
    if confirms(request):
        gift = held.confirm(decision, request.user)
        messages.success(request, _("Done: gift %(number)s.") % {"number": gift.pk})
    else:
        held.withdraw(decision, request.user)
        messages.success(request, _("The proposal is taken back."))
    return redirect("finance_desk:desk")


@finance_only
@require_POST
def try_message(request: StaffRequest, pk: int) -> HttpResponse:
    """A message that could not be handled is due again at once."""
    event = get_object_or_404(WebhookEvent.objects.unhandled(), pk=pk)
    WebhookEvent.objects.unhandled().filter(pk=pk).update(next_attempt_at=Now())
    record("message.tried_again", event, request.user)
    wake("work off the Stripe inbox")
    messages.success(request, _("The message is being handled. Look again in a minute."))
    return redirect("finance_desk:desk")


@finance_only
def message(request: StaffRequest, pk: int) -> HttpResponse:
    """One message from Stripe; POST: the reason why it is set aside."""
    people = WebhookEvent.objects.select_related("noted_by", "set_aside_by")
    event = get_object_or_404(people, pk=pk)
    form = AsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        setting_aside.propose(event, form.cleaned_data["note"], request.user)
        messages.success(request, _("Written down. Another person has to agree."))
        return redirect("finance_desk:message", pk)
    context = {"event": event, "form": form, "is_mine": event.noted_by_id == request.user.pk}
    status = 422 if form.is_bound else 200
    return render(request, "reconciliation/message.html", context, status=status)


@finance_only
@require_POST
def set_message_aside(request: StaffRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(WebhookEvent.objects.unhandled(), pk=pk)
    # What was read is what is agreed to.
    if event.noted_at is None or event.noted_at.isoformat() != request.POST.get("noted_at"):
        raise setting_aside.CannotSetAside("gone")
    setting_aside.agree(event, request.user)
    messages.success(request, _("Set aside. It stands on the desk no longer."))
    return redirect("finance_desk:desk")
