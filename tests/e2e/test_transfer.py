"""A gift by bank transfer: promised by a donor, brought by a statement, thanked for."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from money.amounts import format_tenge
from tests.e2e.people import send, sign_in
from tests.e2e.test_story import raised

pytestmark = pytest.mark.e2e


def promise(page, amount: str, email: str) -> str:
    """Fill the form of a transfer, and give the code that the page shows."""
    page.goto("/ru/donate/housing/transfer/")
    page.fill("[name=amount]", amount)
    page.fill("[name=donor_email]", email)
    send(page)
    page.wait_for_url(re.compile("/ru/gifts/[^/]+/transfer/"))
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.locator("main strong").inner_text())
    return code


def bring_statement(page, *rows: str) -> None:
    page.goto("/admin/bank/files/")
    content = "\n".join(["date;amount;reference;payer;text", *rows]).encode()
    statement = {"name": "march.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("[name=file]", statement)
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/admin/bank/$"))


def test_a_transfer_is_promised_and_the_statement_pays_it(site, open_page):
    donor, officer = open_page(width=360), open_page(width=390)
    before = raised(site, "housing")
    code = promise(donor, "2 500 000", "transfer@example.org")
    assert code in site.wait_for_mail("transfer@example.org").get_content()
    sign_in(officer, "finance")
    today = date.today().isoformat()  # noqa: DTZ011 - a bank's day
    row = f"{today};2500000,00;E2E-1;СЕРІКОВА АЙГҮЛ;Пожертвование {code.lower()}"
    bring_statement(officer, row, f"{today};-150,00;E2E-2;;Комиссия")
    donor.reload()
    donor.wait_for_selector(".badge--ok")
    assert raised(site, "housing") == before + 2_500_000_00
    letter = site.wait_for_mail("transfer@example.org", count=2)
    assert format_tenge(2_500_000_00, "ru") in letter.get_body().get_content()
    (receipt,) = letter.iter_attachments()
    assert receipt.get_content_type() == "application/pdf"
    assert "0 violations" in site.manage("check_ledger")


def test_what_a_promise_shows_is_accessible_on_a_phone(open_page):
    donor = open_page(width=360)
    promise(donor, "5 000", "phone@example.org")
    details = donor.url
    for address in (details, f"{details}order/"):
        donor.goto(address)
        assert donor.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(donor, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()


def test_money_without_a_code_is_made_a_gift_by_hand(site, open_page):
    officer = open_page(width=390)
    before = raised(site, "housing")
    sign_in(officer, "finance")
    bring_statement(officer, "2026-03-02;12345,67;E2E-3;ТОО Ива;на жильё")
    officer.locator("tr", has_text="ТОО Ива").get_by_role("link").click()
    housing = site.sql("select id from funds_fund where slug = 'housing'")[0][0]
    officer.select_option("[name=fund]", str(housing))
    assert officer.evaluate("document.documentElement.scrollWidth") <= 390
    officer.click("button[name=action][value=give]")
    officer.wait_for_url(re.compile(r"/admin/bank/$"))
    assert raised(site, "housing") == before + 12_345_67
    assert "0 violations" in site.manage("check_ledger")
