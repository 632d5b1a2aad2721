"""The demonstration's pages."""

import re

import pytest
from django.utils.html import strip_tags
from wagtail.models import Page

from campaigns.funds.models import Fund
from campaigns.models import StoryPage
from home.demo.body import blocks
from home.demo.pages import TEXTS, build_pages
from home.models import NewsPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund():
    return Fund.objects.create(slug="homes", name_kk="Қор", name_ru="Фонд", purpose_kk="Баспана")


def test_it_builds_three_languages_that_are_translations_of_each_other(fund, client):
    build_pages([fund])
    pages = Page.objects.filter(depth__gte=2)
    keys = set(pages.values_list("translation_key", flat=True))
    assert pages.count() == 3 * len(keys)
    for page in pages.exclude(slug="wishes"):
        response = client.get(page.url_path)
        assert response.status_code == 200, page.url_path
        assert response.context["chrome"].fallback is None


def test_a_second_run_changes_nothing_and_what_is_invented_says_so(fund):
    build_pages([fund])
    for model in (StoryPage, NewsPage):
        assert model.objects.count() == 9
        assert not model.objects.filter(is_demo=False).exists()
    story = StoryPage.objects.first()
    story.title = "Edited"
    story.save_revision().publish()
    before = list(Page.objects.values_list("pk", "title", "latest_revision"))
    build_pages([fund])
    assert list(Page.objects.values_list("pk", "title", "latest_revision")) == before


def test_a_call_to_give_is_left_out_while_there_is_no_fund(fund):
    parts = [("heading", "x"), ("call", ("Help", "With it", "Give"))]
    assert [kind for kind, _ in blocks(parts, fund)] == ["heading", "call_to_action"]
    assert [kind for kind, _ in blocks(parts, None)] == ["heading"]


def words_of(texts) -> str:
    return strip_tags(repr(texts.PAGES) + repr(texts.FIGURES)).lower()


def test_no_language_is_left_behind():
    shapes = {
        code: {key: set(text) for key, text in texts.PAGES.items()} for code, texts in TEXTS.items()
    }
    assert shapes["kk"] == shapes["ru"] == shapes["en"]
    figures = [texts.FIGURES.keys() for texts in TEXTS.values()]
    assert figures[0] == figures[1] == figures[2]
    assert not re.search("[әғқңөұүһі]", words_of(TEXTS["en"]))


@pytest.mark.parametrize("word", ["orphan", "foster", "сирот", "детдом", "жетім", "інвалид"])
def test_words_that_hurt_are_not_used(word):
    assert not any(word in words_of(texts) for texts in TEXTS.values())
