"""Which page answers at which address, in which language."""

import pytest
import time_machine
from django.utils import translation
from wagtail.models import PageViewRestriction

from campaigns.editorial import in_language_label
from campaigns.models import StoryPage
from home.models import NewsPage, StandardPage
from tests.factories.pages import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


def test_each_language_has_its_home(site, client):
    for language in ("kk", "ru", "en"):
        response = client.get(f"/{language}/")
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.text


def test_a_public_page_sets_no_cookie_and_may_be_cached(site, client):
    response = client.get("/kk/news/")
    assert not response.cookies
    assert "s-maxage" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


def test_an_untranslated_page_is_shown_with_a_label(site, client):
    page = site.add(NewsPage, "kk", title="Жаңалық", lead="Мәтін")
    response = client.get(f"/ru/news/{page.slug}/")
    assert response.status_code == 200
    with translation.override("ru"):
        assert in_language_label("kk") in response.text
    assert '<html lang="ru"' in response.text
    body = response.text.partition("<main")[2]
    assert 'lang="kk"' in body.partition("Мәтін")[0]


def test_only_the_original_is_canonical(site, client, settings):
    page = site.add(NewsPage, "kk")
    for language in ("kk", "ru", "en"):
        context = client.get(f"/{language}/news/{page.slug}/").context
        assert context["canonical_url"] == f"{settings.SITE_URL}/kk/news/{page.slug}/"
        assert [other["code"] for other in context["language_alternates"]] == ["kk"]


def test_the_nearest_language_is_shown(site, client):
    english = site.add(NewsPage, "en", slug="same", title="English text")
    site.translate(english, "ru", title="Русский текст")
    assert "Русский текст" in client.get("/kk/news/same/").text


def test_a_translation_under_another_slug_is_led_to(site, client):
    page = site.add(NewsPage, "kk", slug="zhanalyq")
    site.translate(page, "ru", slug="novost")
    response = client.get("/ru/news/zhanalyq/")
    assert response.status_code == 302
    assert response["Location"] == "/ru/news/novost/"


def test_a_page_in_two_other_languages_has_one_address(site, client):
    page = site.add(NewsPage, "kk", slug="zhanalyq", title="Жаңалық")
    site.translate(page, "ru", slug="novost", title="Новость")
    response = client.get("/en/news/novost/")
    assert response.status_code == 302
    assert response["Location"] == "/en/news/zhanalyq/"
    assert "Жаңалық" in client.get("/en/news/zhanalyq/").text


def test_a_draft_translation_does_not_hide_the_page(site, client):
    page = site.add(NewsPage, "kk", title="Жаңалық")
    site.translate(page, "ru", title="Черновик", live=False)
    response = client.get(f"/ru/news/{page.slug}/")
    assert "Жаңалық" in response.text
    assert "Черновик" not in response.text


def test_a_draft_is_not_there(site, client):
    page = site.add(NewsPage, "kk", live=False)
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/news/{page.slug}/").status_code == 404


def test_what_does_not_exist_is_not_there(site, client):
    for path in ("/kk/nothing/", "/ru/news/nothing/", "/en/news/a/b/c/", "/kk/_util/x/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("fenced", ["page", "parent", "home"])
def test_a_private_page_asks_who_is_there(site, client, fenced):
    page = site.add(NewsPage, "kk", title="Құпия")
    at = {"page": page, "parent": site.indexes["kk"]["news"], "home": site.homes["kk"]}[fenced]
    PageViewRestriction.objects.create(page=at, restriction_type=PageViewRestriction.LOGIN)
    for language in ("kk", "ru"):
        response = client.get(f"/{language}/news/{page.slug}/")
        assert response.status_code == 302
        assert "_util/login" in response["Location"]


def test_a_private_page_is_on_no_list(site, client):
    page = site.add(NewsPage, "kk", title="Құпия")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for path in ("/kk/", "/kk/news/", "/kk/news/feed/", "/sitemap.xml"):
        response = client.get(path)
        assert "Құпия" not in response.text
        assert page.slug not in response.text


def test_lists_show_untranslated_pages_with_a_badge(site, client):
    page = site.add(StoryPage, "kk", title="Қазақша оқиға")
    response = client.get("/en/stories/")
    assert "Қазақша оқиға" in response.text
    with translation.override("en"):
        assert in_language_label("kk") in response.text
    assert f'href="/en/stories/{page.slug}/"' in response.text


def test_lists_show_a_translated_page_once(site, client):
    page = site.add(StoryPage, "kk", title="Қазақша оқиға")
    site.translate(page, "en", title="An English story")
    text = client.get("/en/stories/").text
    assert "An English story" in text
    assert "Қазақша оқиға" not in text


def test_lists_are_cut_into_pages(site, client):
    for _ in range(13):
        site.add(NewsPage, "kk")
    assert client.get("/kk/news/?page=2").context["listing"].object_list
    assert client.get("/kk/news/?page=many").context["listing"].number == 1
    assert client.get("/kk/news/?page=99").context["listing"].number == 2


def test_sums_are_dated_and_sourced(site, client):
    with time_machine.travel("2026-03-05 09:00+05:00", tick=False):
        text = client.get("/en/results/").text
    assert "As of: 5 March 2026" in text
    assert "the ledger of this site" in text


def test_the_trail_leads_up(site, client):
    page = site.add(NewsPage, "ru")
    trail = client.get(f"/ru/news/{page.slug}/").context["page"].trail
    assert [step.url for step in trail] == ["/ru/", "/ru/news/"]


def test_a_page_below_a_page_is_found(site, client):
    above = site.add(StandardPage, "kk", slug="about")
    below = StandardPage(title="Below", slug="below", locale=above.locale)
    above.add_child(instance=below)
    assert client.get("/kk/about/below/").status_code == 200
