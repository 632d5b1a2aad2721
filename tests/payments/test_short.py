"""A short address leads to the form in the reader's own language; its QR code says the same."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("speaks", "language"),
    [
        ("ru,en;q=0.5", "ru"),
        ("en-GB", "en"),
        ("kk-KZ,ru;q=0.9", "kk"),
        ("fr", "kk"),
        ("", "kk"),
        ("*;q=oops", "kk"),
    ],
)
def test_it_leads_to_the_form_in_the_language_of_the_browser(client, fund, speaks, language):
    response = client.get(f"/d/{fund.slug}/", headers={"Accept-Language": speaks})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/donate/{fund.slug}/"


def test_no_cache_gives_one_readers_language_to_another(client, fund):
    response = client.get(f"/d/{fund.slug}/")
    assert "Accept-Language" in response["Vary"]
    assert "private" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("path", ["/d/nothing/", "/d/nothing.svg", "/en/donate/nothing/poster/"])
def test_there_is_none_for_no_fund(client, fund, path):
    assert client.get(path, follow=True).status_code == 404


def test_nothing_is_changed_by_it(client, fund):
    for url in (f"/d/{fund.slug}/", f"/d/{fund.slug}.svg"):
        assert client.post(url).status_code == 405


def test_the_code_is_a_drawing_that_any_cache_may_keep(client, fund):
    response = client.get(f"/d/{fund.slug}.svg")
    drawing = response.content.decode()
    assert response["Content-Type"] == "image/svg+xml"
    assert "s-maxage" in response["Cache-Control"]
    assert "style" not in drawing
    assert "<script" not in drawing
    assert "viewBox" in drawing


def test_the_code_says_the_short_address(client, fund):
    import segno

    url = settings.SITE_URL + reverse("short:lead", args=[fund.slug])
    drawn = client.get(f"/d/{fund.slug}.svg").content.decode()
    modules = re.search(r'<path[^>]* d="([^"]+)" *class|stroke[^>]*d="([^"]+)"', drawn)
    expected = segno.make_qr(url, error="q").svg_inline(border=4)
    assert modules
    assert next(filter(None, modules.groups())) in expected


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_form_and_the_poster_tell_the_address(client, fund, language):
    address = f"{settings.SITE_URL}/d/{fund.slug}/"
    for url in (fund.get_donate_url(language), f"/{language}/donate/{fund.slug}/poster/"):
        page = client.get(url)
        assert page.status_code == 200
        assert address in page.content.decode()
        assert f"/d/{fund.slug}.svg" in page.content.decode()
