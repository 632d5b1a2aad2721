"""Letters that strangers had sent to somebody's address."""

from itertools import count

from django.db import transaction

from outbox import mail


def spend_mailbox(address: str) -> None:
    """All that forms may send there for now is sent."""
    told = {"why": "paused"}
    for n in count():
        with transaction.atomic():
            if mail.post_asked(f"spent:{n}", address, "claim_refused", told, "ru") is None:
                return
