"""When two e-mail addresses are one: for reading, letters of A to Z are the same in either case and
no others; for counting, all that one person's mailbox answers to.

`iexact` asks PostgreSQL's `upper()`, for which a dotless `ı` and an `i` are the same letter: who
owns `gmaıl.com` would be taken for somebody at `gmail.com`. In the collation "C" only ASCII has
two cases.
"""

import zlib
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import EmailField, Func, Lookup
from django.utils.crypto import salted_hmac

# Any number that nothing else in this database takes advisory locks with.
_MAILBOXES = 7301
_WITHOUT_DOTS = ("gmail.com", "googlemail.com")
_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Folded(Func):
    """An address as it is compared; an index over it lets the lookup find its rows quickly."""

    template = 'LOWER((%(expressions)s)::text COLLATE "C")'


@EmailField.register_lookup
class SameAddress(Lookup):
    lookup_name = "same_address"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        _placeholder, right_params = self.process_rhs(compiler, connection)
        sides = [Folded.template % {"expressions": side} for side in (left, "%s")]
        return " = ".join(sides), [*left_params, *right_params]


def mailbox_of(address: str) -> str:
    """One spelling for `Who+gifts@x.org` and `who@x.org`, for `w.h.o@gmail.com` and its like.

    Says who is counted and refused, never who may read: a server may keep two people behind it.
    """
    local, _at, domain = address.translate(_ASCII_LOWER).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _WITHOUT_DOTS:
        local, domain = local.replace(".", ""), _WITHOUT_DOTS[0]
    return f"{local}@{domain}"


def mailbox_digest(address: str, counted: str = "") -> str:
    """By which a mailbox is known again without its address being kept: nobody can try addresses
    on it without SECRET_KEY. It is another one for each thing that is `counted` apart."""
    return _digest(address, counted, settings.SECRET_KEY)


def mailbox_digests(address: str, counted: str = "") -> list[str]:
    """All that may stand for the mailbox while SECRET_KEY is rotated."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [_digest(address, counted, key) for key in keys]


def _digest(address: str, counted: str, key: str | bytes) -> str:
    salt = f"outbox.mailbox{counted}"
    made = salted_hmac(salt, mailbox_of(address), key, algorithm="sha256")
    return made.hexdigest()[:32]


def hold_mailbox(address: str) -> None:
    """Until the transaction ends, nobody else counts what goes to this mailbox or came from it.

    Taken after the row of a wish, never before.
    """
    number = zlib.crc32(mailbox_of(address).encode())
    with connection.cursor() as cursor:
        # Two numbers of 32 bits with a sign.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MAILBOXES, number - 2**31])
