"""Somebody has come of age: the guardian's consent is over, and they may agree for themselves.

Two steps and two people: whoever holds the private link asks, and a moderator who has seen the
person and a document puts it in force.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.actions.publish_page_revision import PublishPageRevisionAction

from audit.record import record
from users.models import User
from wishes import catalogue
from wishes.dossiers.models import Application, Consent
from wishes.lifecycle.moving import PUBLIC_STATUS, locked, move
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.moderation import gate, texts, workflow
from wishes.states import LifecycleError, State
from wishes.telling import consenting


class NothingToOptInto(LifecycleError):
    """No consent of theirs has ended by a birthday, or there is one in force or asked already."""


class ToldByThem(LifecycleError):
    """Who told the wish does not vouch for whom it is about."""


def may_opt_in(application: Application) -> bool:
    last = application.consents.order_by("-given_at", "-pk").first()
    return last is not None and last.state == Consent.State.LAPSED and _can_come_back(application)


def _can_come_back(application: Application) -> bool:
    """They are of age, and there are words left that may be shown again."""
    wish = application.wish
    asked_to_be_forgotten = wish.requests.filter(kind="erasure").exclude(state="refused")
    return (
        application.child.is_of_age_for_certain
        and wish.state not in (State.ANONYMISED, State.EXPIRED)
        and wish.page is not None
        and bool(wish.page.pseudonym)
        and not asked_to_be_forgotten.exists()
    )


@transaction.atomic
def ask_to_opt_in(
    wish: Wish,
    name: str,
    contact: str,
    scope: tuple[str, ...],
    languages: tuple[str, ...],
    transfer_abroad: bool,
    *,
    language: str,
) -> Consent:
    """What somebody who says that they are the young adult `name` agrees to; nothing is shown yet.

    The private link proves nothing: it was sent to the guardian or the institution. `contact` is a
    telephone, so that a moderator can find out who asks. Raises NothingToOptInto.
    """
    application = _of_locked(wish)
    if not may_opt_in(application):
        raise NothingToOptInto
    with override(language):
        capacity = gettext("of age, for themselves")
    asked = Consent.objects.create(
        application=application,
        state=Consent.State.ASKED,
        given_by_subject=True,
        giver_name=name,
        giver_capacity=capacity,
        contact=contact,
        child_assent=Consent.Assent.SELF,
        scope=list(scope),
        languages=list(languages),
        transfer_abroad=transfer_abroad,
        **consenting.written_down(language, scope, languages, transfer_abroad, by_subject=True),
    )
    record("consent.ask_opt_in", asked, None, {"wish": wish.code})
    return asked


@transaction.atomic
def opt_in(asked: Consent, how: str, moderator: User) -> Wish:
    """`moderator` has seen who it is: the consent is in force, the wish back where it stood.

    What had come true is shown again as it was, without its picture; anything else is read by
    moderators first. Raises NothingToOptInto and ToldByThem.
    """
    application = _of_locked(asked.application.wish)
    wish = application.wish
    waiting = Consent.objects.asked().filter(pk=asked.pk).first()
    if waiting is None or not _can_come_back(application):
        raise NothingToOptInto
    asked = waiting
    if gate.was_told_by(wish, moderator):
        raise ToldByThem
    asked.state, asked.contact = Consent.State.GRANTED, ""
    asked.checked_by, asked.checked_at = moderator, timezone.now()
    asked.checked_how = Consent.Checked(how)
    asked.save()
    record("consent.opt_in", asked, moderator, {"wish": wish.code, "checked": how})
    lapsed = application.consents.filter(state=Consent.State.LAPSED).latest("given_at", "pk")
    if wish.state == State.WITHDRAWN:
        _bring_back(wish, came_true=lapsed.ended_while == State.FULFILLED)
    wish.refresh_from_db()
    return wish


@transaction.atomic
def refuse_opt_in(asked: Consent, moderator: User) -> None:
    """It was not they, or nobody could be reached: nothing is kept but that somebody asked.

    Raises NothingToOptInto and ToldByThem.
    """
    wish = _of_locked(asked.application.wish).wish
    if not Consent.objects.asked().filter(pk=asked.pk).exists():
        raise NothingToOptInto
    if gate.was_told_by(wish, moderator):
        raise ToldByThem
    record("consent.refuse_opt_in", asked, moderator, {"wish": wish.code})
    asked.delete()


def _of_locked(wish: Wish) -> Application:
    wish = locked(wish)
    application = Application.objects.select_related("child", "wish__page").get(wish=wish)
    application.wish = wish
    return application


def _bring_back(wish: Wish, *, came_true: bool) -> None:
    page = texts.draft_of(wish)
    texts.rescreen(page, wish.application)
    # A picture that went with the consent leaves no trace here; words put in since would.
    is_as_approved = bool(wish.approved_print) and wish.text_print == wish.approved_print
    if came_true and is_as_approved and _is_shown_again(wish, page):
        return
    wish.refresh_from_db()
    wish.safeguarded_print = wish.approved_print = ""
    wish.safeguarded_by = wish.approved_by = None
    move(wish, "come_back", None)
    workflow.ensure_running(wish)


def _is_shown_again(wish: Wish, page: WishPage) -> bool:
    """Whether the new consent and today's screening let it stand where it stood."""
    point = transaction.savepoint()
    # The words are those that two people approved; a picture may be gone.
    wish.safeguarded_print = wish.approved_print = page.fingerprint
    move(wish, "show_again", None)
    if gate.obstacles_to_going_live(page):
        transaction.savepoint_rollback(point)
        return False
    catalogue.show(wish, page, PUBLIC_STATUS[State.FULFILLED])
    PublishPageRevisionAction(page.get_latest_revision()).execute(skip_permission_checks=True)
    transaction.savepoint_commit(point)
    return True
