"""The two steps of the workflow "Wish moderation".

What they decide, and for whom, is in `wishes.moderation.decisions`: the moderators' desk takes
the same way.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from wishes.permissions import may_moderate

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WishTask(Task):
    # The step's name is a row of Wagtail's, and so in one language; this is what people read.
    step_label: "StrOrPromise" = ""

    class Meta:
        abstract = True

    def user_can_access_editor(self, obj, user) -> bool:
        return may_moderate(user)

    def locked_for_user(self, obj, user) -> bool:
        return not may_moderate(user)

    def user_can_lock(self, obj, user) -> bool:
        return may_moderate(user)

    def get_actions(self, obj, user) -> list[tuple]:
        from wishes.moderation import decisions

        return decisions.available(obj.specific, user)

    def get_form_for_action(self, action):
        from wishes.moderation import decisions

        return decisions.form_for(action)

    def on_action(self, task_state, user, action_name, **kwargs):
        from wishes.moderation import decisions

        return decisions.act(task_state, user, action_name, kwargs)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """None here: the queue is the moderators' desk, where the dossier stands beside."""
        return TaskState.objects.none()


class SafeguardingTask(WishTask):
    """Consent is valid, nothing personal is left in the text, the price is under the cap."""

    step_label = _("safeguarding")

    class Meta:
        verbose_name = _("safeguarding of a wish")
        verbose_name_plural = _("safeguarding of wishes")

    @classmethod
    def get_description(cls):
        return _("A moderator checks consent, personal data and price")


class EditorialTask(WishTask):
    """Somebody else reads the same words as the public will."""

    step_label = _("last reading")

    class Meta:
        verbose_name = _("last reading of a wish")
        verbose_name_plural = _("last readings of wishes")

    @classmethod
    def get_description(cls):
        return _("Another moderator reads the text and lets it go on the site")
