"""Who the child is: IIN, date of birth, family name, and what the dossier knows by heart."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from language.folding import fold
from wishes.screening.findings import KnownFacts, Rule, Span, by_pattern

# Twelve digits, whatever the check digit says: a mistyped IIN still tells the date of birth.
_IIN = re.compile(r"(?<!\d)(?:\d[ \-]?){11}\d(?!\d)")

_MONTHS = (
    r"январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?|"
    r"сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе]|"
    r"қаңтар\w*|ақпан\w*|наурыз\w*|сәуір\w*|мамыр\w*|маусым\w*|шілде\w*|тамыз\w*|қыркүйе[кг]\w*|"
    r"қазан\w*|қараша\w*|желтоқсан\w*|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d{2}"
_DATE_WITH_YEAR = re.compile(
    rf"(?<![\d.])\d{{1,2}}\s?[./\-]\s?\d{{1,2}}\s?[./\-]\s?(?:{_YEAR}|\d{{2}})(?![\d\-])"
    rf"|\b{_YEAR}\s?[./\-]\s?\d{{1,2}}\s?[./\-]\s?\d{{1,2}}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTHS})\.?,?\s+{_YEAR}\b"
    rf"|\b(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}\b"
    rf"|\b{_YEAR}\s*(?:ж\.?|жыл\w*)?\s*\d{{1,2}}\s*[\-–]?(?:ші|шы|нші|ншы)?\s+(?:{_MONTHS})\b",
    re.IGNORECASE,
)
_BIRTH = r"родил\w*|рожд\w*|туған\w*|туыл\w*|дүниеге\s+кел\w*|born|birth\w*|именин\w*|исполн\w*"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s*[\-–]?(?:го|ші|шы|нші|ншы|і|ы)?\s+(?:of\s+)?(?:{_MONTHS})\b"
    rf"|\b(?:{_MONTHS})\s+\d{{1,2}}\b)"
)
_BIRTHDAY = re.compile(
    rf"\b(?:{_BIRTH})\b[^.!?\n]{{0,30}}?{_DAY}|{_DAY}[^.!?\n]{{0,25}}?\b(?:{_BIRTH})\b",
    re.IGNORECASE,
)

_UPPER = "А-ЯЁӘҒҚҢӨҰҮҺІ"
_LOWER = "а-яёәғқңөұүһі"
_PATRONYMIC = (
    rf"[{_UPPER}][{_LOWER}]+(?:ович|евич|ич|овн|евн|ичн)(?:а|у|ем|ом|е|ы|ой)?"
    rf"|[{_UPPER}][{_LOWER}]+-?\s?(?:ұлы|қызы|улы|кызы|ұлының|қызының|ұлына|қызына)"
    r"|[A-Z][a-z]+-?\s?(?:uly|kyzy|qyzy|ovich|evich|ovna|evna)"
)
_FAMILY_NAME = (
    rf"[{_UPPER}][{_LOWER}]{{2,}}(?:ов|ев|ёв)(?:а|у|ым|е|ой|ых|ы|ның|ның|ға|ге|тың|тің|пен|ті)?"
    rf"|[{_UPPER}][{_LOWER}]{{2,}}(?:ский|цкий|ская|цкая|ского|цкого|скую|ской|скому|енко)"
    r"|[A-Z][a-z]{2,}(?:ov|ev|yev|ova|eva|yeva|sky|skiy|skaya|enko)"
)
# Only beside another name: «Машина», «Мадина» and "Marina" end like this and are no family names.
_PAIRED = rf"[{_UPPER}][{_LOWER}]{{2,}}(?:ин|ын)(?:а|ой|у|ым|е)?"
_PAIRED_FAMILY_NAME = re.compile(
    rf"(?<!\w)[{_UPPER}][{_LOWER}]{{2,}} (?P<name>{_PAIRED})(?!\w)"
    rf"|(?<!\w)(?P<first>{_PAIRED}) [{_UPPER}][{_LOWER}]{{2,}}(?!\w)"
)
_WORD = re.compile(rf"(?<!\w)(?:{_PATRONYMIC}|{_FAMILY_NAME})(?!\w)")
_INITIALS = re.compile(
    rf"(?<!\w)[{_UPPER}A-Z][{_LOWER}a-z]+ [{_UPPER}A-Z]\.\s?[{_UPPER}A-Z]\.?"
    rf"|(?<!\w)[{_UPPER}A-Z]\.\s?[{_UPPER}A-Z]\. ?[{_UPPER}A-Z][{_LOWER}a-z]+"
)
# Words that begin a sentence, and names of places, that end like family names.
_NO_NAMES = re.compile(
    "снова|слова|голова|корова|основа|трава|сова|готова|здорова|нова|обнова|нева|москва|киев|лев|"
    "ростов|саратов|чехов|тамбов|псков|львов|дева|королева|"
    "(?:глубоковск|зайсанск|карагайск|курчумск|самарск|тарбагатайск|уланск|шемонаихинск|алтайск|"
    "детск|русск|английск|казахск|женск|мужск|городск|сельск|морск|олимпийск|светск|советск)"
    "(?:ий|ая|ого|ом|ой|ую|ому|им)"
)
_FIRST_NAMES = re.compile(
    "мадина|амина|марина|карина|полина|алина|ирина|арина|сабина|дина|галина|кристина|екатерина|"
    "регина|альбина|нина|зарина|эльвина|ангелина|валентина|константин|мартин|машина|картина|"
    "вершина|половина|корзина|резина"
)


def find_family_names(text: str, known: KnownFacts) -> Iterable[Span]:
    for match in _WORD.finditer(text):
        if not _NO_NAMES.fullmatch(match.group().casefold()):
            yield Span(*match.span())
    for match in _PAIRED_FAMILY_NAME.finditer(text):
        if not _FIRST_NAMES.fullmatch((match["name"] or match["first"]).casefold()):
            yield Span(*match.span())
    yield from by_pattern(_INITIALS)(text, known)


def _is_name(word: str, name: str) -> bool:
    """Endings change with the case; short names are looked for whole."""
    return word == name if len(name) < 5 else word.startswith(name[: max(4, len(name) - 2)])


_WRITTEN_WORD = re.compile(r"\w+(?:[-'’ʼ]\w+)*")


def find_known(text: str, known: KnownFacts) -> Iterable[Span]:
    """The child's and the guardian's own names, in any case and in either script, and whole
    phrases such as a school."""
    names = [fold(name) for name in known.names]
    for match in _WRITTEN_WORD.finditer(text) if names else ():
        words = {fold(part) for part in (match.group(), *re.split(r"\W", match.group()))}
        if any(_is_name(word, name) for word in words for name in names):
            yield Span(*match.span())
    for phrase in known.phrases:
        yield from by_pattern(re.compile(re.escape(phrase), re.IGNORECASE))(text, known)


RULES = (
    Rule("iin", _("Twelve digits, like an IIN"), by_pattern(_IIN)),
    Rule(
        "birth_date", _("A full date, like a date of birth"), by_pattern(_DATE_WITH_YEAR, _BIRTHDAY)
    ),
    Rule("surname", _("Looks like a family name or a patronymic"), find_family_names),
    Rule("known", _("Stands in the dossier"), find_known),
)
