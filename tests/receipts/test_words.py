"""Sums in words, in the three languages of a receipt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.words import MOST_TENGE, in_words

WORDS = {
    0: ("нөл теңге", "ноль тенге", "zero tenge"),
    1_00: ("бір теңге", "один тенге", "one tenge"),
    2_00: ("екі теңге", "два тенге", "two tenge"),
    5_00: ("бес теңге", "пять тенге", "five tenge"),
    11_00: ("он бір теңге", "одиннадцать тенге", "eleven tenge"),
    21_00: ("жиырма бір теңге", "двадцать один тенге", "twenty-one tenge"),
    22_00: ("жиырма екі теңге", "двадцать два тенге", "twenty-two tenge"),
    111_00: ("жүз он бір теңге", "сто одиннадцать тенге", "one hundred and eleven tenge"),
    1_000_00: ("бір мың теңге", "одна тысяча тенге", "one thousand tenge"),
    2_000_00: ("екі мың теңге", "две тысячи тенге", "two thousand tenge"),
    5_000_00: ("бес мың теңге", "пять тысяч тенге", "five thousand tenge"),
    12_000_00: ("он екі мың теңге", "двенадцать тысяч тенге", "twelve thousand tenge"),
    21_000_00: ("жиырма бір мың теңге", "двадцать одна тысяча тенге", "twenty-one thousand tenge"),
    1_000_000_00: ("бір миллион теңге", "один миллион тенге", "one million tenge"),
    2_000_001_00: (
        "екі миллион бір теңге",
        "два миллиона один тенге",
        "two million one tenge",
    ),
    999_999_99: (
        "тоғыз жүз тоқсан тоғыз мың тоғыз жүз тоқсан тоғыз теңге тоқсан тоғыз тиын",
        "девятьсот девяносто девять тысяч девятьсот девяносто девять тенге девяносто девять тиынов",
        "nine hundred and ninety-nine thousand nine hundred and ninety-nine tenge ninety-nine tiyn",
    ),
}


@pytest.mark.parametrize("tiyn", WORDS)
def test_a_sum_in_each_language(tiyn):
    assert tuple(in_words(tiyn, language) for language in ("kk", "ru", "en")) == WORDS[tiyn]


@pytest.mark.parametrize(
    ("tiyn", "words"),
    [
        (1, "один тиын"),
        (2, "два тиына"),
        (5, "пять тиынов"),
        (11, "одиннадцать тиынов"),
        (21, "двадцать один тиын"),
        (22, "двадцать два тиына"),
    ],
)
def test_tiyn_bend_in_russian(tiyn, words):
    assert in_words(tiyn, "ru") == f"ноль тенге {words}"


@pytest.mark.parametrize("tiyn", [-1, (MOST_TENGE + 1) * 100])
def test_what_has_no_words_is_refused(tiyn):
    with pytest.raises(ValueError, match="no words"):
        in_words(tiyn, "ru")


@given(st.tuples(st.integers(0, MOST_TENGE), st.integers(0, MOST_TENGE)))
def test_two_sums_never_share_their_words(sums):
    for language in ("kk", "ru", "en"):
        one, other = (in_words(tenge * 100, language) for tenge in sums)
        assert (one == other) == (sums[0] == sums[1])
        assert "  " not in one
