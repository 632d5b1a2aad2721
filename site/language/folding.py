"""One key for all the ways people type a Kazakh word.

«Жүректен», «журектен», "Zhurekten" and "Jürekten" meet in the same key: letters that keyboards lack
are replaced by their neighbours, Cyrillic turns to Latin, and doubled letters collapse. A search
compares folded text with a folded query, so both sides must pass through `fold`.
"""

import re
import unicodedata

_NEIGHBOURS = str.maketrans(
    {
        "ә": "а",
        "ғ": "г",
        "қ": "к",
        "ң": "н",
        "ө": "о",
        "ұ": "у",
        "ү": "у",
        "һ": "х",
        "і": "и",
        "й": "и",
        "ё": "е",
        "ъ": None,
        "ь": None,
        "-": None,
        "‐": None,
        "‑": None,
        "\x00": None,
    }
)
_LATIN = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "д": "d",
        "е": "e",
        "ж": "j",
        "з": "z",
        "и": "i",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "h",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ы": "i",
        "э": "e",
        "ю": "iu",
        "я": "ia",
        "ı": "i",
        "ə": "a",
    }
)
_SPELLINGS = (("zh", "j"), ("kh", "h"), ("gh", "g"), ("q", "k"), ("y", "i"), ("w", "u"))
_DOUBLED = re.compile(r"(\w)\1+")


def fold(text: str) -> str:
    """The search key of `text`: lower-case Latin letters, digits and single spaces."""
    key = unicodedata.normalize("NFKC", text).casefold()
    key = key.translate(_NEIGHBOURS).translate(_LATIN)
    key = "".join(c for c in unicodedata.normalize("NFD", key) if not unicodedata.combining(c))
    for spelled, letter in _SPELLINGS:
        key = key.replace(spelled, letter)
    key = re.sub(r"[\W_]+", " ", key)
    return _DOUBLED.sub(r"\1", key).strip()
