"""Giving when it does not go smoothly: cards, typing, no JavaScript, an outage."""

import re

import pytest

from tests.e2e.people import DECLINED_CARD, begin_gift, pay, see_thanks, send

pytestmark = pytest.mark.e2e


def test_a_declined_card_may_be_followed_by_a_good_one(site, page, watch):
    watch.allow("402")  # the pay page answers so when a card is declined
    begin_gift(page, "en", "wishes", "1500", "declined@example.org")
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page, DECLINED_CARD)
    assert "/c/pay/" in page.url
    assert page.locator("[role=alert]").count()
    pay(page)
    see_thanks(page)
    assert page.get_by_text("₸1,500").count()
    assert site.sql(
        "select state from payments_donation where donor_email = 'declined@example.org'"
    ) == [("paid",)]


def test_the_donor_may_come_back_without_paying_and_go_on_later(site, page):
    begin_gift(page, "ru", "wishes", "900", "later@example.org")
    page.wait_for_url(re.compile("/c/pay/"))
    page.locator("a").first.click()
    page.wait_for_url(re.compile("/ru/gifts/"))
    send(page)
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page)
    page.wait_for_url(re.compile("/ru/gifts/"))
    assert site.sql(
        "select count(*) from payments_attempt a join payments_donation d on d.id = a.donation_id"
        " where donor_email = 'later@example.org'"
    ) == [(1,)]


def test_giving_needs_no_javascript(site, page_without_js):
    page = page_without_js
    begin_gift(page, "kk", "wishes", "600", "nojs@example.org")
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page)
    see_thanks(page)
    assert page.get_by_text("600\xa0₸").count()


@pytest.mark.parametrize("typed", ["0", "-1", "499", "1 000 000", "12abc", "1e9", "٣"])
def test_a_sum_that_cannot_be_taken_is_told_beside_the_field(page, watch, typed):
    watch.allow("422")
    begin_gift(page, "ru", "housing", typed, "typed@example.org", "Тот же")
    field = page.locator("[name=amount]")
    assert field.input_value() == typed
    assert field.get_attribute("aria-invalid") == "true"
    told = page.locator(f"#{field.get_attribute('aria-describedby').split()[-1]}")
    assert told.is_visible()
    assert page.locator("[name=donor_email]").input_value() == "typed@example.org"
    assert page.locator("[name=donor_name]").input_value() == "Тот же"


@pytest.mark.parametrize(("typed", "shown"), [("5 000 ₸", "5 000"), ("5,000.00", "5 000")])
def test_a_sum_is_taken_as_it_was_meant(page, typed, shown):
    begin_gift(page, "ru", "housing", typed, "meant@example.org")
    page.wait_for_url(re.compile("/c/pay/"))
    assert shown in page.locator("body").inner_text().replace("\xa0", " ").replace("\u202f", " ")


def test_an_outage_of_stripe_is_an_honest_page_and_loses_nothing(site, page):
    site.sandbox.fault("status", path="/v1/checkout/sessions", method="POST", status=500, count=9)
    begin_gift(page, "ru", "wishes", "1234", "outage@example.org")
    page.wait_for_url(re.compile("/ru/gifts/"))
    assert page.locator("main form button").count(), "it offers to try again"
    site.sandbox.clear_faults()
    send(page)
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page)
    see_thanks(page)
    paid = site.sql("select state from payments_donation where donor_email = 'outage@example.org'")
    assert paid == [("paid",)]
