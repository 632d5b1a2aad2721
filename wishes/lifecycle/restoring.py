"""After a backup was restored: what was withdrawn or erased since is so again, and only then shown.

The database knows which one it is (`ServingDatabase`). A restored one does not recognise itself,
and shows no wish at all until the journal was applied; see docs/restore.md.
"""

from django.db import transaction
from django.utils import timezone

from audit.record import record
from wishes.dossiers.models import Consent
from wishes.lifecycle import journal, pictures
from wishes.lifecycle.moving import locked, move
from wishes.lifecycle.showing import take_down
from wishes.models import ServingDatabase, Wish
from wishes.models.serving import Identity, is_restored
from wishes.states import TRANSITIONS


class NoJournal(Exception):
    """There is no journal of this database at WITHDRAWALS_JOURNAL, so nothing can be shown."""


def apply_journal(*, may_be_lost: bool = False) -> int:
    """Withdraw again what this restored database does not know of; 0 where it is none.

    Returns how many consents it ended. Raises NoJournal where the journal is not there, unless it
    `may_be_lost`: then an empty one is begun, and what was withdrawn since the backup is shown.
    """
    # What forgets stands above what shows: it is asked for here alone.
    from wishes.retention import erasures

    _recognise_a_new_one()
    with transaction.atomic():
        serving = ServingDatabase.objects.select_for_update().get()
        if not is_restored():
            journal.note_missing(serving)
            erasures.note_missing(serving)
            return 0
        if not journal.folder(serving).is_dir() and not may_be_lost:
            raise NoJournal(f"no journal of this database at {journal.folder(serving)}")
        journal.note_missing(serving)
        ended = sum(_apply(entry) for entry in journal.entries(serving))
        erased = erasures.replay(serving)
        ServingDatabase.objects.filter(pk=serving.pk).update(
            identity=Identity(), since=timezone.now()
        )
        record("wishes.restored", serving, None, {"consents": ended, "erasures": erased})
    return ended


def standing_in_the_way() -> str:
    """Why this database may not serve readers yet; "" where it may."""
    return "withdrawals since the backup are not applied" if is_restored() else ""


def _recognise_a_new_one() -> None:
    """Where the row was emptied away with all others, there is nothing to restore either."""
    if not ServingDatabase.objects.exists():
        ServingDatabase.objects.create(identity=Identity())


def _apply(entry: journal.Entry) -> int:
    """Whether there was anything to end: the wish may be newer than the backup, or gone."""
    wish = Wish.objects.filter(code=entry.code).first()
    if wish is None:
        return 0
    wish = locked(wish)
    standing = (Consent.State.GRANTED, Consent.State.ASKED)
    consents = Consent.objects.filter(
        application__wish=wish, state__in=standing, given_at__lte=entry.given_at
    )
    ended = consents.update(state=Consent.State.WITHDRAWN, ended_at=timezone.now())
    if ended:
        withdraw_again(wish)
    return ended


def withdraw_again(wish: Wish) -> None:
    """A locked wish, without a letter: who took it back was told so when they did."""
    if wish.state in TRANSITIONS["withdraw"][0]:
        move(wish, "withdraw", None, why="journal")
        take_down(wish, None)
    else:
        pictures.remove_those_of_the_child(wish)
