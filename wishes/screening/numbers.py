"""Numbers as people write them: in digits, in words of three languages, or in both by turns."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_UNITS = {
    0: "ноль нуль нөл zero oh",
    1: "один одна одно раз бір one",
    2: "два две екі two",
    3: "три үш three",
    4: "четыре төрт four",
    5: "пять бес five",
    6: "шесть алты six",
    7: "семь жеті seven",
    8: "восемь сегіз eight",
    9: "девять тоғыз nine",
}
_TEENS = {
    10: "десять ten", 11: "одиннадцать eleven", 12: "двенадцать twelve",
    13: "тринадцать thirteen", 14: "четырнадцать fourteen", 15: "пятнадцать fifteen",
    16: "шестнадцать sixteen", 17: "семнадцать seventeen", 18: "восемнадцать eighteen",
    19: "девятнадцать nineteen",
}  # fmt: skip
_TENS = {
    10: "он", 20: "двадцать жиырма twenty", 30: "тридцать отыз thirty", 40: "сорок қырық forty",
    50: "пятьдесят елу fifty", 60: "шестьдесят алпыс sixty", 70: "семьдесят жетпіс seventy",
    80: "восемьдесят сексен eighty", 90: "девяносто тоқсан ninety",
}  # fmt: skip
_HUNDREDS = {
    100: "сто", 200: "двести", 300: "триста", 400: "четыреста", 500: "пятьсот", 600: "шестьсот",
    700: "семьсот", 800: "восемьсот", 900: "девятьсот",
}  # fmt: skip


class _Word(NamedTuple):
    value: int
    # What it needs below the number before it, and what may follow it.
    needs: int
    leaves: int


_WORDS = {
    word: _Word(value, needs, leaves)
    for values, needs, leaves in (
        (_UNITS, 10, 0), (_TEENS, 100, 0), (_TENS, 100, 10), (_HUNDREDS, 1000, 100),
    )
    for value, words in values.items()
    for word in words.split()
}  # fmt: skip
_HUNDRED = frozenset(("жүз", "hundred"))
_REPEATED = {"double": 2, "triple": 3}
_PLUS = frozenset(("плюс", "plus", "қосу"))
# What people say between the parts of a number.
_FILLERS = frozenset(
    [
        "потом",
        "затем",
        "далее",
        "дальше",
        "и",
        "тире",
        "дефис",
        "пробел",
        "точка",
        "скобка",
        "снова",
        "опять",
        "сосын",
        "кейін",
        "содан",
        "соң",
        "және",
        "сызықша",
        "бос",
        "орын",
        "нүкте",
        "then",
        "and",
        "dash",
        "space",
        "dot",
        "again",
    ]
)
MOST_FILLERS = 2
MOST_BETWEEN = 6
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_FULL_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s?[./\-]\s?\d{1,2}\s?[./\-]\s?\d{1,2})(?!\d)"
)


@dataclass
class Group:
    """Digits written together, or one number in words."""

    digits: str
    start: int
    end: int
    in_words: bool = False


@dataclass
class Run:
    """Groups with nothing but separators and fillers between them."""

    groups: list[Group] = field(default_factory=list)
    has_plus: bool = False

    @property
    def start(self) -> int:
        return self.groups[0].start

    @property
    def end(self) -> int:
        return self.groups[-1].end


def runs_in(text: str) -> list[Run]:
    """All numbers of `text`; full dates are none."""
    dates = [match.span() for match in _FULL_DATE.finditer(text)]
    reader = _Reader(text)
    for token in _TOKEN.finditer(text):
        while dates and dates[0][1] <= token.start():
            dates.pop(0)
        if dates and dates[0][0] <= token.start():
            reader.stop()
        else:
            reader.take(token[0].lower(), token.start(), token.end())
    reader.stop()
    return reader.runs


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.runs: list[Run] = []
        self.run = Run()
        self.room = 0
        self.times = 1
        self.fillers = 0
        self.last_end = 0

    def stop(self) -> None:
        if self.run.groups:
            self.runs.append(self.run)
        self.run, self.room, self.times, self.fillers = Run(), 0, 1, 0

    def take(self, word: str, start: int, end: int) -> None:
        between = self.text[self.last_end : start]
        if self.run.groups and len(between) > MOST_BETWEEN:
            self.stop()
        self.last_end = end
        if word.isdigit():
            self._add(Group(word, start, end), "+" in between[-2:])
            self.room = 0
        elif word in _WORDS:
            self._say(_WORDS[word], start, end)
        elif word in _HUNDRED and self._hundreds(end):
            pass
        elif word in _REPEATED:
            self.times = _REPEATED[word]
        elif word in _PLUS and not self.run.groups:
            self.run.has_plus = True
        elif word in _FILLERS and self.run.groups and self.fillers < MOST_FILLERS:
            self.fillers += 1
        else:
            self.stop()

    def _add(self, group: Group, has_plus: bool) -> None:
        if has_plus and self.run.groups:
            self.stop()
        self.run.has_plus = self.run.has_plus or has_plus
        self.run.groups.append(group)
        self.fillers = 0

    def _say(self, word: _Word, start: int, end: int) -> None:
        if word.value and word.needs <= self.room:
            last = self.run.groups[-1]
            last.digits, last.end = str(int(last.digits) + word.value), end
        else:
            self._add(Group(str(word.value) * self.times, start, end, in_words=True), False)
        self.room, self.times, self.fillers = word.leaves, 1, 0

    def _hundreds(self, end: int) -> bool:
        """«жеті жүз», "seven hundred"; «жүз» alone is a hundred."""
        last = self.run.groups[-1] if self.run.groups else None
        if last and last.in_words and len(last.digits) == 1 and last.digits != "0":
            last.digits, last.end = last.digits + "00", end
        else:
            self._add(Group("100", end - 3, end, in_words=True), False)
        self.room = 100
        return True
