"""Somebody has come of age: the guardian's consent is over, and they may agree for themselves."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from audit.record import record
from wishes import catalogue
from wishes.dossiers.models import Application, Consent
from wishes.lifecycle.moving import PUBLIC_STATUS, locked, move
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.moderation import gate, texts, workflow
from wishes.states import LifecycleError, State
from wishes.telling import consenting


class NothingToOptInto(LifecycleError):
    """No consent of theirs has ended by a birthday, or there is one in force already."""


def may_opt_in(application: Application) -> bool:
    last = application.consents.order_by("-given_at", "-pk").first()
    return (
        last is not None
        and last.state == Consent.State.LAPSED
        and application.child.adult_from <= timezone.localdate()
        and application.wish.state not in (State.ANONYMISED, State.EXPIRED)
    )


@transaction.atomic
def opt_in(
    wish: Wish,
    name: str,
    scope: tuple[str, ...],
    languages: tuple[str, ...],
    transfer_abroad: bool,
    *,
    language: str,
) -> Wish:
    """A new consent, given by the young adult `name`; the wish comes back to where it stood.

    What had come true is shown again as it was, without its picture; anything else is read by
    moderators first. Raises NothingToOptInto.
    """
    wish = locked(wish)
    application = Application.objects.select_related("child").get(wish=wish)
    if not may_opt_in(application):
        raise NothingToOptInto
    lapsed = application.consents.order_by("-given_at", "-pk")[0]
    with override(language):
        capacity = gettext("of age, for themselves")
    consent = Consent.objects.create(
        application=application,
        given_by_subject=True,
        giver_name=name,
        giver_capacity=capacity,
        child_assent=Consent.Assent.SELF,
        scope=list(scope),
        languages=list(languages),
        transfer_abroad=transfer_abroad,
        **consenting.written_down(language, scope, languages, transfer_abroad, by_subject=True),
    )
    record("consent.opt_in", consent, None, {"wish": wish.code})
    if wish.state == State.WITHDRAWN:
        _bring_back(wish, came_true=lapsed.ended_while == State.FULFILLED)
    wish.refresh_from_db()
    return wish


def _bring_back(wish: Wish, *, came_true: bool) -> None:
    page = texts.draft_of(wish)
    texts.rescreen(page, wish.application)
    if came_true and wish.approved_print and _is_shown_again(wish, page):
        return
    wish.refresh_from_db()
    wish.safeguarded_print = wish.approved_print = ""
    wish.safeguarded_by = wish.approved_by = None
    move(wish, "come_back", None)
    workflow.ensure_running(wish)


def _is_shown_again(wish: Wish, page: WishPage) -> bool:
    """Whether the new consent and today's screening let it stand where it stood."""
    point = transaction.savepoint()
    # The words are those that two people approved; only a picture may be gone.
    wish.safeguarded_print = wish.approved_print = page.fingerprint
    move(wish, "show_again", None)
    if gate.obstacles_to_going_live(page):
        transaction.savepoint_rollback(point)
        return False
    catalogue.show(wish, page, PUBLIC_STATUS[State.FULFILLED])
    PublishPageRevisionAction(page.get_latest_revision()).execute(skip_permission_checks=True)
    transaction.savepoint_commit(point)
    return True
