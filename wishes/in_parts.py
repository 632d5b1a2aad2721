"""A costly wish that several people pay for: its fund follows the wish's state.

What the fund learns of the wish is public already: its code, its title, its price.
"""

import logging
from typing import TYPE_CHECKING

from django.conf import settings

from campaigns.payments.giving import wish_parts
from wishes.states import ON_THE_SITE, State

if TYPE_CHECKING:
    from wishes.models import CatalogueEntry, Wish, WishPage

logger = logging.getLogger(__name__)

# Somebody is getting it, or has: what was given in parts is being spent, if it was enough.
TAKEN = ON_THE_SITE - {State.PUBLISHED}


def begin(page: "WishPage") -> None:
    """The wish waits for somebody: where it is costly, people may give to it in parts."""
    if not _is_costly(page.price_tiyn) and wish_parts.standing(page.code) is None:
        return
    titles = (page.title_kk, page.title_ru, page.title_en)
    try:
        wish_parts.open_fund(page.code, *titles, price_tiyn=page.price_tiyn)
    except wish_parts.NoGeneralFund:
        # The wish can be made come true by one person all the same.
        logger.warning("wish %s cannot be paid for in parts: no general fund", page.code)


def end(wish: "Wish", before: str) -> None:
    """The wish does not wait any more: see `wish_parts` for what becomes of the gifts."""
    if before == State.PUBLISHED and wish.state == State.CLAIMED:
        if wish_parts.has_all(wish.code):
            wish_parts.close_fund(wish.code)
        else:
            wish_parts.give_up(wish.code)
    elif wish.state in (State.WITHDRAWN, State.EXPIRED):
        if before in TAKEN and wish_parts.has_all(wish.code):
            wish_parts.hide_fund(wish.code)
        else:
            wish_parts.give_up(wish.code)
    elif wish.state == State.FULFILLED:
        wish_parts.settle(wish.code)
    elif before in ON_THE_SITE and wish.state not in ON_THE_SITE:
        wish_parts.hide_fund(wish.code)


def standing(entry: "CatalogueEntry") -> wish_parts.Parts | None:
    """How a public wish stands that can be given to in parts, or was bought so; else None."""
    parts = wish_parts.standing(entry.code) if _is_costly(entry.price_tiyn) else None
    if parts is None or parts.is_bought:
        return parts
    return parts if entry.status == "published" and parts.is_open else None


def _is_costly(price_tiyn: int) -> bool:
    return bool(settings.WISH_PARTS_FROM_TIYN) and price_tiyn >= settings.WISH_PARTS_FROM_TIYN
