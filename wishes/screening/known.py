"""What the dossier knows by heart, even where no pattern shows it."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from language.folding import fold
from wishes.screening.findings import KnownFacts, Rule, Span
from wishes.screening.reading import read

_WRITTEN_WORD = re.compile(r"\w+(?:[-']\w+)*")


def find_known(text: str, known: KnownFacts) -> Iterable[Span]:
    """The child's and the guardian's own names, in any case and in either script, and whole
    phrases such as a school."""
    names = [fold(name) for name in known.names]
    for match in _WRITTEN_WORD.finditer(text) if names else ():
        words = {fold(part) for part in (match[0], *re.split(r"\W", match[0]))}
        if any(_is_name(word, name) for word in words for name in names):
            yield Span(*match.span())
    for phrase in known.phrases:
        words_of_it = read(phrase).text.split()
        if not words_of_it:
            continue
        pattern = r"\s+".join(re.escape(word) for word in words_of_it)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Span(*match.span())


def _is_name(word: str, name: str) -> bool:
    """Endings change with the case; short names are looked for whole."""
    return word == name if len(name) < 5 else word.startswith(name[: max(4, len(name) - 2)])


RULES = (Rule("known", _("Stands in the dossier"), find_known),)
