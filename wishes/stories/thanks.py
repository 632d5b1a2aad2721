"""The child's words of thanks, once a moderator has let them be read."""

from wishes.models import Wish


def approved_words(wish: Wish, language: str) -> str:
    """The words in `language`, or as they were said; "" where there are none to be read."""
    return ""
