"""What may be done with a child's data, and by which means: the cells that a consent ticks.

Each purpose has its own means: a wish may be shown with the first name while its story is told
without. A cell is written as `purpose:medium`, so that the database can compare whole sets.
"""

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What the giver agrees to, each on its own."""

    SHOW_WISH = "show_wish", _("show the wish on this site")
    PASS_GIFT = "pass_gift", _("find somebody who gives it and hand the gift over")
    TELL_STORY = "tell_story", _("tell afterwards how the wish came true")
    SHARE = "share", _("show the wish in the press service's social networks")


class Medium(models.TextChoices):
    """By which means."""

    TEXT = "text", _("the words of the wish")
    FIRST_NAME = "first_name", _("the child's first name")
    PHOTO = "photo", _("a photo")


POSSIBLE: dict[Purpose, tuple[Medium, ...]] = {
    Purpose.SHOW_WISH: tuple(Medium),
    # Whoever gives reads what the site shows, and learns no more.
    Purpose.PASS_GIFT: (Medium.TEXT,),
    Purpose.TELL_STORY: tuple(Medium),
    Purpose.SHARE: tuple(Medium),
}


def cell(purpose: str, medium: str) -> str:
    return f"{purpose}:{medium}"


CELLS = tuple(cell(purpose, medium) for purpose, media in POSSIBLE.items() for medium in media)
# Without these there is nothing to publish and nobody to give.
NEEDED = (cell(Purpose.SHOW_WISH, Medium.TEXT), cell(Purpose.PASS_GIFT, Medium.TEXT))
SHARING = tuple(cell(Purpose.SHARE, medium) for medium in POSSIBLE[Purpose.SHARE])


def scope_of(agreed: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """`{purpose: media}` as cells, in the order of the table; ValueError for one that is not."""
    asked = {cell(purpose, medium) for purpose, media in agreed.items() for medium in media}
    if not asked <= set(CELLS):
        raise ValueError(sorted(asked - set(CELLS)))
    return tuple(known for known in CELLS if known in asked)


def media_in(scope: Iterable[str], purpose: str) -> tuple[Medium, ...]:
    """By which means `scope` allows `purpose`; none: not at all."""
    asked = set(scope)
    media = POSSIBLE[Purpose(purpose)]
    return tuple(medium for medium in media if cell(purpose, medium) in asked)


def in_words(scope: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Each purpose that is agreed to, with its means, in the active language."""
    asked = tuple(scope)
    return [
        (str(purpose.label), [str(medium.label) for medium in media_in(asked, purpose)])
        for purpose in Purpose
        if media_in(asked, purpose)
    ]
