"""Erasures, kept outside of the database as well: a restored backup must not bring anybody back.

The audit trail says who was forgotten, when and how much of them. For each such entry one empty
file lies beside the journal of withdrawals (`wishes.lifecycle.journal`), so that a database that
was restored from a time before it learns of it. A file is named by the moment, by what was done,
and by whom it concerned: a wish's code, or of a donor's address a digest made with SECRET_KEY.
What the clock forgets of donors needs no journal: what is due by the dates in a backup goes again.
"""

import hmac
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes

from audit.models import AuditEntry
from audit.record import record
from campaigns.bank.models import CashRecord
from campaigns.donors import erasure
from campaigns.donors.models import DataRequest, Link
from campaigns.donors.requests import keep
from campaigns.monthly.models import MonthlyGift
from campaigns.payments.models import Donation
from language.translated import LANGUAGES
from outbox import mail
from outbox.models import Mail
from wishes.claims.models import Claim, ClaimPause
from wishes.dossiers.models import Consent
from wishes.lifecycle import journal, locked
from wishes.lifecycle.restoring import withdraw_again
from wishes.models import ServingDatabase, Wish
from wishes.retention import emptying, purging
from wishes.retention.models import Asked, GuardianRequest, RequestState
from wishes.states import CLOSED, State

logger = logging.getLogger(__name__)

# Of the trail's entries those after which somebody is known less. What is done to a locked wish
# for them is idempotent.
OF_WISHES: dict[str, Callable[[Wish], Counter[str]]] = {
    f"wish.{name}": step for name, _due, step in purging.STEPS if name != "abandon"
} | {"wish.erase": lambda wish: emptying.empty_dossier(wish) + emptying.empty_page(wish)}
# Of these, those after which the page says nothing.
OF_WORDS = ("wish.erase", "wish.clear")
OF_DONORS = "donor.forget"
AGAIN = "erasure.again"
# Where the site knows an address of a donor.
ADDRESSES = (
    (Donation, "donor_email"), (MonthlyGift, "donor_email"), (CashRecord, "donor_email"),
    (Claim, "donor_email"), (ClaimPause, "email"), (DataRequest, "email"), (Link, "email"),
)  # fmt: skip


class Entry(NamedTuple):
    """Somebody was forgotten: a wish by its code, or a donor by the digest of an address."""

    at: datetime
    action: str
    who: str

    @property
    def name(self) -> str:
        return f"{self.at.astimezone(UTC):{journal.MOMENT}}-{self.action}-{self.who}"


def digest_of(address: str, key: str | bytes | None = None) -> str:
    """The same for what counts as one address (see `outbox.same_address`); not to be undone."""
    # Of bytes only A to Z have two cases.
    message = b"wishes.retention.erasures:" + address.encode().lower()
    return hmac.new(force_bytes(key or settings.SECRET_KEY), message, "sha256").hexdigest()[:32]


def folder(serving: ServingDatabase) -> Path:
    return journal.folder(serving).with_suffix(".erased")


def note_lately() -> None:
    """Called after the commit in which somebody was forgotten. A disk that is full or away keeps
    nobody from being forgotten: it is logged, and `note_missing` tries again."""
    serving = ServingDatabase.objects.first()
    if serving is None:
        return
    try:
        note_missing(serving)
    except OSError:
        logger.exception("an erasure could not be written to the journal")


def note_missing(serving: ServingDatabase) -> int:
    """Write down what the trail of the last days knows and the journal does not; raises OSError."""
    # One by one: the folder only grows, and is asked every few seconds.
    names = (entry.name for entry in _in_the_trail(journal.LOOK_BACK))
    missing = [name for name in names if not (folder(serving) / name).exists()]
    for name in missing:
        journal.write(folder(serving) / name)
    return len(missing)


def replay(serving: ServingDatabase) -> int:
    """Forget again whom this restored database still knows; how many times that was.

    Call it in the transaction after which the database counts as brought up to date.
    """
    note_missing(serving)
    done = {entry.name for entry in _in_the_trail()}
    done |= set(AuditEntry.objects.filter(action=AGAIN).values_list("facts__of", flat=True))
    written = set(os.listdir(folder(serving))) if folder(serving).is_dir() else set()
    left = [_read(name) for name in sorted(written - done)]
    donors = _donors_of({entry.who for entry in left if entry.action == OF_DONORS})
    return sum(_forget_again(entry, donors) for entry in left)


def _read(name: str) -> Entry:
    moment, action, who = name.split("-", 2)
    return Entry(datetime.strptime(moment, journal.MOMENT).replace(tzinfo=UTC), action, who)


def _in_the_trail(back: timedelta | None = None) -> Iterator[Entry]:
    entries = AuditEntry.objects.filter(action__in=[*OF_WISHES, OF_DONORS])
    if back:
        entries = entries.filter(at__gte=timezone.now() - back)
    wishes = [entry for entry in entries if entry.action in OF_WISHES]
    codes = dict(
        Wish.objects.filter(pk__in={entry.target_id for entry in wishes}).values_list("pk", "code")
    )
    for entry in entries:
        who = entry.facts["digest"] if entry.action == OF_DONORS else codes[int(entry.target_id)]
        yield Entry(entry.at, entry.action, who)


def _donors_of(digests: set[str]) -> dict[str, str]:
    """The addresses that the database holds for `digests`, by them."""
    if not digests:
        return {}
    held: set[str] = set()
    for model, column in ADDRESSES:
        held |= set(model._default_manager.values_list(column, flat=True).distinct())
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    found = {digest_of(address, key): address for address in held - {""} for key in keys}
    return {digest: found[digest] for digest in digests & set(found)}


def _forget_again(entry: Entry, donors: dict[str, str]) -> bool:
    """Whether anybody was there: a wish, or a donor, may be newer than the backup."""
    if entry.action == OF_DONORS:
        is_known = entry.who in donors
        if is_known:
            _forget_donor(donors[entry.who])
        record(AGAIN, None, None, {"of": entry.name})
        return is_known
    wish = Wish.objects.filter(code=entry.who).exclude(state=State.ANONYMISED).first()
    if wish is None:
        return False
    wish = locked(wish)
    if wish.state not in CLOSED or (wish.is_public and entry.action in OF_WORDS):
        # The backup is from before it was closed, or left the site: there is nothing to go on with.
        standing = (Consent.State.GRANTED, Consent.State.ASKED)
        consents = Consent.objects.filter(application__wish=wish, state__in=standing)
        consents.update(state=Consent.State.WITHDRAWN, ended_at=timezone.now())
        withdraw_again(wish)
    gone = OF_WISHES[entry.action](wish)
    if entry.action == "wish.erase":
        waiting = GuardianRequest.objects.filter(wish=wish, kind=Asked.ERASURE)
        waiting.filter(state=RequestState.OPEN).delete()
    record(AGAIN, wish, None, {"of": entry.name, **gone})
    return True


def _forget_donor(address: str) -> None:
    try:
        erasure.erase(address)
    except erasure.Hindered:
        # As the backup has it a gift is still on its way: finance does it once that has come.
        keep(address, "erasure", "", LANGUAGES[0])
        return
    DataRequest.objects.filter(email__same_address=address).update(email="", text="", answer="")
    # What waits as the backup has it was sent long ago.
    for key in Mail.objects.filter(to__same_address=address).values_list("key", flat=True):
        mail.take_back(key)
    mail.forget(address)
