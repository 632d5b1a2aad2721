"""Withdrawals, kept outside of the database as well: a restored backup must not undo them.

One small file for each consent that was taken back, below `WITHDRAWALS_JOURNAL`: a disk or a share
of its own, which no backup of the database is restored over. The name says all: the wish's code and
when the consent was given. Nothing is ever changed or deleted there by the site. What was erased
is kept beside it, see `wishes.retention.erasures`.
"""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from wishes.dossiers.models import Consent
from wishes.models import ServingDatabase

logger = logging.getLogger(__name__)

MOMENT = "%Y%m%dT%H%M%S%f"
TAKEN_BACK = (Consent.State.WITHDRAWN, Consent.State.NARROWED)
# How far back is looked for what could not be written down at once.
LOOK_BACK = timedelta(days=30)


class Entry(NamedTuple):
    """Consents of the wish `code` that were given at `given_at` or before are over."""

    code: str
    given_at: datetime


def folder(serving: ServingDatabase) -> Path:
    """Each line of databases has its own, so that another one's journal is not taken for it."""
    return Path(settings.WITHDRAWALS_JOURNAL) / str(serving.journal)


def note(consent: Consent) -> None:
    """Write one down. Called before the commit: rather one that was only asked for than none.

    A disk that is full or away keeps nobody from taking a consent back: it is logged, and
    `note_missing` tries again.
    """
    serving = ServingDatabase.objects.first()
    if serving is None:
        return
    try:
        write(folder(serving) / _name(consent))
    except OSError:
        logger.exception("a withdrawal could not be written to the journal")


def note_missing(serving: ServingDatabase) -> int:
    """Write down what was taken back lately, by whatever way, and is not in the journal yet.

    Raises OSError where the journal cannot be written.
    """
    make(folder(serving))
    since = timezone.now() - LOOK_BACK
    missing = 0
    consents = Consent.objects.filter(state__in=TAKEN_BACK, ended_at__gte=since)
    for consent in consents.select_related("application__wish"):
        path = folder(serving) / _name(consent)
        if not path.exists():
            write(path)
            missing += 1
    return missing


def entries(serving: ServingDatabase) -> Iterator[Entry]:
    """All that is written there; raises FileNotFoundError where there is no journal of these."""
    for name in sorted(os.listdir(folder(serving))):
        code, _dash, moment = name.rpartition("-")
        yield Entry(code, datetime.strptime(moment, MOMENT).replace(tzinfo=UTC))


def _name(consent: Consent) -> str:
    given = consent.given_at.astimezone(UTC).strftime(MOMENT)
    return f"{consent.application.wish.code}-{given}"


def make(place: Path) -> None:
    """A folder that only the site opens."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)


def write(path: Path) -> None:
    """An empty file whose name outlives a power failure."""
    make(path.parent)
    path.touch(mode=0o600)
    place = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
