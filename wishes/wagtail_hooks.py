"""How wishes look in the admin; what may be done with them is in `wishes.permissions`."""

from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
    WorkflowMenuItem,
)
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from wishes.models import WishPage
from wishes.permissions import READ_DOSSIER, may_moderate
from wishes.states import State
from wishes.stories.views import allow as allow_in_story
from wishes.stories.views import make as make_story
from wishes.tree.desk import PRINT_CARDS, print_cards
from wishes.views.left_over import left_over_money
from wishes.views.lists import WishListsGroup, find_anew, keep_what_is_in_use


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_moderate(request.user) and request.user.has_perm(READ_DOSSIER)


@hooks.register("register_admin_urls")
def desk_urls():
    return [
        path("wishes/", include("wishes.desk_urls")),
        path("wish-money/", left_over_money, name="wish_money"),
        path("wish-tree/", print_cards, name="wish_tree"),
    ]


@hooks.register("register_admin_menu_item")
def desk_menu_item():
    return DeskMenuItem(
        _("Wishes to read"),
        reverse("wish_desk:queue"),
        name="wish-desk",
        icon_name="tasks",
        order=90,
    )


class TreeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PRINT_CARDS)


@hooks.register("register_admin_menu_item")
def tree_menu_item():
    return TreeMenuItem(
        _("Wish tree"),
        reverse("wish_tree"),
        name="wish-tree",
        icon_name="doc-full",
        order=96,
    )


@hooks.register("register_page_header_buttons")
def dossier_button(page, user, next_url=None, view_name=None):
    if isinstance(page, WishPage) and may_moderate(user) and user.has_perm(READ_DOSSIER):
        yield Button(
            _("Dossier beside the words"),
            reverse("wish_desk:review", args=[page.code]),
            icon_name="folder-open-inverse",
            priority=5,
        )


@hooks.register("register_admin_urls")
def story_urls():
    return [
        path("wish-stories/<slug:code>/", make_story, name="wish_story"),
        path("wish-stories/<slug:code>/<int:story>/", allow_in_story, name="wish_story_allow"),
    ]


@hooks.register("register_page_header_buttons")
def story_button(page, user, next_url=None, view_name=None):
    """One press from a wish that came true to its story."""
    if (
        isinstance(page, WishPage)
        and may_moderate(user)
        and user.has_perm(READ_DOSSIER)
        and page.wish.state == State.FULFILLED
    ):
        yield Button(
            _("Make a story of it"),
            reverse("wish_story", args=[page.code]),
            icon_name="openquote",
            priority=6,
        )


@hooks.register("construct_page_action_menu")
def no_way_round_the_workflow(menu_items, request, context):
    """A wish's workflow is decided, never cancelled or restarted from the menu.

    The modals of "ask for changes" and "do not accept" stay; they are the same decisions.
    """
    if isinstance(context.get("page"), WishPage):
        unwanted = (CancelWorkflowMenuItem, RestartWorkflowMenuItem)
        menu_items[:] = [item for item in menu_items if not isinstance(item, unwanted)]
        menu_items.sort(key=lambda item: isinstance(item, WorkflowMenuItem))


@hooks.register("before_delete_page")
@hooks.register("before_copy_page")
def wishes_stay_where_they_are(request, page):
    """What would take wishes along with a page above them is refused; the database does so too."""
    if WishPage.objects.descendant_of(page).exists():
        messages.error(request, _("There are wishes below this page, so it stays as it is."))
        return redirect("wagtailadmin_explore", page.pk)
    return None


@hooks.register("before_bulk_action")
def no_wishes_in_bulk(request, action_type, objects, action):
    """The same for the pages ticked in a list."""
    pages = [item for item in objects if isinstance(item, Page)]
    # With the pages below them, which Wagtail then asks nobody about.
    is_deep = action_type in ("publish", "unpublish") and request.POST.get("include_descendants")
    if action_type == "delete" or is_deep:
        refusals = (wishes_stay_where_they_are(request, page) for page in pages)
        return next(filter(None, refusals), None)
    return None


@hooks.register("before_delete_snippet")
def lists_keep_what_is_in_use(request, instances):
    return keep_what_is_in_use(request, instances)


@hooks.register("after_edit_snippet")
def search_follows_the_lists(request, instance):
    find_anew(instance)


register_snippet(WishListsGroup)
