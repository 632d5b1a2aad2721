"""A BIN is an organisation's; an IIN is a person's and is refused."""

import pytest

from campaigns.payments.giving.bin import valid_bin
from language.identity_numbers import check_digit


def organisation(fifth: str) -> str:
    """A number of a month that never was (99), whose check digit is right."""
    eleven = next(
        text for n in range(999999) if check_digit(text := f"9999{fifth}{n:06}") is not None
    )
    return f"{eleven}{check_digit(eleven)}"


@pytest.mark.parametrize("fifth", ["4", "5", "6"])
def test_an_organisation_s_number_has_4_5_or_6_in_the_fifth_place(fifth):
    assert valid_bin(organisation(fifth))


@pytest.mark.parametrize("fifth", ["0", "1", "2", "3", "7", "8", "9"])
def test_a_person_s_number_is_none(fifth):
    assert not valid_bin(organisation(fifth))


@pytest.mark.parametrize("text", ["999999000002", "999999000303"])
def test_right_check_digits_alone_are_not_enough(text):
    assert not valid_bin(text)


@pytest.mark.parametrize(
    "text", ["", "99994000000", "9999400000000", "９９９９４０００００００", "99994000000x"]
)
def test_anything_else_than_twelve_digits_is_none(text):
    assert not valid_bin(text)


@pytest.mark.parametrize("step", range(1, 10))
def test_a_wrong_check_digit_is_seen(step):
    good = organisation("4")
    assert not valid_bin(f"{good[:11]}{(int(good[11]) + step) % 10}")
