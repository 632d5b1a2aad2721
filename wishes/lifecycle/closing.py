"""The very end of a wish: a code and a state are left."""

from django.db import transaction

from users.models import User
from wishes.lifecycle.moving import locked, move
from wishes.lifecycle.showing import take_down
from wishes.models.wish import Wish


@transaction.atomic
def anonymise(wish: Wish, actor: User | None = None) -> Wish:
    """Off the site with its stories; `wishes.retention` calls it and removes the rest."""
    wish = move(locked(wish), "anonymise", actor)
    take_down(wish, actor)
    return wish
