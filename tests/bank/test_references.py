"""A reference survives hands, keyboards and banks; a slip in it is always seen."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.bank.references import (
    LENGTH,
    SIGNS,
    check_sign,
    folded,
    found_in,
    grouped,
    is_reference,
    near,
    new_reference,
    parse_reference,
)

references = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda payload: payload + check_sign(payload)
)
places = st.integers(0, LENGTH - 1)


@given(references)
def test_what_is_made_is_right(reference):
    assert is_reference(reference)
    assert parse_reference(grouped(reference)) == reference


def test_new_ones_are_right_and_differ():
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(is_reference(one) for one in made)


@given(references, places, st.sampled_from(SIGNS))
def test_one_wrong_sign_is_seen(reference, place, sign):
    assume(reference[place] != sign)
    assert not is_reference(reference[:place] + sign + reference[place + 1 :])


@given(references, places, places)
def test_two_swapped_signs_are_seen(reference, one, other):
    assume(reference[one] != reference[other])
    signs = list(reference)
    signs[one], signs[other] = signs[other], signs[one]
    assert not is_reference("".join(signs))


@given(references, places)
def test_a_missing_sign_is_seen(reference, place):
    assert parse_reference(reference[:place] + reference[place + 1 :]) is None


CYRILLIC = str.maketrans("ACEHKMPTXY0183", "АСЕНКМРТХУОІВЗ")


@given(references)
def test_small_letters_cyrillic_lookalikes_and_spaces_change_nothing(reference):
    assert parse_reference(reference.lower()) == reference
    assert parse_reference(reference.translate(CYRILLIC)) == reference
    assert parse_reference(" ".join(reference)) == reference
    assert parse_reference(f"{reference[:4]} – {reference[4:]}") == reference


@pytest.mark.parametrize("letter", "OILSBZU")
def test_no_letter_that_looks_like_another_sign_is_in_the_alphabet(letter):
    assert letter not in SIGNS
    assert folded(letter) in SIGNS


@given(references, st.text(max_size=40), st.text(max_size=40))
def test_it_is_found_in_any_text(reference, before, after):
    assert reference in found_in(f"{before} {grouped(reference)} {after}")
    # A bank breaks its lines where it likes.
    assert reference in found_in(f"{before}/{reference[:5]}\r\n{reference[5:]}/{after}")


def test_an_ordinary_payment_text_holds_none_that_is_ours():
    text = "Ерікті қайырмалдық / Добровольное пожертвование на жилищный фонд, НДС не облагается"
    ours = {new_reference() for _ in range(1000)}
    assert not ours & set(found_in(text))


@given(references, places, st.sampled_from(SIGNS))
def test_a_slip_away_is_proposed(reference, place, sign):
    assert reference in near(f"ref {reference[:place]}{sign}{reference[place + 1 :]}.")


@given(references, st.integers(0, LENGTH - 2))
def test_swapped_neighbours_are_proposed(reference, at):
    swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
    assert reference in near(swapped)


@given(st.text(SIGNS + "ЖД", max_size=60))
def test_only_right_references_are_proposed(text):
    assert all(is_reference(one) for one in near(text))


@given(st.text(max_size=120))
def test_no_text_upsets_the_search(text):
    assert all(is_reference(one) for one in found_in(text))
