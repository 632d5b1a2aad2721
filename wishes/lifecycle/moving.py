"""One step along the table of states: the wish's row is locked, changed and written down."""

from django.utils import timezone

from audit.record import record
from users.models import User
from wishes import in_parts
from wishes.claims import following
from wishes.models.catalogue import PublicStatus
from wishes.models.wish import Wish
from wishes.states import State, state_after

PUBLIC_STATUS = {
    State.PUBLISHED: PublicStatus.PUBLISHED,
    State.CLAIMED: PublicStatus.CLAIMED,
    State.RECEIVED: PublicStatus.CLAIMED,
    State.DELIVERED: PublicStatus.CLAIMED,
    State.FULFILLED: PublicStatus.FULFILLED,
}


def locked(wish: Wish) -> Wish:
    """The wish as it is now, held until the transaction ends."""
    return Wish.objects.select_for_update().get(pk=wish.pk)


def move(wish: Wish, event: str, actor: User | None, **facts: object) -> Wish:
    """Take a locked wish along one line of the table, and write it down."""
    before, wish.state = wish.state, state_after(event, wish.state)
    wish.state_since = timezone.now()
    wish.save()
    record(f"wish.{event}", wish, actor, {"from": before, "to": wish.state, **facts})
    following.wish_moved(wish, actor)
    in_parts.end(wish, before)
    return wish
