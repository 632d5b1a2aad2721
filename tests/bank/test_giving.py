"""A donor promises a transfer and gets all that a bank asks for, without a cookie or a script."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.bank import pledging
from campaigns.bank.models import Pledge
from campaigns.bank.references import grouped
from campaigns.payments.models import Donation, Words
from campaigns.payments.states import DonationState
from edge.private_links import masked
from outbox.models import Mail
from tests.factories.bank import bring, make_pledge, pay_pledge
from tests.factories.money import make_fund
from tests.payments.donor import BROWSER
from tests.payments.test_bin import organisation

pytestmark = pytest.mark.django_db

FORM = {"amount": "25 000 000", "donor_email": "aigul@example.org", "donor_name": "Айгүл"}


@pytest.fixture
def fund():
    return make_fund(presets=(5_000_00,))


def form_url(fund, language="en"):
    return f"/{language}/donate/{fund.slug}/transfer/"


def send(client, fund, **fields):
    data = {name: value for name, value in (FORM | fields).items() if value is not None}
    return client.post(form_url(fund), data, headers=BROWSER)


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_is_a_public_page(client, fund, language, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        response = client.get(form_url(fund, language))
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_what_becomes_of_what_is_over_is_said_before(client):
    general = make_fund(kind="general")
    fund = make_fund(surplus_to=general)
    assert general.name_en in page(client, form_url(fund))


def test_a_promise_leads_to_the_details_and_the_letter(client, fund):
    response = send(client, fund)
    pledge = Pledge.objects.get()
    gift = pledge.donation
    assert (response.status_code, response["Location"]) == (
        303,
        f"/en/gifts/{gift.token}/transfer/",
    )
    assert (gift.method, gift.state, gift.amount_tiyn) == ("transfer", "open", 25_000_000_00)
    assert pledge.due_on == timezone.localdate() + timedelta(days=30)
    assert not gift.attempts.exists()
    letter = Mail.objects.get()
    for text in (letter.body, page(client, response["Location"])):
        for told in ("KZ00DEMO000000000001", "999940000000", "DEMOKZKA", "18", "119"):
            assert told in text
        assert grouped(pledge.reference) in text
        assert "₸25,000,000" in text
    assert response["Location"] not in letter.body
    assert f"/gifts/{gift.token}/" in letter.body


def test_the_same_form_sent_again_is_the_same_promise(client, fund):
    first = send(client, fund, stamp="now")
    assert send(client, fund, stamp="now")["Location"] == first["Location"]
    assert (Pledge.objects.count(), Mail.objects.count()) == (1, 1)
    send(client, fund, stamp="now", amount="1000")
    assert Pledge.objects.count() == 2


def test_nobody_can_have_a_stranger_written_to_without_end(client, fund):
    for sum_ in range(1000, 1008):
        assert send(client, fund, amount=str(sum_)).status_code == 303
    assert Pledge.objects.count() == 8
    assert Mail.objects.count() == 5
    send(client, fund, donor_email="other@example.org")
    assert Mail.objects.count() == 6


def test_a_company_promises_with_its_bin_and_words(client, fund):
    bin_ = organisation("4")
    send(client, fund, company_name="ТОО Ива", company_bin=bin_, message="Удачи", show_words="on")
    gift = Donation.objects.get()
    assert (gift.company_name, gift.company_bin) == ("ТОО Ива", bin_)
    assert Words.objects.get().message == "Удачи"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "10"},
        {"amount": "10 000 000 000"},
        {"amount": "much"},
        {"donor_email": "nobody"},
        {"company_name": "ТОО", "company_bin": "999999000002"},
    ],
)
def test_a_form_with_a_mistake_keeps_what_was_typed(client, fund, wrong):
    response = send(client, fund, **wrong)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Айгүл" in text
    assert "no-store" in response["Cache-Control"]
    assert not Donation.objects.exists()


def test_a_form_from_another_site_is_refused(client, fund):
    response = client.post(form_url(fund), FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_a_gift_too_large_for_a_card_is_led_here_with_all_that_was_typed(client, fund):
    typed = FORM | {"preset": "own", "message": "С любовью", "wants_reminder": "on", "stamp": "x"}
    refused = client.post(fund.get_donate_url("en"), typed, headers=BROWSER)
    button = re.search(r'name="carried" value="1" formaction="([^"]+)"', refused.content.decode())
    response = client.post(button[1], typed | {"carried": "1"}, headers=BROWSER)
    text = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    for told in ("25 000 000", "aigul@example.org", "Айгүл", "С любовью"):
        assert told in text
    assert re.search(r'name="wants_reminder"[^>]* checked', text)
    assert not Donation.objects.exists()


def test_a_link_may_name_the_sum(client, fund):
    assert 'value="25000000"' in page(client, form_url(fund) + "?amount=25000000")
    assert "value=" not in re.findall(
        r'<input[^>]*name="amount"[^>]*>', page(client, form_url(fund) + "?amount=x")
    )[0].replace('value=""', "")


def test_without_an_account_transfers_are_not_offered(client, fund, settings):
    pledge = make_pledge(fund)
    settings.BANK_IIK = ""
    assert client.get(form_url(fund)).status_code == 404
    assert form_url(fund) not in page(client, fund.get_donate_url("en"))
    # A promise made before is still to be seen.
    response = client.get(f"/en/gifts/{pledge.donation.token}/", follow=True)
    assert "is being changed" in response.content.decode()
    assert client.get(f"/en/gifts/{pledge.donation.token}/transfer/order/").status_code == 404


def test_a_closed_fund_takes_no_promise(client):
    fund = make_fund(opened_on="2020-01-01", closed_on="2020-02-01")
    assert "takes no gifts now" in page(client, form_url(fund))
    send(client, fund)
    assert not Donation.objects.exists()


# --- The page of the gift -----------------------------------------------------------------


@pytest.fixture
def pledge(fund):
    return make_pledge(fund)


def gift_url(pledge):
    return f"/en/gifts/{pledge.donation.token}/"


@pytest.mark.parametrize("part", ["transfer/", "transfer/order/", "transfer/code.svg"])
def test_what_a_promise_shows_is_private(client, pledge, part, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        response = client.get(gift_url(pledge) + part)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert pledge.donation.token not in masked(gift_url(pledge) + part)


def test_the_order_says_the_sum_in_words(client, pledge):
    text = page(client, gift_url(pledge) + "transfer/order/")
    assert "five thousand tenge" in text
    assert grouped(pledge.reference) in text


def test_a_waiting_gift_leads_to_its_details_and_a_paid_one_to_its_thanks(client, pledge):
    response = client.get(gift_url(pledge))
    assert (response.status_code, response["Location"]) == (303, gift_url(pledge) + "transfer/")
    bring(pay_pledge(pledge))
    assert "has arrived" in page(client, gift_url(pledge))
    response = client.get(gift_url(pledge) + "transfer/")
    assert (response.status_code, response["Location"]) == (303, gift_url(pledge))


def test_nobody_pays_a_promise_by_card(client, pledge):
    for _try in range(2):
        response = client.post(gift_url(pledge), headers=BROWSER)
        assert response.status_code == 303
        assert "/gifts/" in response["Location"]
        bring(pay_pledge(pledge))
    assert not pledge.donation.attempts.exists()


def test_an_unknown_link_shows_nothing(client):
    assert client.get("/en/gifts/nobody/transfer/").status_code == 404


# --- Waiting ------------------------------------------------------------------------------


def in_days(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def letters(kind):
    return Mail.objects.filter(key__startswith=kind).count()


def test_who_agreed_is_reminded_once_and_who_did_not_never():
    agreed = make_pledge(wants_reminder=True)
    make_pledge()
    with in_days(6):
        assert pledging.remind() == 0
    with in_days(8):
        assert (pledging.remind(), pledging.remind()) == (1, 0)
    assert letters("bank_reminder") == 1
    assert grouped(agreed.reference) in Mail.objects.get(key__startswith="bank_reminder").body


def test_who_has_paid_is_not_reminded():
    pledge = make_pledge(wants_reminder=True)
    bring(pay_pledge(pledge))
    with in_days(8):
        assert pledging.remind() == 0


def test_a_promise_is_given_up_and_late_money_revives_it(client):
    pledge = make_pledge(wants_reminder=True)
    with in_days(30):
        assert pledging.expire() == 0
    with in_days(31):
        assert pledging.keep_waiting() == {"expired": 1}
    pledge.donation.refresh_from_db()
    assert pledge.donation.state == DonationState.EXPIRED
    assert "still counts" in page(client, gift_url(pledge) + "transfer/")
    assert bring(pay_pledge(pledge)).matched == 1
    assert letters("bank_reminder") == 0
