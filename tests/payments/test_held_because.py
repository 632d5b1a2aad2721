"""Staff read in their language why something is held."""

import re
from inspect import getsource

import pytest
from django.utils.translation import override

from campaigns.monthly import comparison as of_monthly
from campaigns.payments import comparison
from campaigns.payments.held_because import in_words

NAMES = re.findall(r'yield "([^"]+)"', getsource(comparison) + getsource(of_monthly))
NAMES += re.findall(r'^            \("([^"]+)"', getsource(of_monthly), re.MULTILINE)


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("amount: 500000 ≠ 100", "sum: ours is 5000, Stripe shows 1"),
        ("amount of the charge: 500000 ≠ 5050", "sum (charge): ours is 5000, Stripe shows 50.50"),
        ("livemode: False ≠ True", "real money: ours is no, Stripe shows yes"),
        ("payments: 1 ≠ 2", "number of payments: ours is 1, Stripe shows 2"),
        ("amount: None ≠ 100", "sum: ours is —, Stripe shows 1"),
        ("something else", "something else"),
        ("unheard of: 1 ≠ 2", "unheard of: 1 ≠ 2"),
    ],
)
def test_it_is_told_in_words(kept, told):
    with override("en"):
        assert in_words(kept) == told


def test_a_second_charge_is_named():
    with override("en"):
        assert in_words("second charge: ch_1").endswith("second charge: ch_1")


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_whatever_is_compared_has_its_words(language, name):
    with override(language):
        assert not re.search("[a-z]{4}", in_words(f"{name}: 1 ≠ 2").replace("Stripe", ""))


def test_the_hunt_for_names_finds_them():
    """The control of the rule above."""
    assert {"amount", "customer of the payment", "instruction", "lines"} <= set(NAMES)
