"""Reading a wish and deciding about it."""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from users.models import User
from wishes import notices
from wishes.dossiers.models import Application
from wishes.lifecycle.moving import locked, move
from wishes.models.page import WishPage
from wishes.models.reference import Reason
from wishes.models.wish import Wish
from wishes.moderation import gate, workflow
from wishes.states import LifecycleError, State


class NotLetThrough(LifecycleError):
    """The gate found something; `obstacles` say what."""

    def __init__(self, obstacles: list[gate.Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__("; ".join(map(str, obstacles)))


@transaction.atomic
def open_review(wish: Wish, moderator: User) -> Wish:
    """A moderator has begun to read: the guardian sees that it is no longer only waiting."""
    wish = locked(wish)
    return move(wish, "open_review", moderator) if wish.state == State.SUBMITTED else wish


@transaction.atomic
def safeguard(wish: Wish, page: WishPage, moderator: User) -> Wish:
    """The first of the two approvals, of exactly these words; raises NotLetThrough."""
    wish = locked(wish)
    _require(gate.obstacles_to_step(page, moderator))
    wish.safeguarded_by, wish.safeguarded_at = moderator, timezone.now()
    wish.safeguarded_print = page.fingerprint
    wish.approved_by, wish.approved_at, wish.approved_print = None, None, ""
    wish.save()
    record("wish.safeguard", wish, moderator, {"print": page.fingerprint})
    return wish


@transaction.atomic
def approve(wish: Wish, page: WishPage, moderator: User) -> Wish:
    """The second approval, by another person; raises NotLetThrough."""
    wish = locked(wish)
    _require(gate.obstacles_to_step(page, moderator))
    wish.approved_by, wish.approved_at = moderator, timezone.now()
    wish.approved_print = page.fingerprint
    return move(wish, "approve", moderator, print=page.fingerprint)


def _require(obstacles: list[gate.Obstacle]) -> None:
    if obstacles:
        raise NotLetThrough(obstacles)


@transaction.atomic
def ask_changes(wish: Wish, moderator: User, reason: Reason, note: str) -> Wish:
    wish = move(locked(wish), "ask_changes", moderator, reason=reason.slug)
    _answer(wish, reason, note)
    notices.changes_asked(wish, reason, note)
    return wish


@transaction.atomic
def resubmit(wish: Wish, actor: User | None = None) -> Wish:
    """The guardian has answered (or a moderator takes the wish back into reading)."""
    wish = move(locked(wish), "resubmit", actor)
    workflow.ensure_running(wish)
    return wish


@transaction.atomic
def reject(wish: Wish, moderator: User, reason: Reason, note: str) -> Wish:
    wish = move(locked(wish), "reject", moderator, reason=reason.slug)
    _answer(wish, reason, note)
    notices.rejected(wish, reason, note)
    return wish


def _answer(wish: Wish, reason: Reason, note: str) -> None:
    """Kept for the guardian's own page, which tells what was asked."""
    Application.objects.filter(wish=wish).update(answer_reason=reason, answer_note=note)
