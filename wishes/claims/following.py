"""A claim goes with its wish: when the wish leaves the site, the promise ends kindly.

Called by `wishes.lifecycle` for every step of a wish, while the wish is locked.
"""

from typing import TYPE_CHECKING

from django.utils import timezone

from wishes.claims import ending, letters
from wishes.claims.models import Claim, Ended, Stage
from wishes.claims.models.claim import UNDER_WAY
from wishes.states import ON_THE_SITE, State

if TYPE_CHECKING:
    from users.models import User
    from wishes.models import Wish


def wish_moved(wish: "Wish", actor: "User | None") -> None:
    """End the claim of a wish that went where its donor cannot follow, and keep back what quotes
    the child once the wish is off the site."""
    if wish.state not in ON_THE_SITE:
        letters.recall(wish)
    elif wish.state != State.PUBLISHED:
        return  # Step by step with its claim.
    claim = Claim.objects.select_for_update().filter(wish=wish, state__in=UNDER_WAY).first()
    if claim is None:
        return
    claim.wish = wish
    was = Stage(claim.state)
    if was == Stage.HANDED_OVER:
        # The child has it: that stays, and its donor hears so.
        claim.state, claim.ended_at = Stage.FULFILLED, timezone.now()
        claim.save()
        letters.came_true(claim)
        return
    ending.end(claim, Ended.WISH_GONE, actor)
    letters.wish_gone(claim, is_at_hub=was == Stage.RECEIVED)
