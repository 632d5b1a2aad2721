"""Who holds what while a claim changes: the wish first, as everywhere, then its claim.

Two claims of one wish meet at the wish's row. Claims of one address, which has only so many, meet
at an advisory lock, taken after the wish's.
"""

import zlib

from django.db import connection

from wishes import lifecycle
from wishes.claims.models import Claim

# Any number that nothing else in this database takes advisory locks with.
_ADDRESSES = 7301


def held(claim: Claim) -> Claim:
    """The claim and its wish as they are now, held until the transaction ends."""
    wish = lifecycle.locked(claim.wish)
    fresh = Claim.objects.select_for_update(of=("self",)).select_related("hub").get(pk=claim.pk)
    fresh.wish = wish
    return fresh


def hold_address(email: str) -> None:
    """Until the transaction ends, nobody else counts what this address has promised."""
    number = zlib.crc32(email.lower().encode())
    with connection.cursor() as cursor:
        # Two numbers of 32 bits with a sign.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ADDRESSES, number - 2**31])
