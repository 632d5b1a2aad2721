"""Translating an editorial page in the admin (wagtail-localize)."""

import datetime

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from campaigns.figures import CampaignFigure
from campaigns.models import CampaignPage
from home.models import NewsPage
from search.models import SearchEntry
from tests.factories.pages import make_picture, make_site, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def translate(django_capture_on_commit_callbacks):
    def translated(page, locale, words):
        with django_capture_on_commit_callbacks(execute=True):
            return _translate(page, locale, words)

    return translated


def _translate(page, locale, words):
    """What "Translate this page" does, with `words` typed beside the original's."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            data=words.get(segment.string.data, f"[{segment.string.data}]"),
        )
    translation.save_target(publish=True)
    return translation.get_target_instance()


def test_a_page_is_translated_and_found(site, client, translate):
    page = publish(
        site.add(
            NewsPage,
            title="Кітап",
            slug="kitap",
            lead="Жаңа кітап",
            date=datetime.date(2026, 3, 1),
            picture=make_picture(),
            picture_alt="Сурет",
            body=[
                ("heading", "Тақырып"),
                ("paragraph", "<p>Мәтін <b>қалың</b></p>"),
                ("notice", {"tone": "wait", "title": "", "text": "Назар"}),
            ],
        )
    )
    words = {"Кітап": "Книга", "Жаңа кітап": "Новая книга", "Тақырып": "Заголовок"}
    target = translate(page, site.homes["ru"].locale, words)
    assert target.get_parent().pk == site.indexes["ru"]["news"].pk
    assert (target.title, target.lead, target.picture_alt) == ("Книга", "Новая книга", "[Сурет]")
    assert (target.date, target.picture) == (page.date, page.picture)
    assert target.body[0].value == "Заголовок"
    assert target.body[2].value["tone"] == "wait"
    assert "Новая книга" in client.get("/ru/news/kitap/").text
    assert SearchEntry.objects.filter(language="ru", title="Книга").exists()


def test_figures_are_translated_with_their_page(site, translate):
    figure = CampaignFigure(
        value="729", label="пәтер", as_of=datetime.date(2026, 1, 1), source="Баспасөз қызметі",
        locale=site.homes["kk"].locale,
    )  # fmt: skip
    page = publish(site.add(CampaignPage, title="Мейірім", slug="m", figures=[figure]))
    target = translate(page, site.homes["ru"].locale, {"пәтер": "квартир"})
    (translated,) = target.figures.all()
    assert (translated.value, translated.label) == ("[729]", "квартир")
    assert translated.as_of == figure.as_of
    assert target.programme == page.programme


def test_an_editor_is_offered_to_translate(site, admin_client):
    page = site.add(NewsPage)
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert admin_client.get(url).status_code == 200


def test_a_translation_is_not_public_before_somebody_wrote_it(site, admin_client, client):
    page = publish(site.add(NewsPage, title="Кітап", slug="kitap"))
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    admin_client.post(url, {"locales": [site.homes["ru"].locale.pk]})
    target = page.get_translation(site.homes["ru"].locale)
    assert not target.live
    assert client.get("/ru/news/kitap/").context["chrome"].fallback.language == "kk"


@pytest.mark.parametrize("model", [NewsPage, CampaignPage])
def test_the_forms_of_the_admin_open(site, admin_client, model):
    page = site.add(model)
    parent = page.get_parent()
    add = reverse(
        "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
    )
    for url in (add, reverse("wagtailadmin_pages:edit", args=[page.pk])):
        assert admin_client.get(url).status_code == 200


@pytest.mark.parametrize("listing", ["campaigns:index", "stories:index", "news:index"])
def test_the_listings_of_the_admin_open(site, admin_client, listing):
    assert admin_client.get(reverse(listing)).status_code == 200


def test_the_organisation_can_be_described(site, admin_client):
    url = reverse("wagtailsettings:edit", args=["home", "organisationsettings"])
    assert admin_client.get(url, follow=True).status_code == 200
