"""Claims that come to nothing. Whoever calls `end` holds the wish."""

from django.conf import settings
from django.utils import timezone

from audit.record import record
from outbox.same_address import mailbox_digest
from users.models import User
from wishes.claims.models import Claim, ClaimPause, Ended, Stage

# These run out by themselves; the others somebody ends.
_RUN_OUT = (Ended.UNCONFIRMED, Ended.NOT_BROUGHT)


def end(claim: Claim, because: Ended, actor: User | None = None) -> Claim:
    """Write down that nothing comes of a claim; the wish's own state is the caller's matter."""
    claim.state = Stage.EXPIRED if because in _RUN_OUT else Stage.RELEASED
    claim.ended_because, claim.ended_at = because, timezone.now()
    claim.save()
    record("claim.end", claim, actor, {"wish": claim.wish.code, "because": str(because)})
    return claim


def pause_if_broken(email: str) -> bool:
    """Pause an address with which too many gifts never came; whether it was paused now.

    Counted from the last time that staff lifted a pause: who is forgiven begins anew.
    """
    pauses = ClaimPause.objects.of_mailbox(email)
    if not email or pauses.in_force().exists():
        return False
    broken = Claim.objects.of_mailbox(email).broken()
    lifted = pauses.order_by("-lifted_at").first()
    if lifted and lifted.lifted_at:
        broken = broken.filter(ended_at__gt=lifted.lifted_at)
    if broken.count() < settings.CLAIM_BROKEN_TO_PAUSE:
        return False
    record("claim.pause", pause(email))
    return True


def pause(email: str) -> ClaimPause:
    return ClaimPause.objects.create(email=email, mailbox=mailbox_digest(email))
