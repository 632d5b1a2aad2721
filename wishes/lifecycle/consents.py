"""What the end of a consent does: the wish leaves the site with it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.record import record
from users.models import User
from wishes import notices
from wishes.dossiers.models import Consent
from wishes.lifecycle.moving import locked, move
from wishes.lifecycle.showing import take_off_the_site
from wishes.models.wish import Wish
from wishes.states import ON_THE_SITE


@transaction.atomic
def withdraw(wish: Wish, actor: User | None = None, *, why: str = "asked") -> Wish:
    """For good, with its consent: at the guardian's wish, or because consent has ended."""
    wish = move(locked(wish), "withdraw", actor, why=why)
    _end_consents(wish, Consent.State.WITHDRAWN)
    take_off_the_site(wish, actor)
    notices.withdrawn(wish)
    return wish


def _end_consents(wish: Wish, state: str) -> None:
    """The database's own fence takes the catalogue row away with the consent."""
    Consent.objects.filter(application__wish=wish, state=Consent.State.GRANTED).update(
        state=state, ended_at=timezone.now()
    )


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
    # To there the young adult may bring it back; see `opting_in`.
    Consent.objects.filter(pk=consent.pk).update(ended_while=wish.state)
    record("consent.end", consent, None, {"state": state})
    if wish.state in ON_THE_SITE:
        move(wish, "withdraw", None, why=f"consent {state}")
        take_off_the_site(wish, None)
    return True
