"""What somebody typed into a field of one line, as one line."""

import unicodedata


def one_line(text: str) -> str:
    """`text` in one line, without control, direction and unassigned characters."""
    seen = unicodedata.normalize("NFC", text)
    # Cc, Cf (directions, zero widths), Cs, Co, Cn: nothing that a reader could see.
    kept = "".join(" " if c.isspace() else c for c in seen if c.isspace() or _is_seen(c))
    return " ".join(kept.split())


def _is_seen(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
