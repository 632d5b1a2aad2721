"""Sums of long books, kept for a while: with a hundred thousand gifts to add up takes seconds."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

# As long as a cache in front of the site may keep a page anyway.
KEPT_SECONDS = 60
# Sums as old as this are shown while one reader adds up anew.
OLD_SECONDS = 300

T = TypeVar("T")


def kept(key: str, add_up: Callable[[], T]) -> T:
    """What `add_up` gives (never None), at most a minute old where readers come steadily.

    When it is due anew one reader waits for it. The others are shown what there was: or all who
    come within those seconds would add up at once, and the database be busy with nothing else.
    """
    is_mine = cache.add(f"{key}:fresh", "", KEPT_SECONDS)
    found: T | None = None if is_mine else cache.get(key)
    if found is None:
        found = add_up()
        cache.set(key, found, OLD_SECONDS)
    return found
