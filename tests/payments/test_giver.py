"""Who gives: a person or a company, in their own words, and what the form keeps of it."""

import pytest

from campaigns.payments.giving.giver import GiverForm
from campaigns.payments.models import Donation, Words

pytestmark = pytest.mark.django_db

BIN, IIN = "999940000000", "999999000002"
SAID = {
    "dedication": "Әжеме",
    "message": "Бақытты болыңдар!\nБіз сендермен біргеміз.",
    "shown_name": "Айгүл мен достары",
    "show_words": "on",
}
COMPANY = {"company_name": "«Жарық» ЖШС", "company_bin": BIN}


def test_a_plain_gift_says_nothing(donor):
    donation = donor.give()
    assert not Words.objects.exists()
    assert (donation.company_name, donation.company_bin) == ("", "")
    assert donation.wants_reminder is False


def test_words_are_kept_with_the_gift_and_wait_for_a_reader(donor):
    words = donor.give(**SAID).words
    assert words.state == "waiting"
    assert words.is_public
    assert words.message.splitlines() == SAID["message"].splitlines()
    assert (words.shown_name, words.dedication) == (SAID["shown_name"], SAID["dedication"])


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "Айгүл"),
        ({"shown_name": "А."}, "А."),
        ({"donor_name": ""}, ""),
        ({"is_anonymous": "on"}, ""),
        ({"is_anonymous": "on", "shown_name": "А."}, ""),
        (COMPANY, "«Жарық» ЖШС"),
    ],
)
def test_the_name_shown_is_the_one_meant(donor, more, shown):
    assert donor.give(show_words="on", **more).words.shown_name == shown


def test_words_that_are_not_to_be_shown_are_kept_unshown(donor):
    words = donor.give(message="Тек сіздерге").words
    assert not words.is_public
    assert not Words.objects.to_read().exists()


def test_a_company_gives_by_its_name_and_bin(donor):
    donation = donor.give(company_name="«Жарық» ЖШС", company_bin="9999 4000 0000")
    assert (donation.company_name, donation.company_bin) == ("«Жарық» ЖШС", BIN)


@pytest.mark.parametrize(
    ("company", "field"),
    [
        (COMPANY | {"company_bin": IIN}, "company_bin"),
        (COMPANY | {"company_bin": "123"}, "company_bin"),
        (COMPANY | {"company_bin": ""}, "company_bin"),
        (COMPANY | {"company_name": ""}, "company_name"),
    ],
)
def test_half_a_company_is_asked_about_in_an_open_fold(donor, company, field):
    response = donor.send_form(**company)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    folds = {fold.title: fold.is_open for fold in response.context["form"].folds}
    assert list(folds.values()) == [False, True]
    assert not Donation.objects.exists()


def test_what_was_said_stands_again_after_a_mistake(donor):
    response = donor.send_form(amount="1", cover_fee="on", wants_reminder="on", **SAID, **COMPANY)
    page = response.content.decode()
    form = response.context["form"]
    for name, typed in (SAID | COMPANY).items():
        assert form[name].value() in (typed, True)
    assert form["cover_fee"].value() is form["wants_reminder"].value() is True
    assert page.count('<details class="disclosure" open>') == 2


def test_folds_are_closed_at_first(client, fund):
    folds = client.get(fund.get_donate_url("en")).context["form"].folds
    assert [fold.is_open for fold in folds] == [False, False]


@pytest.mark.parametrize(
    "more",
    [
        {"dedication": "x"},
        {"message": "x"},
        {"show_words": "on"},
        {"shown_name": "x"},
        {"is_anonymous": "on"},
        {"wants_reminder": "on"},
        {"donor_name": "x"},
        COMPANY,
    ],
    ids=lambda more: next(iter(more)),
)
def test_whatever_differs_in_the_form_makes_another_gift(donor, more):
    first = donor.give(stamp="now")
    again = donor.send_form(stamp="now")
    assert again["Location"] == donor.attempt(first).checkout_url
    assert donor.give(stamp="now", **more).pk != first.pk
    assert donor.send_form(stamp="now", **more).status_code == 303
    assert Donation.objects.count() == 2


def test_every_field_of_the_form_is_part_of_what_makes_a_gift():
    """A field that is added is in the digest by itself: it is made of all that was filled in."""
    folded = {name for _title, names in GiverForm.FOLDS for name in names}
    assert folded < GiverForm.base_fields.keys()


@pytest.mark.parametrize("name", ["dedication", "message", "shown_name", "company_name"])
def test_too_long_is_asked_about(donor, name):
    response = donor.send_form(**(COMPANY | {name: "я" * 501}))
    assert name in response.context["form"].errors


def test_stripe_hears_nothing_of_words_or_company(donor):
    donor.give(**SAID, **COMPANY)
    (call,) = donor.asked_of_stripe()
    asked = str(donor.fields_of(call))
    for secret in (*SAID.values(), *COMPANY.values()):
        assert secret == "on" or secret not in asked


# --- Another way for what no card takes -----------------------------------------------------

PAYEE = {
    "BANK_IIK": "KZ1",
    "BANK_NAME": "B",
    "BANK_BIC": "B",
    "BANK_KBE": "18",
    "BANK_KNP": "119",
}


@pytest.fixture
def payee(settings):
    for name, value in PAYEE.items():
        setattr(settings, name, value)


def test_a_sum_that_no_card_takes_goes_on_to_a_transfer_with_all_that_was_typed(donor, payee):
    response = donor.send_form(amount="1 000 000", **SAID, **COMPANY)
    page = response.content.decode()
    transfer = f"/en/donate/{donor.fund.slug}/transfer/"
    assert response.status_code == 422
    assert f'formaction="{transfer}"' in page
    assert "bank transfer" in response.context["form"].errors["amount"][0]


@pytest.mark.parametrize("amount", ["999 999", "499", "x"])
def test_any_other_sum_stays_where_it_is(donor, payee, amount):
    response = donor.send_form(amount=amount, donor_email="")
    assert "formaction" not in response.content.decode()


def test_without_a_payee_no_transfer_is_offered(donor, settings):
    settings.BANK_IIK = ""
    page = donor.send_form(amount="1 000 000").content.decode()
    assert "formaction" not in page
    assert "/transfer/" not in page


@pytest.mark.parametrize(
    "name", ["Win at evil.example", "https://evil", "www.evil", "me@evil", "сіз үшін сыйлық.қаз"]
)
def test_a_name_leads_nowhere(donor, name):
    """A letter to whatever address was typed begins with it: it must be no one's advertisement."""
    answer = donor.send_form(donor_name=name)
    assert answer.status_code == 422
    assert "without addresses of pages" in answer.content.decode()
    assert not Donation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("А. С. Пушкин", "А. С. Пушкин"),
        ("А.С.Пушкин", "А.С.Пушкин"),
        ("Айгүл\n\nYou have won", "Айгүл You have won"),
        ("Айгүл\u202egnihton", "Айгүлgnihton"),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(donor, typed, kept):
    assert donor.give(donor_name=typed).donor_name == kept
