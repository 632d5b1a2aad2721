"""A claim goes with its wish: when the wish leaves the site, the promise ends kindly.

Called by `wishes.lifecycle` for every step of a wish, while the wish is locked.
"""

from typing import TYPE_CHECKING

from wishes.claims import ending, letters
from wishes.claims.models import Claim, Ended, Stage
from wishes.states import State

if TYPE_CHECKING:
    from users.models import User
    from wishes.models import Wish

# Where a wish may stand while a claim is in this state; elsewhere the claim is over.
_TOGETHER = {
    Stage.WAITING: {State.PUBLISHED},
    Stage.ACTIVE: {State.CLAIMED},
    Stage.RECEIVED: {State.RECEIVED},
}


def wish_moved(wish: "Wish", actor: "User | None") -> None:
    """End the claim of a wish that went where its donor cannot follow."""
    claim = Claim.objects.select_for_update().filter(wish=wish, state__in=_TOGETHER).first()
    if claim is None or wish.state in _TOGETHER[Stage(claim.state)]:
        return
    # Written before the state is: whether a gift lies at the hub is in it.
    claim.wish = wish
    was, is_at_hub = claim.state, claim.state == Stage.RECEIVED
    ending.end(claim, Ended.WISH_GONE, actor)
    if was != Stage.WAITING:
        letters.wish_gone(claim, is_at_hub=is_at_hub)
