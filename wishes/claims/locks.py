"""Who holds what while a claim changes: the wish first, as everywhere, then its claim.

Two claims of one wish meet at the wish's row. Claims of one mailbox, which has only so many, meet
at `outbox.same_address.hold_mailbox`, taken last.
"""

from wishes import lifecycle
from wishes.claims.models import Claim


def held(claim: Claim) -> Claim:
    """The claim and its wish as they are now, held until the transaction ends."""
    wish = lifecycle.locked(claim.wish)
    fresh = Claim.objects.select_for_update(of=("self",)).select_related("hub").get(pk=claim.pk)
    fresh.wish = wish
    return fresh
