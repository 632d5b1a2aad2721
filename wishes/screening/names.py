"""Family names and patronymics, among words that only end like one.

No list of family names is complete, so the endings decide (-ов, -ева, -ұлы, -овна …), together with
what stands beside: a first name, initials, "my name is". A name that has no such ending is found
only there; the child's own is found by `known` anyway.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from language.folding import fold
from wishes.screening.addresses import find_addresses
from wishes.screening.findings import KnownFacts, Rule, Span
from wishes.screening.name_words import (
    FIRST_NAMES,
    NO_FAMILY_NAMES,
    NO_NAMES,
    NO_PATRONYMICS,
    WELL_KNOWN,
)
from wishes.screening.schools import find_schools

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RU_CASE = r"(?:а|у|ым|ой|ом|е|ых|ы|ою|ей)?"
_KK_CASE = (
    r"(?:ның|нің|дың|дің|тың|тің|ға|ге|қа|ке|на|не|ны|ні|ды|ді|ты|ті|мен|бен|пен|дан|ден|тан|тен)?"
)
# Endings that hardly any other word has.
_PATRONYMIC = re.compile(
    rf"[^\W\d_]{{2,}}(?:(?:ович|евич){_RU_CASE}|(?:овн|евн|ичн)(?:а|ы|е|у|ой))"
    rf"|[^\W\d_]{{2,}}-?(?:ұлы|қызы|ұлын|қызын){_KK_CASE}|[^\W\d_]{{3,}}-?(?:улы|кызы"
    rf"|уулу){_KK_CASE}"
    r"|[a-z]{3,}-?(?:uly|kyzy|qyzy|ovich|evich|ovna|evna)",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    rf"[^\W\d_]{{2,}}(?:ов|ев|ёв)(?:{_RU_CASE}|{_KK_CASE})|[^\W\d_]{{2,}}(?:ова"
    rf"|ева)(?:{_KK_CASE}|ой|у)"
    r"|[^\W\d_]{3,}(?:енко|чук|швили)|[a-z]{2,}(?:ov|ev|ova|eva|enko|chuk)(?:'?s)?",
    re.IGNORECASE,
)
# Many other words end like these: they count only beside a first name, a patronymic or initials.
_PERHAPS_FAMILY = re.compile(
    rf"[^\W\d_]{{3,}}(?:ин|ын)(?:{_RU_CASE}|а{_KK_CASE})|[^\W\d_]{{2,}}(?:ск|цк)(?:ий|ая|ого|ой"
    rf"|ому|ую|им)"
    r"|[^\W\d_]{3,}(?:юк|ук|як|ян|янц|дзе|бай|бек|хан|бекова|баева)|[a-z]{3,}(?:in|ina|sky|skiy"
    r"|skaya|yan|bay|bek)",
    re.IGNORECASE,
)
_AMONG_ADJECTIVES = re.compile(
    r"(?:восточно|северо|южно|западно|катон)-|(?:\w*(?:район|област|карагай|казахстан|глубоков"
    r"|зайсан|"
    r"курчум|самар|тарбагатай|улан|шемонаихин|алтай|маркаколь)ск\w+)",
    re.IGNORECASE,
)
_CAPITAL = "A-ZА-ЯЁӘҒҚҢӨҰҮҺІ"
_INITIALS = (
    re.compile(
        rf"(?<!\w)(?P<name>[{_CAPITAL}][^\W\d_]{{1,30}}) [{_CAPITAL}]\. ?[{_CAPITAL}]\.?(?!\w)"
    ),
    re.compile(
        rf"(?<![\w.])[{_CAPITAL}]\. ?[{_CAPITAL}]\. ?(?P<name>[{_CAPITAL}][^\W\d_]{{1,30}})"
    ),
)
_SAID_TO_BE = re.compile(
    r"(?<!\w)(?:фамили[яию]|тег[іи]м?|тегіңіз|surname|last\s+name|family\s+name)"
    rf"\s?(?:is\s|:\s?|-\s?|моя\s|у\sменя\s|болады\s)?(?-i:(?P<family>[{_CAPITAL}][\w\-]{{1,30}}))",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?<!\w)(?:(?:меня|его|е[её]|нас|сына|дочь|дочку)\s+зовут|(?:менің\s+)?ат(?:ы|ым)"
    r"|аты-?\s?жөн(?:і|ім)|"
    r"my\s+(?:full\s+)?name\s+is|i\s+am|i'm|(?:his|her)\s+name\s+is)\s?[:\-]?\s?"
    rf"(?-i:[{_CAPITAL}][\w\-]{{1,30}}) (?-i:(?P<family>[{_CAPITAL}][\w\-]{{1,30}}))(?!\w)",
    re.IGNORECASE,
)
# At most a first name stands between.
_READ_BEFORE = re.compile(
    r"(?<!\w)(?:сказ(?:ки|ок|ку|ка)|рассказ(?:ы|ов)|повест[ьи]|роман[ыа]?|стих(?:и|ов|отворения)|басн[иь]|"
    r"книг[иу]|писател[ья]м?|поэта?|произведени[яе]|ақын|жазушы|(?:books?|stories|poems|tales|novels?)\sby)"
    r"\s?-?\s?(?:[^\W\d_]{2,20}\s)?$",
    re.IGNORECASE,
)
_READ_AFTER = re.compile(
    r"\s\"?(?:[^\W\d_]{2,20}\"?\s)?(?:повес|роман|әңгіме|өлең|ертегі|кітаб|шығарма)", re.IGNORECASE
)
LOOKED_AROUND = 45
# Above this share of capitals their use says nothing.
SHOUTED = 0.6
_KK_SON = re.compile(r"(?:ұлы|қызы)(?:ның|на|н|мен)?", re.IGNORECASE)
_FOLDED_CASES = frozenset(
    [
        "a",
        "u",
        "im",
        "om",
        "e",
        "tin",
        "din",
        "nin",
        "ti",
        "di",
        "ga",
        "ka",
        "pen",
        "ben",
        "in",
        "s",
    ]
)
_CASES = ("а", "у", "е", "ы", "ой", "ом", "ға", "ге", "ның", "нің", "мен", "дың", "дің", "ке", "қа")


@dataclass
class _Written:
    text: str
    start: int
    end: int
    is_capital: bool
    is_first_in_sentence: bool
    # Only a space stands between it and the word before.
    follows_closely: bool

    @property
    def is_first_name(self) -> bool:
        key = fold(self.text)
        if key in FIRST_NAMES:
            return True
        lower = self.text.lower()
        return any(
            len(lower) > len(case) + 2
            and lower.endswith(case)
            and (
                fold(lower[: -len(case)]) in FIRST_NAMES
                or fold(lower[: -len(case)] + "а") in FIRST_NAMES
            )
            for case in _CASES
        )


def find_family_names(text: str, known: KnownFacts) -> Iterable[Span]:
    # A street or a school called after somebody is found as that.
    named_after = [*find_addresses(text, known), *find_schools(text, known)]
    for span in _candidates(text):
        is_of_a_place = any(place.start <= span.start < place.end for place in named_after)
        if not is_of_a_place and not _is_an_author(text, span):
            yield span


def _is_an_author(text: str, span: Span) -> bool:
    """«сказки Бажова»: somebody whose books are read, whoever that is."""
    before = text[max(0, span.start - LOOKED_AROUND) : span.start]
    after = text[span.end : span.end + LOOKED_AROUND]
    return bool(_READ_BEFORE.search(before) or _READ_AFTER.match(after))


def _candidates(text: str) -> Iterable[Span]:
    words = _words_in(text)
    for place, word in enumerate(words):
        before = words[place - 1] if place and word.follows_closely else None
        has_after = place + 1 < len(words) and words[place + 1].follows_closely
        after = words[place + 1] if has_after else None
        if _is_family_name(word, before, after):
            yield Span(word.start, word.end)
        elif before and _KK_SON.fullmatch(word.text) and _is_fathers(before):
            yield Span(before.start, word.end)
    yield from _by_what_is_said(text)


def _words_in(text: str) -> list[_Written]:
    letters = [letter for letter in text if letter.isalpha()]
    is_shouted = sum(map(str.isupper, letters)) > SHOUTED * len(letters)
    words: list[_Written] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        words.append(
            _Written(
                match[0],
                *match.span(),
                is_capital=match[0][0].isupper() and not is_shouted,
                is_first_in_sentence=not words or bool(re.search(r"[.!?\n:\"]", between)),
                follows_closely=bool(words) and between in (" ", "  ", "\n"),
            )
        )
        end = match.end()
    return words


def _is_family_name(word: _Written, before: _Written | None, after: _Written | None) -> bool:
    looks = _FAMILY.fullmatch(word.text) or _PERHAPS_FAMILY.fullmatch(word.text)
    if not (looks or _PATRONYMIC.fullmatch(word.text)):
        return False
    key = fold(word.text)
    if _is_patronymic(word):
        return not _is_well_known(key, before, after)
    if word.is_first_name or key in NO_FAMILY_NAMES or _AMONG_ADJECTIVES.match(word.text):
        return False
    is_beside_a_name = any(
        other is not None and (other.is_first_name or _is_patronymic(other))
        for other in (before, after)
    )
    if _FAMILY.fullmatch(word.text):
        is_a_name = word.is_capital or (is_beside_a_name and len(word.text) >= 5)
        return is_a_name and not _is_well_known(key, before, after)
    if looks and word.is_capital and is_beside_a_name:
        is_adjective = word.is_first_in_sentence or (after and after.is_first_name and not before)
        return not (is_adjective and key.endswith(("ski", "skaia", "skoe"))) and not _is_well_known(
            key, before, after
        )
    return False


def _is_patronymic(word: _Written) -> bool:
    if not _PATRONYMIC.fullmatch(word.text) or fold(word.text) in NO_PATRONYMICS:
        return False
    # «ұлы» and «қызы» are letters that no Russian word has; the others need a capital.
    return word.is_capital or bool(re.search(r"[ұқ]|ович|евич", word.text.lower()))


def _is_fathers(word: _Written) -> bool:
    """«Серік ұлы»: his father's name; «Қазақ ұлы», at the beginning of a sentence, is not."""
    return word.is_capital and (word.is_first_name or not word.is_first_in_sentence)


def _is_well_known(key: str, before: _Written | None, after: _Written | None) -> bool:
    """Pushkin, unless somebody of another first name is called so."""
    names = next(
        (
            firsts
            for last, firsts in WELL_KNOWN.items()
            if key == last or _in_another_case(key, last)
        ),
        None,
    )
    if names is None:
        return False
    beside = [fold(w.text) for w in (before, after) if w is not None and w.is_first_name]
    return not beside or any(name in names or name[:-1] in names for name in beside)


def _in_another_case(key: str, last: str) -> bool:
    return key.startswith(last) and key[len(last) :] in _FOLDED_CASES


def _by_what_is_said(text: str) -> Iterable[Span]:
    for initials in _INITIALS:
        for match in initials.finditer(text):
            if not _is_well_known(fold(match["name"]), None, None):
                yield Span(*match.span())
    for pattern in (_SAID_TO_BE, _CALLED):
        for match in pattern.finditer(text):
            if fold(match["family"]) not in NO_NAMES:
                yield Span(*match.span("family"))


RULES = (Rule("surname", _("Looks like a family name or a patronymic"), find_family_names),)
