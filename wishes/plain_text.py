"""Public words hold only what a reader can see.

A control character makes XML, and so the whole feed, impossible; a mark that turns the direction
of writing shows a moderator another text than the one that screening reads.
"""

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction of writing
    "\ufeff\ufffe\uffff]"
)


def without_unseen(text: str) -> str:
    """`text` less control characters (line ends and tabs stay) and marks of direction."""
    return _UNSEEN.sub("", text)
