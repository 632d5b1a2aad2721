"""Who may do what with wishes, whatever page permissions say.

Page permissions are inherited down the tree, so a right to publish given somewhere above would
reach every wish. A wish therefore answers for itself: it is edited by moderators, and it goes on
and off the site through its lifecycle alone, for everybody, superusers included.
"""

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import Page
from wagtail.models.pages import PagePermissionTester

MODERATE = "wishes.moderate_wish"
READ_DOSSIER = "dossiers.read_dossier"


def may_moderate(user) -> bool:
    return user.is_active and user.has_perm(MODERATE)


class FixedPagePermissions(PagePermissionTester):
    """A page that nobody moves, copies, deletes or reorders from the admin."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Page) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        """The workflow is for wishes, and those are in it from their first day.

        A correction begins at the desk; the list or a folder handed in would stay locked for good.
        """
        return False


class WishPagePermissions(FixedPagePermissions):
    def can_edit(self) -> bool:
        return may_moderate(self.user) and self._is_in_own_places()

    def can_view_revisions(self) -> bool:
        return self.can_edit()

    def _is_in_own_places(self) -> bool:
        from wishes.moderation.districts import may_open

        return may_open(self.user, self.page.pk, self.page.place_id)

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False


class Decided(BaseLock):
    """On words that do not wait for the moderators: the page editor shows them, and saves none.

    For everybody: words saved beside those that two people approved would be nobody's.
    """

    def for_user(self, user) -> bool:
        return True

    def get_message(self, user) -> str:
        return _(
            "Nobody changes words that were decided about. A wish that nobody has promised yet is "
            "taken off the site to be corrected, under “Dossier beside the words”."
        )


class BucketPermissions(WishPagePermissions):
    """The season folders of the tree: made by the site itself, never edited."""

    def can_edit(self) -> bool:
        return False
