"""What the end of a consent does: the wish leaves the site with it."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit.record import record
from users.models import User
from wishes import notices
from wishes.dossiers.models import Application, Consent
from wishes.lifecycle import journal, pictures
from wishes.lifecycle.moving import locked, move
from wishes.lifecycle.restoring import apply_journal
from wishes.lifecycle.showing import pause, take_down
from wishes.models.catalogue import CatalogueEntry
from wishes.models.wish import Wish
from wishes.states import ON_THE_SITE, TRANSITIONS


@transaction.atomic
def withdraw(wish: Wish, actor: User | None = None, *, why: str = "asked") -> Wish:
    """For good, with its consent: at the guardian's wish, or because consent has ended."""
    wish = move(locked(wish), "withdraw", actor, why=why)
    take_down(wish, actor)
    _end_consents(wish, Consent.State.WITHDRAWN)
    notices.withdrawn(wish)
    return wish


def _end_consents(wish: Wish, state: str) -> None:
    if state == Consent.State.WITHDRAWN:
        # Never in force, and nobody's will any more.
        Consent.objects.asked().filter(application__wish=wish).delete()
    granted = Consent.objects.filter(application__wish=wish, state=Consent.State.GRANTED)
    for consent in granted.select_related("application__wish"):
        if state == Consent.State.WITHDRAWN:
            journal.note(consent)
    granted.update(state=state, ended_at=timezone.now())


def overdue_consents() -> QuerySet[Consent]:
    """Consents in the database as granted, whose term or whose child's childhood is over."""
    return Consent.objects.overdue().select_related("application__wish")


def wishes_without_row() -> QuerySet[Wish]:
    """On the site by their state, though the database hides them: their consent was ended, or
    narrowed, by another way than through here."""
    has_row = Exists(CatalogueEntry.rows.filter(wish=OuterRef("pk")))
    return Wish.objects.filter(~has_row, state__in=ON_THE_SITE)


def count_overdue() -> int:
    """What `apply_consents` would end; what the journal knows of is not counted."""
    return overdue_consents().count() + wishes_without_row().count()


def apply_consents(*, may_be_lost: bool = False) -> int:
    """Take down what is shown although its consent is over: by its term, by the 18th birthday, or
    by what the journal knows of and a restored database does not.

    Safe to run at any time; returns how many consents and wishes it ended. Where one cannot be
    ended the others still are; the errors are raised after them, as an ExceptionGroup.
    """
    done, errors = 0, []
    steps = [
        lambda: apply_journal(may_be_lost=may_be_lost),
        *(lambda consent=consent: _end_overdue(consent) for consent in overdue_consents()),
        *(lambda wish=wish: _bring_into_line(wish) for wish in wishes_without_row()),
    ]
    for step in steps:
        try:
            done += step()
        except Exception as error:  # noqa: BLE001 - raised below
            errors.append(error)
    if errors:
        raise ExceptionGroup("consents that could not be ended", errors)
    return done


@transaction.atomic
def _end_overdue(consent: Consent) -> bool:
    """Whether it was still in force once the wish was locked."""
    wish = locked(consent.application.wish)
    if not overdue_consents().filter(pk=consent.pk).exists():
        return False
    is_over = consent.valid_until and consent.valid_until < timezone.localdate()
    state = Consent.State.EXPIRED if is_over else Consent.State.LAPSED
    stood = wish.state
    if wish.state in ON_THE_SITE:
        move(wish, "withdraw", None, why=f"consent {state}")
        take_down(wish, None)
    else:
        pictures.remove_those_of_the_child(wish)
    _end_consents(wish, state)
    # To there the young adult may bring it back; see `opting_in`.
    Consent.objects.filter(pk=consent.pk).update(ended_while=stood)
    record("consent.end", consent, None, {"state": state})
    return True


@transaction.atomic
def _bring_into_line(wish: Wish) -> bool:
    """Withdraw it where no consent is left; where one is, but not for what it shows, moderators
    look at it again."""
    wish = locked(wish)
    if not wishes_without_row().filter(pk=wish.pk).exists():
        return False
    application = Application.objects.filter(wish=wish).first()
    if application is not None and application.valid_consent() and wish.state in _PAUSABLE:
        pause(wish)
        return True
    move(wish, "withdraw", None, why="no consent")
    take_down(wish, None)
    return True


_PAUSABLE = TRANSITIONS["pause"][0]
