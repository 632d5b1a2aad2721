"""The pages of a monthly gift: private, plain, in three languages, without a cookie."""

import pytest
from django.urls import reverse
from django.utils import translation

from campaigns.monthly.models import MonthlyGift
from campaigns.monthly.states import MonthlyState
from campaigns.payments.giving.ways import ways_to
from edge.private_links import masked
from tests.factories.money import make_fund
from tests.monthly.monthly_donor import REFUSED_LATER

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")


def queries(django_assert_max_num_queries):
    return django_assert_max_num_queries(8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_sets_no_cookie_and_asks_little(donor, django_assert_max_num_queries, language):
    donor.client.get(donor.form_url(language))
    with queries(django_assert_max_num_queries):
        response = donor.client.get(donor.form_url(language))
    assert response.status_code == 200
    assert not response.cookies
    text = response.content.decode()
    assert donor.fund.name_in(language) in text
    assert "csrfmiddlewaretoken" not in text
    assert 'name="wants_reminder"' not in text


def test_the_form_for_one_gift_leads_here_and_back(donor):
    assert ways_to(donor.fund).monthly.endswith("/monthly/")
    once = donor.client.get(donor.fund.get_donate_url("en")).content.decode()
    assert donor.form_url() in once
    assert donor.fund.get_donate_url("en") in donor.client.get(donor.form_url()).content.decode()


@pytest.mark.parametrize("fields", [{"amount": "1"}, {"amount": None}, {"donor_email": "no"}])
def test_a_form_that_needs_a_look_keeps_what_was_typed(donor, fields):
    response = donor.send_form(donor_name="Айгүл Т.", **fields)
    assert response.status_code == 422
    assert "Айгүл Т." in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert not MonthlyGift.objects.exists()


def test_only_our_own_form_is_taken(donor):
    data = {"amount": "5000", "donor_email": "a@example.org"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert donor.client.post(donor.form_url(), data, headers=foreign).status_code == 403
    gift = donor.begin()
    for step in ("amount", "card", "stop"):
        address = gift.get_absolute_url("en") + f"{step}/"
        assert donor.client.post(address, headers=foreign).status_code == 403
    gift.refresh_from_db()
    assert gift.state == MonthlyState.ACTIVE


def test_a_closed_fund_and_a_wish_take_no_monthly_gift(donor):
    closed = make_fund(opened_on="2020-01-01", closed_on="2020-02-01")
    with translation.override("en"):
        address = reverse("monthly:give", args=[closed.slug])
    assert "takes no gifts now" in donor.client.get(address).content.decode()
    assert donor.client.post(address, {"amount": "5000"}, headers={}).status_code == 403
    wish = make_fund(kind="wish", wish_code="ABCD", surplus_to=donor.fund)
    assert ways_to(wish).monthly == ""
    with translation.override("en"):
        address = reverse("monthly:give", args=[wish.slug])
    assert donor.client.get(address).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_running_gift_says_what_when_and_how_to_stop(
    donor, django_assert_max_num_queries, language
):
    gift = donor.begin()
    address = gift.get_absolute_url(language)
    donor.client.get(address)
    with queries(django_assert_max_num_queries):
        response = donor.client.get(address)
    text = response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    for step in ("amount", "card", "stop"):
        assert f"{address}{step}/" in text
    (paid,) = donor.gifts(gift)
    assert paid.token in text
    assert gift.donor_email not in text
    assert gift.subscription_id not in text


@pytest.mark.parametrize("step", ["amount", "stop"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_have_pages_of_their_own(donor, step, language):
    gift = donor.begin()
    response = donor.client.get(gift.get_absolute_url(language) + f"{step}/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response.content.decode()


@pytest.mark.parametrize("amount", ["", "1", "nonsense", "99999999"])
def test_another_sum_that_cannot_be_is_asked_for_again(donor, amount):
    gift = donor.begin()
    assert donor.press(gift, "amount", amount=amount).status_code == 422
    gift.refresh_from_db()
    assert gift.amount_tiyn == 5_000_00


def test_what_is_over_leads_to_no_step(donor):
    gift = donor.begin()
    donor.press(gift, "stop")
    text = donor.visit(gift).content.decode()
    assert "has ended" in text
    assert "/stop/" not in text
    for step in ("amount", "stop"):
        assert donor.client.get(gift.get_absolute_url("en") + f"{step}/").status_code == 303
    assert donor.press(gift, "card").status_code == 303
    assert donor.press(gift, "")["Location"] == gift.get_absolute_url("en")


def test_the_pay_button_leads_to_the_same_page_again(donor):
    gift = donor.give()
    assert donor.press(gift, "")["Location"] == donor.start(gift).page_url


def test_a_silent_stripe_is_told_of_honestly(donor):
    donor.sandbox.fault("drop", count=0)
    response = donor.send_form()
    gift = MonthlyGift.objects.get()
    told = donor.client.get(response["Location"]).content.decode()
    assert "did not answer" in told
    assert "Nothing has been taken so far" in told
    again = donor.press(gift, "")
    assert "silent=1" in again["Location"]
    assert "did not answer" in donor.client.get(again["Location"]).content.decode()
    donor.sandbox.clear_faults()
    assert donor.press(gift, "").status_code == 303
    assert donor.start(gift).n == 1


def test_an_address_that_stripe_does_not_take_is_asked_for_again(donor):
    response = donor.send_form(donor_email="x@invalid.invalid")
    assert response.status_code in (303, 422)


def test_a_card_page_is_opened_once_however_often_it_is_asked_for(donor):
    gift = donor.give()
    donor.pay(gift, REFUSED_LATER)
    donor.deliver_all()
    first = donor.press(gift, "card")["Location"]
    assert donor.press(gift, "card")["Location"] == first


def test_a_guess_finds_nothing(donor):
    assert donor.client.get("/en/monthly/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_the_link_is_masked_in_logs():
    assert masked("GET /en/monthly/SECRET/stop/") == "GET /en/monthly/***/stop/"
    assert masked("GET /ru/donate/fund/monthly/ 200") == "GET /ru/donate/fund/monthly/ 200"


def test_a_sum_that_no_card_takes_goes_on_to_a_transfer(donor, settings):
    settings.BANK_IIK, settings.BANK_NAME, settings.BANK_BIC = "KZ00", "Bank", "DEMOKZKA"
    settings.BANK_KBE, settings.BANK_KNP = "18", "119"
    response = donor.send_form(amount="5000000")
    assert response.status_code == 422
    assert ways_to(donor.fund).transfer in response.content.decode()
    assert 'name="carried"' in response.content.decode()
