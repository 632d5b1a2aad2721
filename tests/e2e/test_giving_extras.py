"""The extras of the form on a telephone: folded, within reach, and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.people import pay, see_thanks, send

pytestmark = pytest.mark.e2e

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


def unfold(page):
    """Of a page that has just been opened: everything is folded."""
    for fold in page.locator("main details > summary").all():
        fold.click()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_unfolded_on_a_telephone_it_neither_scrolls_sideways_nor_shuts_anybody_out(
    open_page, language
):
    page = open_page(width=360)
    page.goto(f"/{language}/donate/housing/")
    assert not page.locator("[name=company_bin]").is_visible()
    unfold(page)
    for name in ("dedication", "message", "shown_name", "company_name", "company_bin"):
        assert page.locator(f"[name={name}]").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_all_of_it_is_given_and_told_without_javascript(site, page_without_js):
    page = page_without_js
    page.goto("/ru/donate/housing/")
    page.check("[name=preset][value='500000']")
    page.check("[name=cover_fee]")
    page.fill("[name=donor_email]", "extras@example.org")
    unfold(page)
    page.fill("[name=dedication]", "Бабушке")
    page.fill("[name=message]", "Пусть у каждого будет дом.")
    page.check("[name=show_words]")
    page.fill("[name=company_name]", "ТОО «Жарық»")
    page.fill("[name=company_bin]", "999940000000")
    send(page)
    page.wait_for_url(re.compile("/c/pay/"))
    assert page.get_by_text("На комиссию за платёж").count()
    pay(page)
    see_thanks(page)
    shown = page.locator("main").inner_text().replace("\xa0", " ")
    for told in ("5 000 ₸", "304 ₸", "5 304 ₸", "когда их прочтёт"):
        assert told in shown
    page.goto("/ru/donate/housing/")
    assert "Пусть у каждого будет дом." not in page.content(), "nobody has read it yet"
    assert site.sql(
        "select company_bin, cover_tiyn from payments_donation"
        " where donor_email = 'extras@example.org'"
    ) == [("999940000000", 304_00)]


def test_a_sum_that_no_card_takes_goes_on_to_a_transfer_with_all_that_was_typed(
    page_without_js, watch
):
    watch.allow("422")
    page = page_without_js
    page.goto("/kk/donate/housing/")
    page.check("[name=preset][value=own]")
    page.fill("[name=amount]", "5 000 000")
    page.fill("[name=donor_email]", "large@example.org")
    page.fill("[name=donor_name]", "Айгүл")
    unfold(page)
    page.fill("[name=message]", "Баспанаға")
    send(page)
    page.click("button[formaction]")
    page.wait_for_url(re.compile("/kk/donate/housing/transfer/"))
    typed = {name: page.locator(f"[name={name}]").input_value()
             for name in ("amount", "donor_email", "donor_name", "message")}  # fmt: skip
    assert typed == {
        "amount": "5 000 000",
        "donor_email": "large@example.org",
        "donor_name": "Айгүл",
        "message": "Баспанаға",
    }


def test_a_short_address_leads_a_telephone_to_the_form_in_its_language(open_page):
    page = open_page(width=360, locale="ru-KZ")
    page.goto("/d/housing/")
    assert page.url.endswith("/ru/donate/housing/")
