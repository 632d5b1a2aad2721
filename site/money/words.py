# ruff: noqa: SIM905 - numerals read better as a sentence than as a list of quoted words
"""Sums in words, as a receipt states them: «пять тысяч тенге», «бес мың теңге», "five tenge".

Russian counts thousands as women («одна тысяча», «две тысячи») and tenge and tiyn as men; «тенге»
has one form for all numbers, «тиын» three. Kazakh nouns stay singular after any number.
"""

from collections.abc import Callable, Iterator

# A thousand billions of tenge, less one: as far as the words below go.
MOST_TENGE = 10**15 - 1

_EN_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_POWERS = ("", "thousand", "million", "billion", "trillion")

_RU_SMALL = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать "
    "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
).split()
_RU_WOMEN = {1: "одна", 2: "две"}
_RU_TENS = ("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто").split()
_RU_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот".split()
_RU_POWERS = (
    ("", "", ""),
    ("тысяча", "тысячи", "тысяч"),
    ("миллион", "миллиона", "миллионов"),
    ("миллиард", "миллиарда", "миллиардов"),
    ("триллион", "триллиона", "триллионов"),
)
_RU_TIYN = ("тиын", "тиына", "тиынов")

_KK_ONES = "нөл бір екі үш төрт бес алты жеті сегіз тоғыз".split()
_KK_TENS = "он жиырма отыз қырық елу алпыс жетпіс сексен тоқсан".split()
_KK_POWERS = ("", "мың", "миллион", "миллиард", "триллион")


def in_words(tiyn: int, language: str) -> str:
    """A sum of `tiyn` in words of `language` (kk, ru or en); tiyn are named where there are any.

    Raises ValueError for a sum below zero or above `MOST_TENGE`, KeyError for another language.
    """
    tenge, rest = divmod(tiyn, 100)
    if not 0 <= tenge <= MOST_TENGE:
        raise ValueError(f"no words for {tiyn} tiyn")
    number, tenge_word, tiyn_word = _LANGUAGES[language]
    words = f"{number(tenge)} {tenge_word}"
    return f"{words} {number(rest)} {tiyn_word(rest)}" if rest else words


def _groups(number: int) -> Iterator[tuple[int, int]]:
    """The threes of digits that are not all zero, greatest first, each with its power of 1000."""
    for power in range(4, -1, -1):
        group = number // 1000**power % 1000
        if group:
            yield group, power


def _english(number: int) -> str:
    if number == 0:
        return _EN_SMALL[0]
    return " ".join(
        f"{_english_group(group)} {_EN_POWERS[p]}".strip() for group, p in _groups(number)
    )


def _english_group(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    parts = [f"{_EN_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        parts.append(_EN_TENS[tens - 2] + (f"-{_EN_SMALL[ones]}" if ones else ""))
    elif rest:
        parts.append(_EN_SMALL[rest])
    return " and ".join(parts)


def _russian(number: int) -> str:
    if number == 0:
        return _RU_SMALL[0]
    return " ".join(
        f"{_russian_group(group, is_woman=p == 1)} {russian_form(group, _RU_POWERS[p])}".strip()
        for group, p in _groups(number)
    )


def _russian_group(group: int, *, is_woman: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    parts = [_RU_HUNDREDS[hundreds - 1]] if hundreds else []
    if rest >= 20:
        parts.append(_RU_TENS[tens - 2])
        rest = ones
    if rest:
        parts.append(_RU_WOMEN.get(rest, _RU_SMALL[rest]) if is_woman else _RU_SMALL[rest])
    return " ".join(parts)


def russian_form(number: int, forms: tuple[str, str, str]) -> str:
    """The form of a noun after `number`: after 1, after 2 to 4, after the others."""
    if number % 100 in range(11, 15):
        return forms[2]
    last = number % 10
    if last == 1:
        return forms[0]
    return forms[1] if last in (2, 3, 4) else forms[2]


def _kazakh(number: int) -> str:
    if number == 0:
        return _KK_ONES[0]
    return " ".join(
        f"{_kazakh_group(group)} {_KK_POWERS[p]}".strip() for group, p in _groups(number)
    )


def _kazakh_group(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    parts = []
    if hundreds:
        parts.append("жүз" if hundreds == 1 else f"{_KK_ONES[hundreds]} жүз")
    if tens:
        parts.append(_KK_TENS[tens - 1])
    if ones:
        parts.append(_KK_ONES[ones])
    return " ".join(parts)


_LANGUAGES: dict[str, tuple[Callable[[int], str], str, Callable[[int], str]]] = {
    "kk": (_kazakh, "теңге", lambda _n: "тиын"),
    "ru": (_russian, "тенге", lambda n: russian_form(n, _RU_TIYN)),
    "en": (_english, "tenge", lambda _n: "tiyn"),
}
