"""A donor is forgotten: that is kept, so that no backup brings them back.

Named in `DONOR_ERASERS`: see `campaigns.donors.parts`.
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from audit.record import record
from wishes.retention import erasures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def hindrances(email: str) -> "list[StrOrPromise]":
    return []


def held(email: str) -> dict[str, Any]:
    return {}


def erase(email: str) -> None:
    record(erasures.OF_DONORS, None, None, {"digest": erasures.digest_of(email)})
    transaction.on_commit(erasures.note_lately)
