"""A date of birth: a full date that could be a child's, or a day of the year called a birthday."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import KnownFacts, Rule, Span

_MONTHS = (
    r"(?:январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?|"
    r"сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе]|"
    r"(?:қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйе[кг]|қазан|қараша|желтоқсан)"
    r"[а-яәғқңөұүһі]{0,6}|"
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)"
)
_YEAR = r"(?:19|20)\d{2}"
# «двенадцатого мая», «он екінші мамыр», "twelfth of May".
_SPOKEN_DAY = (
    r"(?:(?:двадцать|тридцать|он|жиырма|отыз|twenty|thirty)[\s\-])?"
    r"(?:перв|втор|треть|четв[её]рт|пят|шест|седьм|восьм|девят|десят|\w{2,7}надцат|двадцат|тридцат)"
    r"(?:ого|его|ое|ый|ой)"
    r"|(?:(?:он|жиырма|отыз)\s)?(?:бірінші|екінші|үшінші|төртінші|бесінші|алтыншы|жетінші"
    r"|сегізінші|"
    r"тоғызыншы|оныншы|жиырмасыншы|отызыншы)"
    r"|(?:(?:twenty|thirty)[\s\-])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|\w{3,6}teenth|twentieth|thirtieth)"
)
_DAY = (
    rf"(?:(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s?-?(?:го|ого|ші|шы|нші|ншы|інші"
    rf"|ыншы)?\s+(?:of\s+)?{_MONTHS}"
    rf"|(?<!\w)(?:{_SPOKEN_DAY})\s+(?:of\s+)?{_MONTHS}"
    rf"|(?<!\w){_MONTHS}\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?(?!\w)"
    rf"|(?<!\w){_MONTHS}\s+айының\s\d{{1,2}})"
)
_SPOKEN_YEAR = r"(?:две\s+тысячи|екі\s+мың|two\s+thousand)(?:\s(?!года|жыл)[^\W\d_]{2,15}){0,3}"
_FULL = re.compile(
    rf"(?<![\d.])\d{{1,2}}\s?[./\-]\s?\d{{1,2}}\s?[./\-]\s?(?P<y1>{_YEAR}|\d{{2}})(?![\d\-]|\.\d)"
    rf"|(?<!\w)(?P<y2>{_YEAR})\s?[./\-]\s?\d{{1,2}}\s?[./\-]\s?\d{{1,2}}(?!\w)"
    rf"|(?:{_DAY}),?\s+(?P<y3>{_YEAR}|{_SPOKEN_YEAR})(?:\s?(?:года|г\.|жыл\w{{0,4}}))?"
    rf"|(?<!\w)(?P<y4>{_YEAR})\s?(?:ж\.|жыл[а-яғқңіұ]{{0,6}})?,?\s?\d{{1,2}}\s?-?(?:ші|шы|нші"
    rf"|ншы)?\s+{_MONTHS}",
    re.IGNORECASE,
)
# From one day to another, as seasons and holidays have it.
_RANGE_BEFORE = re.compile(
    r"(?:\d|г\.?|года|ж\.?|жыл\w{0,5})\s?(?:-|по|до|to|till|until|мен)\s?$", re.IGNORECASE
)
_RANGE_AFTER = re.compile(
    rf"\s?(?:г\.?|года|жылғы|ж\.)?\s?(?:-|по|до|to|till|until|дейін|бастап|мен)\s?(?:\d"
    rf"|{_MONTHS})?",
    re.IGNORECASE,
)
_BIRTH = (
    r"родил[а-я]{1,4}|рожден[а-я]{1,3}|появил[а-я]{1,4}\sна\sсвет|туған[а-яғқңіұ]{0,6}"
    r"|туыл[а-яғқңіұ]{1,6}|"
    r"тудым?|дүниеге\s+кел[а-яғқңіұ]{1,5}|born|birth(?:day|date)?|исполн[а-я]{1,5}|толам|толад[ыа]|толды|turn(?:s|ed|ing)?|"
    r"именин[а-я]{1,2}|д\.?\s?р\."
    r"|г\.\s?р\."
)
_BIRTH_BEFORE = re.compile(rf"(?<!\w)(?:{_BIRTH})(?!\w)[^.!?\n]{{0,30}}$", re.IGNORECASE)
_BIRTH_AFTER = re.compile(rf"[^.!?,\n]{{0,25}}?(?<!\w)(?:{_BIRTH})(?!\w)", re.IGNORECASE)
_DAY_ALONE = re.compile(rf"{_DAY}|(?<![\d.])\d{{1,2}}\.\d{{2}}(?![\d]|\.\d)", re.IGNORECASE)
# «к 1 сентября», «1 қыркүйекке дейін»: until a day, which is no birthday.
_DEADLINE_BEFORE = re.compile(r"(?<!\w)(?:к|ко|до|с|by|until|till|before)\s$", re.IGNORECASE)
_DEADLINE_AFTER = re.compile(r"\s(?:дейін|бастап)", re.IGNORECASE)
LOOKED_AROUND = 45
# Children of the programme are not older, with some years more for a brother or a sister.
OLDEST = 25


def find_birth_dates(text: str, known: KnownFacts) -> Iterable[Span]:
    today = known.today or timezone.localdate()
    ends = -1
    for match in _FULL.finditer(text):
        ends = match.end()
        if _is_of_birth(text, match) or (
            _could_be_a_childs(match, today) and not _in_range(text, match)
        ):
            yield Span(*match.span())
    for match in _DAY_ALONE.finditer(text):
        is_deadline = _DEADLINE_BEFORE.search(
            text[max(0, match.start() - 8) : match.start()]
        ) or _DEADLINE_AFTER.match(text, match.end())
        if _is_of_birth(text, match) and not is_deadline and match.start() > ends - len(match[0]):
            yield Span(*match.span())


def _is_of_birth(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - LOOKED_AROUND) : match.start()]
    after = text[match.end() : match.end() + LOOKED_AROUND]
    return bool(_BIRTH_BEFORE.search(before) or _BIRTH_AFTER.match(after))


def _could_be_a_childs(match: re.Match[str], today: date) -> bool:
    """Days of this year and later are those of lessons and matches; of long ago, of history."""
    written = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    if not written.isdigit():
        return True
    year = int(written) + (0 if len(written) == 4 else 2000)
    return today.year - OLDEST <= year < today.year


def _in_range(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 12) : match.start()]
    return bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, match.end()))


RULES = (Rule("birth_date", _("A full date, like a date of birth"), find_birth_dates),)
