"""Words that the rule on family names must know, from the files of `words/`.

Everything is compared folded (see `language.folding`), so either script and any spelling will do.
"""

from pathlib import Path

from language.folding import fold

_FOLDER = Path(__file__).parent / "words"


def _lines(name: str) -> list[str]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(word) for line in _lines(name) for word in line.split())


FIRST_NAMES = _words("first_names")
NO_FAMILY_NAMES = _words("no_family_names")
NO_PATRONYMICS = _words("no_patronymics")
NO_NAMES = _words("no_names")
# Family name, and the first names with which it is a known person's.
WELL_KNOWN = {
    last: frozenset(firsts)
    for last, *firsts in ([fold(word) for word in line.split()] for line in _lines("well_known"))
}
