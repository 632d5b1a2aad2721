"""Plural strings of ours by number, in each language; and Django's own beside them.

Django's Russian catalogue counts four forms and ours three: each must go on being read by its own.
"""

from datetime import timedelta

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.timesince import timesince
from django.utils.translation import ngettext

NUMBERS = (0, 1, 2, 5, 11, 21, 22, 111)
WISHES = ("%(total)s wish", "%(total)s wishes")
GIFTS = ("%(gifts)s gift so far.", "%(gifts)s gifts so far.")
HELD = ("%(held)s gift held for a check", "%(held)s gifts held for a check")

# Per language: what a number of wishes is called, number by number.
NUMBERS_OF_WISHES = {
    "kk": ["0 тілек", "1 тілек", "2 тілек", "5 тілек",
           "11 тілек", "21 тілек", "22 тілек", "111 тілек"],
    "ru": ["0 желаний", "1 желание", "2 желания", "5 желаний",
           "11 желаний", "21 желание", "22 желания", "111 желаний"],
    "en": ["0 wishes", "1 wish", "2 wishes", "5 wishes",
           "11 wishes", "21 wishes", "22 wishes", "111 wishes"],
}  # fmt: skip
RUSSIAN_FORMS = ["many", "one", "few", "many", "many", "one", "few", "many"]


def counted(texts: tuple[str, str], name: str, number: int) -> str:
    return ngettext(*texts, number) % {name: number}


@pytest.mark.parametrize("language", NUMBERS_OF_WISHES)
def test_the_number_of_wishes_reads_as_people_say_it(language):
    with translation.override(language):
        read = [counted(WISHES, "total", number) for number in NUMBERS]
    assert read == NUMBERS_OF_WISHES[language]


@pytest.mark.parametrize(
    ("texts", "name", "forms"),
    [
        (
            GIFTS,
            "gifts",
            {"one": "пожертвование.", "few": "пожертвования.", "many": "пожертвований."},
        ),
        (
            HELD,
            "held",
            {"one": "пожертвование ", "few": "пожертвования ", "many": "пожертвований "},
        ),
    ],
)
def test_russian_nouns_take_the_form_of_their_number(texts, name, forms):
    with translation.override("ru"):
        for number, form in zip(NUMBERS, RUSSIAN_FORMS, strict=True):
            assert f"{number} {forms[form]}" in counted(texts, name, number)


@pytest.mark.parametrize(("texts", "name"), [(GIFTS, "gifts"), (HELD, "held")])
def test_kazakh_nouns_stay_singular_after_any_number(texts, name):
    with translation.override("kk"):
        read = {counted(texts, name, number).replace(str(number), "#") for number in NUMBERS}
    assert len(read) == 1
    assert "қайырмалдық" in read.pop()


@pytest.mark.parametrize(
    ("language", "days"),
    [
        ("kk", ["1 күн", "2 күн", "5 күн"]),
        ("ru", ["1 день", "2 дня", "5 дней"]),
        ("en", ["1 day", "2 days", "5 days"]),
    ],
)
def test_the_clock_of_django_speaks_by_our_forms(language, days):
    now = timezone.now()
    with translation.override(language):
        read = [timesince(now - timedelta(days=number), now) for number in (1, 2, 5)]
    assert [text.replace("\xa0", " ") for text in read] == days


def test_plurals_that_only_django_has_keep_their_four_forms():
    with translation.override("ru"):
        read = [filesizeformat(number).replace("\xa0", " ") for number in NUMBERS]
    assert read == [
        "0 байт", "1 байт", "2 байта", "5 байт", "11 байт", "21 байт", "22 байта", "111 байт",
    ]  # fmt: skip
