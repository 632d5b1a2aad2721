"""Ways to reach somebody: telephone, e-mail, address on the web, social networks, bank card."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wishes.screening.findings import KnownFacts, Rule, Span, by_pattern

# Letters that stand for digits where digits are around them: 8 7O1 …
_DIGIT = r"(?:\d|(?<=[\d ])[OoОо](?=[\d ]))"
_NUMBER = re.compile(rf"(?<![\w])\+?(?:{_DIGIT}[ \-–—−.()/_*]{{0,3}}){{6,18}}\d(?!\w)")
_SHORT_LOCAL = re.compile(r"(?<![\d.\-])\d{2,3}-\d{2}-\d{2}(?![\d.\-])")
# What numbers are called, as alternatives of a pattern.
_SPELLED_DIGITS = "|".join(
    (
        "ноль|нуль|один|одна|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять",
        "двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|сто",
        "двести|триста|четыреста|пятьсот|шестьсот|семьсот|восемьсот|девятьсот",
        "нөл|бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он|жиырма|отыз|қырық|елу|алпыс|жетпіс",
        "сексен|тоқсан|жүз",
        "zero|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty",
        "seventy|eighty|ninety|hundred|oh",
    )
)
_SPELLED = re.compile(
    rf"\b(?:(?:{_SPELLED_DIGITS})[\s,\-]+){{5,}}(?:{_SPELLED_DIGITS})\b", re.IGNORECASE
)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", re.sub("[OoОо]", "0", text))


def find_phones(text: str, known: KnownFacts) -> Iterable[Span]:
    for match in _NUMBER.finditer(text):
        digits = _digits(match.group())
        is_long = 10 <= len(digits) <= 15
        if (
            match.group().startswith("+")
            or (is_long and not _is_date_pair(match.group()))
            or (digits and any(own.endswith(digits) for own in known.digits if len(digits) >= 6))
        ):
            yield Span(*match.span())
    yield from by_pattern(_SHORT_LOCAL, _SPELLED)(text, known)


def _is_date_pair(text: str) -> bool:
    """`01.03.2026 - 31.05.2026` has as many digits as a telephone number."""
    return bool(
        re.fullmatch(r"\s*\d{1,2}\.\d{1,2}\.\d{2,4}[\s\-–—]*\d{1,2}\.\d{1,2}\.\d{2,4}", text)
    )


_AT = r"\s?(?:@|\(at\)|\[at\]|\(собака\)|\s(?:собака|at|ит)\s)\s?"
_DOT = r"(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?|\s(?:точка|нүкте|dot)\s)"
_EMAIL = re.compile(rf"[\w.+\-]+{_AT}[\w\-]+(?:{_DOT}[\w\-]+)+", re.IGNORECASE)

_ENDINGS = "kz|ru|com|net|org|info|me|io|su|uz|kg|by|ua|eu|biz|app|site|online|link|ly|gg|қаз|рф"
_URL = re.compile(
    rf"(?:https?|ftp)\s?:\s?/\s?/\S+|\bwww\s?\.\s?\S+"
    rf"|(?<![@\w])[\w\-]+(?:\.[\w\-]+)*\.(?:{_ENDINGS})\b(?:/\S*)?",
    re.IGNORECASE,
)

_NETWORKS = (
    r"инстаграмм?|инста|instagram|insta|телеграмм?|telegram|whats\s?app|ват?сапп?|вотсап|уатсап|"
    r"tik\s?tok|тик\s?ток|в\s?контакте|vkontakte|facebook|фейсбук|одноклассник|snapchat|discord|дискорд"
)
_HANDLE = re.compile(
    rf"(?<![\w@.])@[\w.]{{3,}}|\b(?:{_NETWORKS})\w*(?:\s*[:\-–—]\s*|\s+)?(?:@?[a-z][\w.]{{2,}})?"
    r"|\b(?:вк|vk|тг|tg)\s*[:\-–—]\s*@?\w{3,}|\bt\.me/\S+",
    re.IGNORECASE,
)

_CARD = re.compile(r"(?<!\d)(?:\d[ \-]?){13,19}(?!\d)")


def find_cards(text: str, known: KnownFacts) -> Iterable[Span]:
    for match in _CARD.finditer(text):
        if _luhn(_digits(match.group())):
            yield Span(*match.span())


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


RULES = (
    Rule("phone", _("A telephone number"), find_phones),
    Rule("email", _("An e-mail address"), by_pattern(_EMAIL)),
    Rule("url", _("An address on the web"), by_pattern(_URL)),
    Rule("handle", _("A social network or a name in one"), by_pattern(_HANDLE)),
    Rule("card", _("A bank card number"), find_cards),
)
