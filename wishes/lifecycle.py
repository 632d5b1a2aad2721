"""Every change of a wish's state: one function each, which checks, changes and records.

The table of what may follow what is `wishes.states.TRANSITIONS`; a wrong step raises `WrongState`.
Each function locks the wish's row, writes one audit entry, and brings the public catalogue along in
the same transaction. Letters are written by `wishes.notices`, called from here so that none is
forgotten; they are sent after the commit.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from audit.record import record
from users.models import User
from wishes import catalogue, in_parts, notices
from wishes.dossiers.models import Application, Consent
from wishes.models.catalogue import PublicStatus
from wishes.models.page import WishPage
from wishes.models.reference import Reason
from wishes.models.wish import Wish
from wishes.moderation import gate, workflow
from wishes.states import ON_THE_SITE, LifecycleError, State, state_after

PUBLIC_STATUS = {
    State.PUBLISHED: PublicStatus.PUBLISHED,
    State.CLAIMED: PublicStatus.CLAIMED,
    State.RECEIVED: PublicStatus.CLAIMED,
    State.DELIVERED: PublicStatus.CLAIMED,
    State.FULFILLED: PublicStatus.FULFILLED,
}


class NotLetThrough(LifecycleError):
    """The gate found something; `obstacles` say what."""

    def __init__(self, obstacles: list[gate.Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__("; ".join(map(str, obstacles)))


def locked(wish: Wish) -> Wish:
    """The wish as it is now, held until the transaction ends."""
    return Wish.objects.select_for_update().get(pk=wish.pk)


def _move(wish: Wish, event: str, actor: User | None, **facts: object) -> Wish:
    """Take a locked wish along one line of the table, and write it down."""
    before, wish.state = wish.state, state_after(event, wish.state)
    wish.state_since = timezone.now()
    wish.save()
    record(f"wish.{event}", wish, actor, {"from": before, "to": wish.state, **facts})
    in_parts.end(wish, before)
    return wish


# --- Moderation -------------------------------------------------------------------------


@transaction.atomic
def open_review(wish: Wish, moderator: User) -> Wish:
    """A moderator has begun to read: the guardian sees that it is no longer only waiting."""
    wish = locked(wish)
    return _move(wish, "open_review", moderator) if wish.state == State.SUBMITTED else wish


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
    return _move(wish, "approve", moderator, print=page.fingerprint)


def _require(obstacles: list[gate.Obstacle]) -> None:
    if obstacles:
        raise NotLetThrough(obstacles)


@transaction.atomic
def ask_changes(wish: Wish, moderator: User, reason: Reason, note: str) -> Wish:
    wish = _move(locked(wish), "ask_changes", moderator, reason=reason.slug)
    _answer(wish, reason, note)
    notices.changes_asked(wish, reason, note)
    return wish


@transaction.atomic
def resubmit(wish: Wish, actor: User | None = None) -> Wish:
    """The guardian has answered (or a moderator takes the wish back into reading)."""
    wish = _move(locked(wish), "resubmit", actor)
    workflow.ensure_running(wish)
    return wish


@transaction.atomic
def reject(wish: Wish, moderator: User, reason: Reason, note: str) -> Wish:
    wish = _move(locked(wish), "reject", moderator, reason=reason.slug)
    _answer(wish, reason, note)
    notices.rejected(wish, reason, note)
    return wish


def _answer(wish: Wish, reason: Reason, note: str) -> None:
    """Kept for the guardian's own page, which tells what was asked."""
    Application.objects.filter(wish=wish).update(answer_reason=reason, answer_note=note)


# --- On the site and off it -------------------------------------------------------------


@transaction.atomic
def publish(wish: Wish, revision: Revision, actor: User | None = None) -> Wish:
    """Put an approved revision on the site: page, catalogue row, audit entry and letter at once.

    Permission checks are skipped because nobody has the permission: the approvals take its place,
    and the page refuses to be written as live without them (ValidationError).
    """
    wish = locked(wish)
    is_first_time = wish.published_at is None
    wish.published_at = wish.published_at or timezone.now()
    wish = _move(wish, "publish", actor, revision=revision.pk)
    PublishPageRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
    page = WishPage.objects.get(pk=wish.page_id)
    catalogue.show(wish, page, PUBLIC_STATUS[State(wish.state)])
    in_parts.begin(page)
    if is_first_time:
        notices.published(wish)
    return wish


@transaction.atomic
def pause(wish: Wish, actor: User | None = None) -> Wish:
    """Off the site for now; `publish` brings it back."""
    wish = _move(locked(wish), "pause", actor)
    _take_off_the_site(wish, actor)
    return wish


@transaction.atomic
def reopen(wish: Wish, actor: User) -> Wish:
    """Off the site to be corrected; both approvals are asked for anew."""
    wish = locked(wish)
    wish.safeguarded_print = wish.approved_print = ""
    wish.safeguarded_by = wish.approved_by = None
    wish = _move(wish, "reopen", actor)
    _take_off_the_site(wish, actor)
    workflow.ensure_running(wish)
    return wish


@transaction.atomic
def withdraw(wish: Wish, actor: User | None = None, *, why: str = "asked") -> Wish:
    """For good, with its consent: at the guardian's wish, or because consent has ended."""
    wish = _move(locked(wish), "withdraw", actor, why=why)
    _end_consents(wish, Consent.State.WITHDRAWN)
    _take_off_the_site(wish, actor)
    notices.withdrawn(wish)
    return wish


@transaction.atomic
def expire(wish: Wish, actor: User | None = None) -> Wish:
    wish = _move(locked(wish), "expire", actor)
    _take_off_the_site(wish, actor)
    return wish


def _end_consents(wish: Wish, state: str) -> None:
    """The database's own fence takes the catalogue row away with the consent."""
    Consent.objects.filter(application__wish=wish, state=Consent.State.GRANTED).update(
        state=state, ended_at=timezone.now()
    )


def _take_off_the_site(wish: Wish, actor: User | None) -> None:
    catalogue.remove(wish.code)
    page = WishPage.objects.get(pk=wish.page_id)
    if page.image:
        # A picture that nobody points to any more would still open at its old address.
        page.image.forget_renditions()
    if page.live:
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
    if page.current_workflow_state:
        page.current_workflow_state.cancel(user=actor)


def overdue_consents() -> QuerySet[Consent]:
    """Consents in the database as granted, whose term or whose child's childhood is over."""
    return Consent.objects.overdue().select_related("application__wish")


def apply_consents() -> int:
    """Take down what is shown although its consent is over: by its term, or by the 18th birthday.

    Safe to run at any time; returns how many consents it ended. Where one cannot be ended the
    others still are; the errors are raised after them, as an ExceptionGroup.
    """
    ended, errors = 0, []
    for consent in overdue_consents():
        try:
            ended += _end_overdue(consent)
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)
    if errors:
        raise ExceptionGroup("consents that could not be ended", errors)
    return ended


@transaction.atomic
def _end_overdue(consent: Consent) -> bool:
    """Whether it was still in force once the wish was locked."""
    wish = locked(consent.application.wish)
    if not overdue_consents().filter(pk=consent.pk).exists():
        return False
    is_over = consent.valid_until and consent.valid_until < timezone.localdate()
    state = Consent.State.EXPIRED if is_over else Consent.State.LAPSED
    _end_consents(wish, state)
    record("consent.end", consent, None, {"state": state})
    if wish.state in ON_THE_SITE:
        _move(wish, "withdraw", None, why=f"consent {state}")
        _take_off_the_site(wish, None)
    return True


# --- The gift's way ---------------------------------------------------------------------


def _follow(wish: Wish, event: str, actor: User | None) -> Wish:
    """A step that only changes where the public wish stands."""
    with transaction.atomic():
        wish = _move(locked(wish), event, actor)
        catalogue.set_status(wish, PUBLIC_STATUS[State(wish.state)])
        if wish.state == State.PUBLISHED:
            in_parts.begin(WishPage.objects.get(pk=wish.page_id))
        return wish


def claim(wish: Wish, actor: User | None = None) -> Wish:
    return _follow(wish, "claim", actor)


def release(wish: Wish, actor: User | None = None) -> Wish:
    return _follow(wish, "release", actor)


def receive(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "receive", actor)


def deliver(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "deliver", actor)


def fulfil(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "fulfil", actor)
