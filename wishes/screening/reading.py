"""A text as a reader sees it, made plain for the rules, with the way back to what was typed.

Numbers and names are hidden by letters that look alike (Latin `a` among Cyrillic ones), by
characters that nobody sees, by fullwidth or Arabic digits. Rules see none of that.
"""

import re
import unicodedata
from dataclasses import dataclass

from wishes.screening.findings import Span

# Marks on one letter beyond these are decoration; composing thousands of them would take long.
MOST_MARKS = 3
# Look like a space, and are none to Unicode.
_BLANKS = frozenset("\u3164\u115f\u1160\uffa0\u2800")
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")
_QUOTES = frozenset("«»“”„‟‹›＂")
_APOSTROPHES = frozenset("’‘ʼʻ`´")
# NFKC would take these apart into letters.
_KEPT = frozenset("№")

_CYRILLIC = "АВСЕНКМОРТХУІЅЈҺавсеноркхуіѕјһ"
_LATIN = "ABCEHKMOPTXYISJHabcehopkxyisjh"
_GREEK = dict(zip("ΑΒΕΗΙΚΜΝΟΡΤΥΧαορυν", "ABEHIKMNOPTYXaopyv", strict=True))
_LOOKALIKE = "асеорхуікһАВСЕНКМОРТХУІЅЈҺѕј"
_TO_LATIN = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)) | {"в": "b", "н": "h"})
_TO_CYRILLIC = str.maketrans(
    {
        **dict(zip("ABCEHKMOPTXYISJ", "АВСЕНКМОРТХУІЅЈ", strict=True)),
        **dict(zip("aceopxyikhsj", "асеорхуікһѕј", strict=True)),
    }
)
_SEEN_AS_LATIN = frozenset("ABCEHKMOPTXYISJaceopxyikhsj")
_SEEN_AS_CYRILLIC = frozenset(_LOOKALIKE)
_LETTERS = re.compile(r"[^\W\d_]+")

_ZERO_IN_WORD = re.compile(r"(?<=[^\W\d_])0(?=[^\W\d_])")
_LETTER_FOR_ZERO = re.compile(
    r"(?<=\d)[OoОо]{1,4}(?![^\W\d_])|(?<![^\W_])[OoОо]{1,4}(?=\d)"
    r"|(?<=\d[\W_])[OoОо]{1,4}(?=[\W_]\d)|(?<=\d[)\-.] )[OoОо]{1,4}(?=[\W_]\d)"
)
_LETTER_FOR_THREE = re.compile(r"(?<=\d)[Зз](?![^\W\d_])")
_LETTER_FOR_ONE = re.compile(r"(?<=\d)[lI|](?=\d)")


@dataclass(frozen=True)
class Reading:
    """`text` is for the rules; `starts` and `ends` say where each of its letters came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span_as_typed(self, span: Span) -> Span:
        return Span(self.starts[span.start], self.ends[span.end - 1])


def read(typed: str) -> Reading:
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    while place < len(typed):
        after = place + 1
        while after < len(typed) and unicodedata.category(typed[after])[0] == "M":
            after += 1
        for letter in _plain(typed[place : min(after, place + 1 + MOST_MARKS)]):
            letters.append(letter)
            starts.append(place)
            ends.append(after)
        place = after
    return Reading(_without_lookalikes("".join(letters)), tuple(starts), tuple(ends))


def _plain(cluster: str) -> str:
    if cluster[0] in _KEPT:
        return cluster[0]
    if cluster[0] in _BREAKS:
        return "\n"
    composed = unicodedata.normalize("NFKC", cluster)
    return "".join(map(_plain_letter, composed))


def _plain_letter(letter: str) -> str:
    """One letter, or nothing for what nobody sees."""
    if letter.isascii() and letter.isprintable():
        return "'" if letter == "`" else letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if letter in _QUOTES:
        return '"'
    if letter in _APOSTROPHES:
        return "'"
    category = unicodedata.category(letter)
    if letter in _BLANKS or letter == "\t" or category in ("Zs", "Co", "Cn"):
        return " "
    if category == "Pd" or letter == "\u2212":
        return "-"
    # Formats, controls, and marks that made no letter with what they stand on.
    return "" if category[0] == "M" or category in ("Cf", "Cc", "Cs") else letter


def _without_lookalikes(text: str) -> str:
    """The same length: each word in one alphabet, and each number in digits."""
    text = _LETTERS.sub(lambda word: _in_one_alphabet(word[0]), text)
    text = _LETTER_FOR_ZERO.sub(lambda zeros: "0" * len(zeros[0]), text)
    text = _LETTER_FOR_THREE.sub("3", text)
    text = _LETTER_FOR_ONE.sub("1", text)
    return _ZERO_IN_WORD.sub("о", text)


def _in_one_alphabet(word: str) -> str:
    """`word` in the alphabet of those of its letters that have no double in the other one."""
    if word.isascii():
        return word
    word = "".join(_GREEK.get(letter, letter) for letter in word)
    latin = {letter for letter in word if "LATIN" in unicodedata.name(letter, "")}
    cyrillic = {letter for letter in word if "CYRILLIC" in unicodedata.name(letter, "")}
    if not (latin and cyrillic):
        return word
    if latin <= _SEEN_AS_LATIN:
        return word.translate(_TO_CYRILLIC)
    if cyrillic <= _SEEN_AS_CYRILLIC:
        return word.translate(_TO_LATIN)
    # A foreign word with an ending of ours, such as «TikTokта».
    return word
