"""From the card to the paper, and from the paper's code back to the site."""

import re

import pytest

from tests.e2e.people import begin_gift, pay, see_thanks
from tests.receipts.pdf import read

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_thanks_and_receipt_come_in_one_letter_and_the_code_proves_it(site, page, language):
    donor = f"receipt.{language}@example.org"
    begin_gift(page, language, "housing", "5000", donor, "Айгүл")
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page)
    see_thanks(page)
    letter = site.wait_for_mail(donor)
    (paper,) = letter.iter_attachments()
    receipt = read(paper.get_content())
    assert (receipt.language, receipt.is_ua) == (language, True)
    ((number, code),) = site.sql(
        "select number, check_code from receipts_receipt r"
        " join payments_donation d on d.id = r.donation_id where d.donor_email = %s",
        donor,
    )
    assert number in receipt.text
    assert paper.get_filename() == f"receipt-{number}.pdf"
    assert re.search(r"/gifts/\S+", letter.get_body().get_content())

    with_browser = page.request.get(f"/receipts/check/{number}/?c={code}")
    assert with_browser.status == 200
    page.goto(f"/{language}/receipts/check/{number}/?c={code}")
    assert page.get_by_text("5\xa0000\xa0₸").count()
    assert not page.get_by_text("Айгүл").count()
    assert len(site.mails(donor)) == 1
    assert "0 violations" in site.manage("check_ledger")
