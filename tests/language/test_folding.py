import pytest

from language.folding import fold


@pytest.mark.parametrize(
    "spellings",
    [
        ["Жүректен", "журектен", "ЖУРЕКТЕН", "Zhurekten", "Jürekten"],
        ["Катонқарағай", "Katonkaragay", "катон-карагай", "Katonqaraghai"],
        ["Өскемен", "Оскемен", "Oskemen", "Öskemen"],
        ["Мейірім", "мейирим", "Meyirim"],
        ["Шемонаиха", "Shemonaikha"],
        ["Риддер", "Ридер", "Ridder"],
    ],
)
def test_spellings_of_one_word_meet(spellings):
    assert len({fold(word) for word in spellings}) == 1


@pytest.mark.parametrize("text", ["", "   ", "\x00", "!!!", "—", "%_\\"])
def test_nothing_searchable_folds_to_nothing(text):
    assert fold(text) == ""


def test_words_stay_apart():
    assert fold("оқу  құралдары,\nкітаптар") == "oku kuraldari kitaptar"


def test_folding_twice_changes_nothing():
    once = fold("Жүректен жүрекке №5 — Щербаков")
    assert fold(once) == once
