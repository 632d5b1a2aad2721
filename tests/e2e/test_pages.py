"""Every kind of public page: accessible, without a sideways scroll, without a stranger."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.e2e

PAGES = {
    "home": "",
    "campaigns": "campaigns/",
    "campaign": "campaigns/meyirim/",
    "stories": "stories/",
    "story": "stories/first-keys/",
    "news": "news/",
    "news item": "news/wish-season/",
    "results": "results/",
    "plain page": "about/",
    "wishes": "wishes/",
    "no wishes": "wishes/?q=zzzzzz",
    "telling": "wishes/submit/",
    "giving": "donate/housing/",
    "giving by transfer": "donate/housing/transfer/",
    "search": "search/?q=oskemen",
    "not there": "nothing-here/",
}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_no_violation_and_no_sideways_scroll(open_page, watch, kind, language):
    watch.allow("404")
    page = open_page(width=360)
    page.goto(f"/{language}/{PAGES[kind]}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", ["home", "wishes", "giving"])
def test_wide_pages_are_accessible_too(page, kind):
    page.goto(f"/ru/{PAGES[kind]}")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_wish_page_and_a_gift_page_are_accessible(site, open_page):
    (code,) = site.sql("select code from wishes_catalogueentry order by code limit 1")[0]
    (token,) = site.sql("select token from payments_donation where state = 'paid' limit 1")[0]
    for path in (f"/kk/wishes/{code}/", f"/kk/gifts/{token}/"):
        page = open_page(width=360)
        page.goto(path)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("kind", ["home", "wishes", "giving", "telling", "story"])
def test_a_public_page_is_light_and_sets_no_cookie(open_page, kind):
    page = open_page()
    bytes_on_the_wire = 0

    def add(answer):
        nonlocal bytes_on_the_wire
        if answer.request.resource_type in ("document", "stylesheet", "script"):
            bytes_on_the_wire += answer.request.sizes()["responseBodySize"]

    page.on("requestfinished", lambda request: add(request.response()))
    page.goto(f"/ru/{PAGES[kind]}", wait_until="networkidle")
    assert bytes_on_the_wire < 100_000
    assert page.context.cookies() == []
