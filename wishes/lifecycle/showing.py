"""Putting a wish on the site and taking it off: page, catalogue row and pictures at once."""

from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from images import children
from users.models import User
from wishes import catalogue, in_parts, notices, stories
from wishes.lifecycle import pictures
from wishes.lifecycle.moving import PUBLIC_STATUS, locked, move
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.moderation import gate, workflow
from wishes.states import State


@transaction.atomic
def publish(wish: Wish, revision: Revision, actor: User | None = None) -> Wish:
    """Put an approved revision on the site: page, catalogue row, audit entry and letter at once.

    Permission checks are skipped because nobody has the permission: the approvals take its place.
    The row comes first: the database lets no page of a wish be live without it.
    """
    wish = locked(wish)
    is_first_time = wish.published_at is None
    wish.published_at = wish.published_at or timezone.now()
    wish = move(wish, "publish", actor, revision=revision.pk)
    page = revision.as_object()
    gate.require_may_go_live(page)
    if page.image:
        children.belong_to(wish.code, [page.image.pk])
        page.image.put_back()
    catalogue.show(wish, page, PUBLIC_STATUS[State(wish.state)])
    PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
    in_parts.begin(page)
    if is_first_time:
        notices.published(wish)
    return wish


@transaction.atomic
def pause(wish: Wish, actor: User | None = None) -> Wish:
    """Off the site for now; `publish` brings it back."""
    wish = move(locked(wish), "pause", actor)
    take_off_the_site(wish, actor)
    return wish


@transaction.atomic
def reopen(wish: Wish, actor: User | None) -> Wish:
    """Off the site to be corrected; both approvals are asked for anew."""
    wish = locked(wish)
    wish.safeguarded_print = wish.approved_print = ""
    wish.safeguarded_by = wish.approved_by = None
    wish = move(wish, "reopen", actor)
    take_off_the_site(wish, actor)
    workflow.ensure_running(wish)
    return wish


@transaction.atomic
def expire(wish: Wish, actor: User | None = None) -> Wish:
    wish = move(locked(wish), "expire", actor)
    take_off_the_site(wish, actor)
    return wish


def take_off_the_site(wish: Wish, actor: User | None) -> None:
    """Row, page and every copy of its picture; the words stay, in case it comes back."""
    catalogue.remove(wish.code)
    page = WishPage.objects.get(pk=wish.page_id)
    if page.image:
        # A picture that nobody points to any more would still open at its old address.
        page.image.forget_renditions()
    if page.live:
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=actor)


def take_down(wish: Wish, actor: User | None) -> None:
    """For good, and the story too. Pictures of the child go wherever they are; another one unless
    something else shows it."""
    take_off_the_site(wish, actor)
    pictures.remove_those_of_the_child(wish)
    pictures.remove_for_good(wish)
    stories.take_down(wish, actor)
