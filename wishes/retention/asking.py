"""A guardian asks to be forgotten, and a moderator does it: two steps, two people.

The first step takes the wish off the site and ends the consent at once. The second empties the
dossier; what the law keeps, the proof of consent, goes by itself when its term is over.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from audit.record import record
from outbox import mail
from users.models import User
from wishes import lifecycle
from wishes.dossiers.models import Application, Consent
from wishes.models import Wish
from wishes.moderation import gate
from wishes.retention import emptying, erasures
from wishes.retention.models import Asked, GuardianRequest, RequestState
from wishes.states import TRANSITIONS, LifecycleError


class NotWaiting(LifecycleError):
    """This request has been answered already."""


class OwnRequest(LifecycleError):
    """Who told the wish does not decide about its traces."""


def standing(wish: Wish) -> GuardianRequest | None:
    """The newest erasure that was asked for."""
    return GuardianRequest.objects.filter(wish=wish, kind=Asked.ERASURE).first()


@transaction.atomic
def ask_erasure(application: Application) -> GuardianRequest:
    """Take the wish back and keep the request. Asked again while it waits, it is the same one."""
    wish = lifecycle.locked(application.wish)
    asked, is_new = GuardianRequest.objects.get_or_create(
        wish=wish,
        kind=Asked.ERASURE,
        state=RequestState.OPEN,
        defaults={"language": application.language},
    )
    if is_new:
        record("dossier.ask_erasure", application, None, {"wish": wish.code})
        application.consents.filter(state=Consent.State.ASKED).delete()
        if wish.state in TRANSITIONS["withdraw"][0]:
            lifecycle.withdraw(wish, why="erasure")
    return asked


@transaction.atomic
def erase(asked: GuardianRequest, by: User) -> None:
    """Empty the dossier and the page; raises `NotWaiting` and `OwnRequest`."""
    wish, application = _held(asked, by)
    _decide(asked, by, RequestState.DONE)
    _answer(asked, application, is_done=True)
    gone = emptying.empty_dossier(wish) + emptying.empty_page(wish)
    record("wish.erase", wish, by, dict(gone))
    transaction.on_commit(erasures.note_lately)


@transaction.atomic
def refuse(asked: GuardianRequest, by: User, answer: str) -> None:
    """Say no, with the reason, which goes into the letter and nowhere else; raises `NotWaiting`."""
    wish, application = _held(asked, by)
    _decide(asked, by, RequestState.REFUSED)
    _answer(asked, application, is_done=False, answer=answer)
    record("wish.refuse_erasure", wish, by)


def proof_kept_until(day: date | None = None) -> date:
    """The day after which the proof of a consent that ends that day is removed."""
    return (day or timezone.localdate()) + timedelta(days=settings.PURGE_CONSENT_DAYS)


def _held(asked: GuardianRequest, by: User) -> tuple[Wish, Application]:
    wish = lifecycle.locked(asked.wish)
    asked.refresh_from_db()
    if asked.state != RequestState.OPEN:
        raise NotWaiting(str(asked))
    application = Application.objects.select_related("guardian").get(wish=wish)
    if gate.was_told_by(wish, by):
        raise OwnRequest(str(asked))
    return wish, application


def _decide(asked: GuardianRequest, by: User, state: RequestState) -> None:
    asked.state, asked.decided_by, asked.decided_at = state, by, timezone.now()
    asked.save(update_fields=["state", "decided_by", "decided_at"])


def _answer(
    asked: GuardianRequest, application: Application, *, is_done: bool, answer: str = ""
) -> None:
    if not application.guardian.email:  # Emptied by the clock meanwhile: nobody is known any more.
        return
    mail.post(
        key=f"wish_erasure:{asked.wish.code}:{asked.pk}",
        to=application.guardian.email,
        template="wish_erasure",
        context={
            "code": asked.wish.code,
            "is_done": is_done,
            "answer": answer,
            "until": proof_kept_until(),
        },
        language=application.language,
    )
