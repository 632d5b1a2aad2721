"""The whole story in each language: a wish told, approved, shown; a gift given, paid, counted."""

import re

import pytest

from money.amounts import format_tenge
from tests.e2e.people import WishTold, approve, begin_gift, pay, see_thanks, sign_in, tell_wish

pytestmark = pytest.mark.e2e

LANGUAGES = ("kk", "ru", "en")


def raised(site, fund: str) -> int:
    """The fund's total in tiyn, by its postings; what was set aside stays raised."""
    return site.sql(
        "select -sum(amount_tiyn) from funds_posting p join funds_account a on a.code = "
        "p.account_id join funds_fund f on f.id = a.fund_id join funds_entry e on e.id = "
        "p.entry_id where e.kind <> 'allocation' and f.slug = %s",
        fund,
    )[0][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_is_told_approved_by_two_people_and_shown(site, open_page, watch, language):
    watch.allow("404")  # the wish, before it is published
    told = WishTold(title=f"Велосипед шлемі {language}", email=f"g.{language}@example.org")
    guardian = open_page(width=360)
    link = tell_wish(guardian, language, told)
    (code,) = site.sql(
        "select w.code from wishes_wish w join dossiers_application a on a.wish_id = w.id "
        "where a.told_title = %s",
        told.title,
    )[0]
    assert link in site.wait_for_mail(told.email).get_content()

    reader = open_page()
    assert reader.goto(f"/{language}/wishes/{code}/").status == 404

    first, second = open_page(), open_page()
    sign_in(first, "moderator1")
    approve(first, code)
    # The one who safeguarded is not offered the last word.
    first.goto(f"/admin/wishes/{code}/")
    assert first.locator("button[value=approve]").count() == 0
    assert reader.goto(f"/{language}/wishes/{code}/").status == 404
    sign_in(second, "moderator2")
    approve(second, code)

    for each in LANGUAGES:
        assert reader.goto(f"/{each}/wishes/{code}/").status == 200
        assert told.title in reader.locator("h1").inner_text()
        reader.goto(f"/{each}/wishes/?category=sports&district=ridder")
        assert reader.get_by_text(told.title).count()
    letter = site.wait_for_mail(told.email, count=2).get_content()
    assert f"/{language}/wishes/{code}/" in letter
    guardian.goto(link)
    assert guardian.locator(f"a[href='/{language}/wishes/{code}/']").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gift_is_paid_and_the_total_rises_by_exactly_that(site, open_page, language):
    donor = open_page(width=360)
    before = raised(site, "housing")
    begin_gift(donor, language, "housing", "7 777", f"donor.{language}@example.org", "A. Donor")
    donor.wait_for_url(re.compile("/c/pay/"))
    pay(donor)
    see_thanks(donor)
    assert f"/{language}/gifts/" in donor.url
    assert donor.get_by_text(format_tenge(7_777_00, language)).count()

    assert raised(site, "housing") == before + 7_777_00
    letter = site.wait_for_mail(f"donor.{language}@example.org").get_body().get_content()
    assert format_tenge(7_777_00, language) in letter
    reader = open_page()
    reader.goto(f"/{language}/campaigns/meyirim/")
    assert format_tenge(before + 7_777_00, language) in reader.locator("main").inner_text()
    assert "0 violations" in site.manage("check_ledger")


def test_every_delivery_and_every_visit_count_a_gift_once(site, open_page):
    donor = open_page()
    before = raised(site, "wishes")
    begin_gift(donor, "ru", "wishes", "3 333", "thrice@example.org")
    donor.wait_for_url(re.compile("/c/pay/"))
    site.sandbox.webhook_control(duplicate_next=20, duplicate_times=3, shuffle=True)
    pay(donor)
    see_thanks(donor)
    site.sandbox.flush()
    donor.reload()
    site.manage("run_periodic")
    assert raised(site, "wishes") == before + 3_333_00
    assert "0 violations" in site.manage("check_ledger")
