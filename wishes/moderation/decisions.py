"""What a moderator may decide about a wish, and doing it: for workflow and desk alike."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from users.models import User
from wishes import lifecycle
from wishes.models.page import WishPage
from wishes.models.tasks import SafeguardingTask
from wishes.models.wish import Wish
from wishes.moderation import answering, gate, workflow
from wishes.moderation.districts import may_open
from wishes.permissions import may_moderate
from wishes.states import WAITING

APPROVE, CHANGES, REJECT, RECHECK = "approve", "changes", "reject", "recheck"
LABELS = {
    APPROVE: _("Approve"),
    CHANGES: _("Ask for changes"),
    REJECT: _("Do not accept"),
    RECHECK: _("Back to safeguarding"),
}


FORMS: dict[str, type[answering.ReasonForm]] = {
    CHANGES: answering.ChangesForm,
    REJECT: answering.RejectForm,
}


def form_for(action: str) -> type[forms.Form]:
    """What has to be said with the decision; an empty form where that is nothing."""
    return FORMS.get(action, forms.Form)


def available(page: WishPage, user: User) -> list[tuple[str, Any, bool]]:
    """The decisions open to `user` now, as Wagtail wants them: name, label, asks for more.

    Judged on the newest words, not on those that the task once began with.
    """
    wish = Wish.objects.filter(page_id=page.pk).first()
    if wish is None or wish.state not in WAITING or not may_decide(page, user):
        return []
    latest = page.get_latest_revision_as_object()
    names = []
    obstacles = gate.obstacles_to_step(latest, user)
    if not obstacles:
        names.append(APPROVE)
    elif gate.NOT_SAFEGUARDED in obstacles:
        names.append(RECHECK)
    if not gate.was_told_by(wish, user):
        names += [CHANGES, REJECT]
    return [(name, LABELS[name], name in FORMS) for name in names]


def may_decide(page: WishPage, user: User) -> bool:
    return may_moderate(user) and may_open(user, page.pk, page.place_id)


@transaction.atomic
def act(task_state: TaskState, user: User, action: str, data: dict[str, Any]) -> str | None:
    """Take a decision. Returns where to look when it could not be taken, None when it was.

    The wish's row is locked first, so that of two people deciding at once the second sees what
    the first did. PermissionDenied where the step is no longer open or the decision is not one
    of `user`'s; a gate that has closed meanwhile is no error but a reason to look again, and so
    are other words than those that `data["seen"]` says were on the screen.
    """
    page_id = int(task_state.workflow_state.object_id)
    wish = Wish.objects.select_for_update().get(page_id=page_id)
    task_state = TaskState.objects.get(pk=task_state.pk).specific
    page = WishPage.objects.get(pk=page_id).get_latest_revision_as_object()
    if task_state.status != TaskState.STATUS_IN_PROGRESS or not may_decide(page, user):
        raise PermissionDenied
    if action not in {name for name, _label, _more in available(page, user)}:
        if action == APPROVE:
            return reverse("wish_desk:review", args=[wish.code])
        raise PermissionDenied
    if action == APPROVE:
        if data.get("seen") not in (None, "", page.fingerprint):
            return reverse("wish_desk:review", args=[wish.code])
        _approve(wish, page, task_state, user)
    elif action == RECHECK:
        workflow.back_to_safeguarding(page, user)
    else:
        return _answer_guardian(wish, task_state, user, action, data)
    return None


def _approve(wish: Wish, page: WishPage, task_state: TaskState, user: User) -> None:
    if isinstance(task_state.task.specific, SafeguardingTask):
        lifecycle.safeguard(wish, page, user)
    else:
        lifecycle.approve(wish, page, user)
    # After the last step this finishes the workflow, which publishes through `WishPage.publish`.
    task_state.approve(user=user)


def _answer_guardian(
    wish: Wish, task_state: TaskState, user: User, action: str, data: dict[str, Any]
) -> str | None:
    # Wagtail hands over what the browser sent, so it is checked once more.
    answer = answering.answer_from(FORMS[action].kind, wish.application.language, data)
    if answer is None:
        return reverse("wish_desk:review", args=[wish.code])
    # The reason alone: what is written to one guardian does not belong into Wagtail's history.
    task_state.reject(user=user, comment=str(answer.reason))
    if action == CHANGES:
        lifecycle.ask_changes(wish, user, answer.reason, answer.text)
        return None
    lifecycle.reject(wish, user, answer.reason, answer.text)
    task_state.workflow_state.refresh_from_db()
    task_state.workflow_state.cancel(user=user)
    return None


def decide(wish: Wish, user: User, action: str, data: dict[str, Any]) -> str | None:
    """`act` for the desk, which knows the wish and not Wagtail's task."""
    state = WishPage.objects.get(pk=wish.page_id).current_workflow_task_state
    if state is None:
        raise PermissionDenied
    return act(state, user, action, data)
