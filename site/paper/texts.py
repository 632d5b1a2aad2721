"""What people typed, made fit for paper: every PDF reader shows it, and none of it is markup."""

import re
from functools import lru_cache

import typst

from language.one_line import one_line

# The longest that a paper shows of any text that somebody typed.
MOST_LETTERS = 200
# A "word" longer than this may be broken anywhere, else it would run off the page.
LONG_WORD = 24
BREAK = "\u200b"
# Stands for a letter that our font has not.
UNKNOWN = "?"
_LONG = re.compile(rf"\S{{{LONG_WORD}}}(?=\S)")
_USUAL = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0x410, 0x450)))
    + "ЁёӘәҒғҚқҢңӨөҰұҮүҺһІі№₸«»—–“”\u00a0"
)


def printable(text: str) -> str:
    """`one_line` of `text`, short enough for paper and in letters that our font has.

    The others become `?`: PDF/UA allows none that nobody could read.
    """
    short = one_line(text)[:MOST_LETTERS]
    drawn = "".join(c if _is_drawn(c) else UNKNOWN for c in short)
    return _LONG.sub(lambda word: word[0] + BREAK, drawn)


def _is_drawn(character: str) -> bool:
    return character in _USUAL or _font_has(character)


@lru_cache(maxsize=4096)
def _font_has(character: str) -> bool:
    """Asks the typesetter itself: it refuses a character that no font of its own has."""
    page = b"#set document(title: [t])\n#sys.inputs.text"
    try:
        typst.compile(
            page,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={"text": f"a{character}"},
        )
    except typst.TypstError:
        return False
    return True
