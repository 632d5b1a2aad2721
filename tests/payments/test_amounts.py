"""What people write as a sum: taken as meant, or an error beside the field."""

import pytest

from campaigns.payments.models import Donation

pytestmark = pytest.mark.django_db

TAKEN = {
    "5000": 5_000_00,
    "5 000": 5_000_00,
    "5 000 ₸": 5_000_00,
    "5\u00a0000\u00a0₸": 5_000_00,
    "5,000.00": 5_000_00,
    "5.000,00": 5_000_00,
    "5000,50": 5_000_50,
    "5000.5": 5_000_50,
    "5 000 тг": 5_000_00,
    "5000 теңге": 5_000_00,
    "₸5,000": 5_000_00,
    "500": 500_00,
    "999 999,99": 999_999_99,
    "٥٠٠٠": 5_000_00,
}

REFUSED = {
    "0": "The smallest sum is",
    "499": "The smallest sum is",
    "499.99": "The smallest sum is",
    "٣": "The smallest sum is",
    "1 000 000": "bank transfer",
    "9" * 20: "bank transfer",
    "-1": "in digits",
    "-5000": "in digits",
    "−5000": "in digits",
    "12abc": "in digits",
    "1e9": "in digits",
    "1_000": "in digits",
    "0x500": "in digits",
    "5,0000": "in digits",
    "5000.123": "in digits",
    "five": "in digits",
    "NaN": "in digits",
    "Infinity": "in digits",
    "": "Choose a sum",
    "   ": "Choose a sum",
}


@pytest.mark.parametrize("typed", TAKEN)
def test_a_sum_is_taken_as_meant(donor, typed):
    donation = donor.give(amount=typed)
    assert donation.amount_tiyn == TAKEN[typed]
    (call,) = map(donor.fields_of, donor.asked_of_stripe())
    price = "line_items[0][price_data]"
    assert call[f"{price}[unit_amount]"] == str(TAKEN[typed])
    assert call[f"{price}[currency]"] == "kzt"
    assert call["line_items[0][quantity]"] == "1"


@pytest.mark.parametrize("typed", REFUSED)
def test_anything_else_is_asked_about_and_stays_as_typed(donor, typed):
    response = donor.send_form(amount=typed)
    assert response.status_code == 422
    form = response.context["form"]
    (name,) = form.errors
    assert REFUSED[typed] in form.errors[name][0]
    field = form[name]
    page = response.content.decode()
    assert f'id="{field.auto_id}_error"' in page
    assert form["amount"].value() == typed
    assert form["donor_email"].value() == "aigul@example.org"
    assert not Donation.objects.exists()
    assert donor.sandbox.requests() == []


def test_an_offered_sum_is_chosen_by_its_radio(donor):
    assert donor.give(preset="2000000", amount="").amount_tiyn == 20_000_00


def test_own_sum_is_asked_for_where_it_is_chosen(donor):
    response = donor.send_form(preset="own", amount="")
    assert "amount" in response.context["form"].errors


def test_a_radio_and_another_typed_sum_contradict(donor):
    response = donor.send_form(preset="500000", amount="700")
    assert "You chose" in response.context["form"].errors["amount"][0]
    assert donor.give(preset="500000", amount="5000").amount_tiyn == 5_000_00


@pytest.mark.parametrize("preset", ["1", "50000", "100000000", "-500000", "500000 ", "abc"])
def test_a_radio_that_is_not_offered_is_refused(donor, preset):
    response = donor.send_form(preset=preset, amount="")
    assert "preset" in response.context["form"].errors
    assert not Donation.objects.exists()


def test_a_fund_without_offers_has_only_the_field(donor):
    donor.fund.presets.all().delete()
    assert "preset" not in donor.client.get(donor.fund.get_donate_url("en")).context["form"].fields
    assert donor.send_form(amount="").context["form"].errors.keys() == {"amount"}
    assert donor.give(amount="777").amount_tiyn == 777_00


@pytest.mark.parametrize(
    ("asked", "initial"),
    [
        ("5000", {"preset": "500000"}),
        ("5 000 ₸", {"preset": "500000"}),
        ("1234", {"preset": "own", "amount": 1_234_00}),
        ("1", {}),
        ("1000000", {}),
        ("12abc", {}),
        ('"><script>', {}),
        ("", {}),
    ],
)
def test_a_link_may_propose_a_sum_within_the_rules(client, fund, asked, initial):
    page = client.get(fund.get_donate_url("en"), {"amount": asked})
    got = {k: v for k, v in page.context["form"].initial.items() if k != "stamp"}
    assert got == initial
    assert "<script>" not in page.content.decode()


def test_a_sum_in_the_address_does_not_change_the_sum_in_the_form(donor):
    address = donor.fund.get_donate_url("en") + "?amount=900000&preset=2000000"
    form = {"amount": "5000", "donor_email": "a@example.org"}
    donor.client.post(address, form, headers={"Sec-Fetch-Site": "same-origin"})
    assert Donation.objects.get().amount_tiyn == 5_000_00
