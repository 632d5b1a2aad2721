"""The workflow "Wish moderation": made by the site itself, so that no installation lacks it."""

from django.db import transaction
from wagtail.models import Task, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from wishes.models.index import WishIndexPage
from wishes.models.page import WishPage
from wishes.models.tasks import EditorialTask, SafeguardingTask
from wishes.models.wish import Wish
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
