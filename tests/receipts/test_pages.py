"""Where a donor fetches the receipt, and where anybody checks one."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from campaigns.receipts import issuing, papers
from edge.private_links import masked
from tests.factories.money import make_gift
from tests.factories.settled import give_back, settled_gift
from tests.receipts.pdf import read

pytestmark = pytest.mark.django_db


def file_of(gift, language="en"):
    with translation.override(language):
        return reverse("receipts:pdf", args=[gift.token])


def check_page(number, language="en", code=""):
    with translation.override(language):
        return reverse("receipts:check", args=[number]) + (f"?c={code}" if code else "")


@pytest.fixture
def receipt():
    return issuing.receipt_of(settled_gift())


def test_a_donor_fetches_the_receipt_in_the_language_of_the_address(client):
    gift = settled_gift()
    for language in ("kk", "ru", "en"):
        assert file_of(gift, language) == f"/{language}/gifts/{gift.token}/receipt.pdf"
        response = client.get(file_of(gift, language))
        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert read(response.content).language == language
    assert gift.receipts.count() == 1, "issued on demand, once"


def test_nobody_keeps_it_on_the_way(client, receipt):
    response = client.get(file_of(receipt.donation))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies
    assert f"receipt-{receipt.number}.pdf" in response["Content-Disposition"]


def test_there_is_none_until_the_gift_is_settled_or_after_it_went_back(client, receipt):
    assert client.get(file_of(make_gift())).status_code == 404
    give_back(receipt.donation, 5_000_00)
    issuing.bring_up_to_date()
    assert client.get(file_of(receipt.donation)).status_code == 404
    assert client.get("/en/gifts/nobodys-token/receipt.pdf").status_code == 404


def test_after_a_refund_nobody_fetches_the_old_one(client, receipt):
    """Though the worker has not come to it yet."""
    gift = receipt.donation
    give_back(gift, 2_000_00)
    new = client.get(file_of(gift))["Content-Disposition"]
    assert gift.receipts.valid().get().number in new
    assert receipt.number not in new
    give_back(gift, 3_000_00)
    assert client.get(file_of(gift)).status_code == 404


def test_a_gifts_page_leads_to_its_receipt(client, receipt):
    gift = receipt.donation
    page = client.get(gift.get_absolute_url("en")).content.decode()
    assert f'href="{file_of(gift)}"' in page


@pytest.mark.parametrize(("browser", "language"), [("ru-RU,ru;q=0.9", "ru"), ("de", "kk")])
def test_the_address_on_the_paper_answers_in_the_readers_language(
    client, receipt, browser, language
):
    url = papers.check_url(receipt).partition("localhost:8000")[2]
    assert url.startswith(f"/receipts/check/{receipt.number}/")
    response = client.get(url, headers={"Accept-Language": browser}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [
        (check_page(receipt.number, language, receipt.check_code), 302)
    ]


def test_with_the_code_from_the_paper_the_page_says_what_it_must_state(client, receipt):
    response = client.get(check_page(receipt.number, code=receipt.check_code))
    page = response.content.decode()
    for stated in (receipt.number, "₸5,000", receipt.purpose_en, "1 April 2026", "valid"):
        assert stated in page
    assert "Айгүл" not in page
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("code", ["", "wrong", "\u0440"])
def test_the_number_alone_says_only_whether_it_is_valid(client, receipt, code):
    response = client.get(check_page(receipt.number, code=code))
    page = response.content.decode()
    assert "is valid" in page
    assert "₸" not in page
    assert receipt.purpose_en not in page
    assert ("does not belong" in page) == bool(code)
    assert "noindex" in response["X-Robots-Tag"]


def test_one_that_was_replaced_says_by_which(client, receipt):
    give_back(receipt.donation, 2_000_00)
    issuing.bring_up_to_date()
    page = client.get(check_page(receipt.number)).content.decode()
    other = receipt.donation.receipts.valid().get()
    assert other.number in page
    assert "no longer valid" in page


def test_one_that_is_void_says_so(client, receipt):
    give_back(receipt.donation, 5_000_00)
    issuing.bring_up_to_date()
    assert "it is void" in client.get(check_page(receipt.number)).content.decode()


@pytest.mark.parametrize(
    "number", ["2026-999999", "nonsense", "2026-%00", "٢٠٢٦-000001", "2026-000001 ", "9" * 300]
)
def test_a_number_that_we_did_not_give_is_told_kindly(client, receipt, number):
    response = client.get(f"/en/receipts/check/{number}/")
    assert response.status_code == 404
    assert "We know no such receipt" in response.content.decode()
    neutral = client.get(f"/receipts/check/{number}/", follow=True)
    assert neutral.status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_is_cheap_and_sets_no_cookie(client, receipt, language):
    call_command("sync_roles", verbosity=0)
    url = check_page(receipt.number, language, receipt.check_code)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert len(queries) <= 8
    assert not response.cookies


def test_logs_hold_neither_token_nor_code():
    line = 'GET /en/receipts/check/2026-000001/?c=abcdefghjk HTTP/1.1 "/ru/gifts/t0ken/receipt.pdf"'
    assert "abcdefghjk" not in masked(line)
    assert "t0ken" not in masked(line)
    assert "2026-000001" in masked(line)
