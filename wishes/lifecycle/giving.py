"""The gift's way: steps that only change where the public wish stands."""

from django.db import transaction

from users.models import User
from wishes import catalogue, in_parts
from wishes.lifecycle.moving import PUBLIC_STATUS, locked, move
from wishes.models.page import WishPage
from wishes.models.wish import Wish
from wishes.states import State


def _follow(wish: Wish, event: str, actor: User | None, **facts: object) -> Wish:
    """A step that only changes where the public wish stands."""
    with transaction.atomic():
        wish = move(locked(wish), event, actor, **facts)
        catalogue.set_status(wish, PUBLIC_STATUS[State(wish.state)])
        if wish.state == State.PUBLISHED:
            in_parts.begin(WishPage.objects.get(pk=wish.page_id))
        return wish


def claim(wish: Wish, actor: User | None = None) -> Wish:
    """Somebody's promise is confirmed; whose it is, `wishes.claims` knows."""
    return _follow(wish, "claim", actor)


def release(wish: Wish, actor: User | None = None, *, why: str = "asked") -> Wish:
    """The wish waits for somebody again. A claim of it that still holds ends with this."""
    return _follow(wish, "release", actor, why=why)


def receive(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "receive", actor)


def deliver(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "deliver", actor)


def fulfil(wish: Wish, actor: User) -> Wish:
    return _follow(wish, "fulfil", actor)
