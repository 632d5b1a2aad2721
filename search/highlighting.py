"""Marking, in what is shown, the words that were looked for."""

import re
from typing import NamedTuple

from language.folding import fold

_WORD = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")


class Piece(NamedTuple):
    text: str
    is_hit: bool


def pieces(text: str, words: list[str]) -> list[Piece]:
    """`text` cut where a word begins like one of the folded `words`; a template escapes each."""
    cut: list[Piece] = []
    end = 0
    for match in _WORD.finditer(text):
        if not fold(match.group()).startswith(tuple(words)):
            continue
        if match.start() > end:
            cut.append(Piece(text[end : match.start()], False))
        cut.append(Piece(match.group(), True))
        end = match.end()
    if end < len(text):
        cut.append(Piece(text[end:], False))
    return cut
