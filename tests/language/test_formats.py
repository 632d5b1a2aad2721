from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format, number_format

from language.translated import Text, Translated, in_language


@pytest.mark.parametrize(
    ("language", "text"),
    [("kk", "2024 ж. 1 наурыз"), ("ru", "1 марта 2024 г."), ("en", "1 March 2024")],
)
def test_dates_read_as_people_write_them(language, text):
    with translation.override(language):
        assert date_format(date(2024, 3, 1)) == text


@pytest.mark.parametrize(
    ("language", "text"), [("kk", "8\xa0400"), ("ru", "8\xa0400"), ("en", "8,400")]
)
def test_numbers_are_grouped(language, text):
    with translation.override(language):
        assert number_format(8400, use_l10n=True, force_grouping=True) == text


class Place:
    name = Translated("name")

    def __init__(self, kk="", ru="", en=""):
        self.name_kk, self.name_ru, self.name_en = kk, ru, en


def test_text_comes_in_the_readers_language():
    with translation.override("ru"):
        assert Place(kk="Өскемен", ru="Усть-Каменогорск").name == "Усть-Каменогорск"


def test_a_missing_text_falls_back_and_says_in_which_language():
    assert in_language(Place(ru="Риддер"), "name", "en") == Text("Риддер", "ru")
    assert in_language(Place(), "name", "en") == Text("", "")
