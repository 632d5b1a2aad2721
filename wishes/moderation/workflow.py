"""The workflow "Wish moderation": made by the site itself, so that no installation lacks it."""

from django.db import transaction
from wagtail.models import Task, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from users.models import User
from wishes.models.index import WishIndexPage
from wishes.models.page import WishPage
from wishes.models.tasks import EditorialTask, SafeguardingTask
from wishes.models.wish import Wish
from wishes.moderation.models import Reading
from wishes.states import WAITING

NAME = "Wish moderation"
STEPS = ((SafeguardingTask, "Safeguarding"), (EditorialTask, "Editorial"))


@transaction.atomic
def ensure_workflow(index: WishIndexPage) -> Workflow:
    """The workflow with its two steps in order, assigned to all wishes below `index`.

    Calling it again repairs what is missing and changes nothing else.
    """
    # The lock keeps two first wishes from making it twice: names of workflows are not unique.
    WishIndexPage.objects.select_for_update(of=["self"]).get(pk=index.pk)
    workflow = Workflow.objects.filter(name=NAME, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
    for position, (model, name) in enumerate(STEPS):
        task = model.objects.filter(active=True).first() or model.objects.create(name=name)
        WorkflowTask.objects.get_or_create(
            workflow=workflow,
            task=Task.objects.get(pk=task.pk),
            defaults={"sort_order": position},
        )
    WorkflowPage.objects.update_or_create(page=index, defaults={"workflow": workflow})
    return workflow


def ensure_running(wish: Wish) -> WorkflowState | None:
    """The running workflow of a wish that has just come (back) to the moderators.

    From now on it waits for us: `wish.state_since` is the moment.
    """
    Reading.objects.update_or_create(wish=wish, defaults={"waiting_since": wish.state_since})
    return restart_if_gone(wish)


def restart_if_gone(wish: Wish) -> WorkflowState | None:
    """The running workflow of a wish that waits for a moderator, started anew where it is gone.

    Somebody may have cancelled or deactivated it in the admin: the wish must not be lost by that.
    """
    page = WishPage.objects.get(pk=wish.page_id)
    state = page.current_workflow_state
    if wish.state not in WAITING:
        return state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return state
    if state is not None:
        # Changed words begin at the first step again.
        state.cancel(user=None)
    index = WishIndexPage.objects.ancestor_of(page).first()
    return ensure_workflow(index).start(page, user=None)


def back_to_safeguarding(page: WishPage, user: User) -> bool:
    """From the last reading to the first step; False where the page is not at the last one."""
    task_state = page.current_workflow_task_state
    if task_state is None or not isinstance(task_state.task.specific, EditorialTask):
        return False
    state = task_state.workflow_state
    task_state.status, task_state.finished_by = TaskState.STATUS_CANCELLED, user
    task_state.save()
    state.current_task_state = task_state
    state.update(user=user, next_task=SafeguardingTask.objects.filter(active=True).first())
    return True
