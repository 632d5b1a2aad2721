"""What stands around a page: languages, navigation, the organisation."""

import pytest
from django.core.exceptions import ValidationError
from django.template import engines
from django.test import RequestFactory
from wagtail.models import Site

from home.models import NewsPage, OrganisationSettings, StandardPage
from home.settings import check_bin
from tests.factories.pages import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


def links(response):
    return {link.code: link for link in response.context["language_links"]}


def test_the_switch_leads_to_the_translation(site, client):
    page = site.add(NewsPage, "kk", slug="zhanalyq")
    site.translate(page, "ru", slug="novost")
    shown = links(client.get("/kk/news/zhanalyq/"))
    assert shown["ru"].url == "/ru/news/novost/"
    assert not shown["ru"].is_fallback
    assert shown["kk"].is_current
    assert [link.name for link in shown.values()] == ["Қазақша", "Русский", "English"]


def test_the_switch_marks_what_is_not_translated_and_leads_there_all_the_same(site, client):
    site.add(NewsPage, "kk", slug="zhanalyq")
    response = client.get("/kk/news/zhanalyq/")
    english = links(response)["en"]
    assert english.is_fallback
    marks = response.text.partition('class="languages"')[2].partition("</ul>")[0]
    assert marks.count("visually-hidden") == 2
    assert english.url == "/en/news/zhanalyq/"
    assert client.get(english.url).status_code == 200


def test_other_views_keep_their_address_and_filters(site, client):
    shown = links(client.get("/ru/search/?q=kitap"))
    assert shown["kk"].url == "/kk/search/?q=kitap"
    assert not shown["kk"].is_fallback


def test_the_menu_holds_what_editors_chose_in_that_language(site, client):
    site.add(StandardPage, "ru", title="О нас", slug="about", show_in_menus=True)
    site.add(StandardPage, "ru", title="Черновик", slug="draft", show_in_menus=True, live=False)
    site.add(StandardPage, "ru", title="Вне меню", slug="quiet")
    navigation = client.get("/ru/about/").context["chrome"].navigation
    assert [item.title for item in navigation][-1] == "О нас"
    assert [item.url for item in navigation if item.is_current] == ["/ru/about/"]
    assert {"wishes ru", "news ru"} < {item.title for item in navigation}


def test_the_foot_says_who_runs_the_site(site, client):
    OrganisationSettings.objects.create(
        site=Site.objects.get(),
        name_kk="Қор",
        name_ru="Фонд",
        bin="999940000000",
        privacy_page=site.add(StandardPage, "kk", slug="privacy"),
    )
    response = client.get("/ru/news/")
    assert "Фонд" in response.text
    assert "999940000000" in response.text
    assert response.context["chrome"].privacy_url == "/ru/privacy/"


@pytest.mark.parametrize("text", ["999999000002", "12345", "99994000000x", "999940000001"])
def test_a_wrong_bin_is_refused(text):
    with pytest.raises(ValidationError):
        check_bin(text)


def test_a_site_that_is_not_set_up_has_a_chrome_too(client):
    Site.objects.all().delete()
    assert client.get("/ru/").status_code == 404
    response = client.get("/ru/search/")
    assert response.status_code == 200
    assert response.context["chrome"].navigation == []


def test_templates_that_ask_for_nothing_cost_nothing(django_assert_num_queries):
    request = RequestFactory().get("/admin/")
    with django_assert_num_queries(0):
        engines["django"].from_string("plain").render({}, request)
