"""The form of a wish, as a guardian meets it."""

import re

import pytest

from tests.e2e.people import WishTold, fill_telling, send, tell_wish

pytestmark = pytest.mark.e2e


def test_telling_needs_no_javascript(page_without_js):
    told = WishTold(title="Шатыр", email="nojs.guardian@example.org")
    assert "/ru/wishes/follow/" in tell_wish(page_without_js, "ru", told)


def test_nothing_typed_is_lost_when_something_is_missing(page, watch):
    watch.allow("422")
    page.goto("/kk/wishes/submit/")
    told = WishTold(phone="12345", born_on="31.02.2015")
    fill_telling(page, told)
    page.uncheck("[name=agreed]")
    send(page)
    for name in ("phone", "born_on", "agreed"):
        assert page.locator(f"[name={name}]").get_attribute("aria-invalid") == "true"
    assert page.locator("[name=phone]").input_value() == "12345"
    assert page.locator("[name=why]").input_value() == told.why
    assert page.locator("[name=place]").input_value() == "ridder"
    assert page.locator("[name=pass_gift]").is_checked()


def test_the_private_link_is_kept_from_caches_and_search_engines(site, page):
    link = tell_wish(page, "en", WishTold(title="Tent", email="link.guardian@example.org"))
    answer = page.goto(link)
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    token = re.search(r"/follow/([^/]+)/", link)[1]
    assert token not in site.service("web").last_words(500)
