"""Rules of campaigns and stories."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.panels import get_edit_handler
from wagtail.models import Page

from campaigns.editorial import EditorialPage
from campaigns.figures import CampaignFigure
from campaigns.models import CampaignPage, StoryPage
from home.models import HomePage, NewsPage, StandardPage
from home.sitemaps import PAGE_TYPES
from tests.factories.pages import add_page, make_picture, make_site

pytestmark = pytest.mark.django_db

EDITORIAL = EditorialPage.__subclasses__()


@pytest.fixture
def site():
    return make_site()


def test_all_editorial_types_are_in_the_sitemap():
    assert set(EDITORIAL) == set(PAGE_TYPES)


@pytest.mark.parametrize("model", EDITORIAL, ids=lambda model: model.__name__)
def test_a_page_type_says_where_it_stands_and_what_it_is_for(model):
    assert {"parent_page_types", "subpage_types"} <= set(vars(model))
    assert str(model.page_description)


@pytest.mark.parametrize(
    ("parent", "child"),
    [("wishes", NewsPage), ("news", StoryPage), ("stories", CampaignPage), ("news", HomePage)],
)
def test_pages_stand_only_where_they_belong(site, parent, child):
    assert not child.can_create_at(site.indexes["kk"][parent])


def test_a_language_has_one_list_of_each_kind(site):
    home = Page.objects.get(pk=site.homes["kk"].pk).specific
    for slug in ("campaigns", "stories", "news", "results"):
        assert not type(site.indexes["kk"][slug]).can_create_at(home)
    assert StandardPage.can_create_at(home)


@pytest.mark.parametrize("pseudonym", ["Dana Akhmetova", "Dana A.", "Д. Ахметова", "Dana7", ""])
def test_a_story_tells_no_surname(site, pseudonym):
    story = site.add(StoryPage)
    story.pseudonym = pseudonym
    with pytest.raises(ValidationError):
        story.full_clean()


@pytest.mark.parametrize("pseudonym", ["Dana", "Әлия", "Мария-Анна"])
def test_a_name_of_one_word_will_do(site, pseudonym):
    story = site.add(StoryPage, pseudonym=pseudonym)
    story.full_clean()


def test_an_address_holds_no_childs_name(site):
    story = site.add(StoryPage, pseudonym="Дана")
    story.slug = "how-dana-got-a-book"
    with pytest.raises(ValidationError) as refused:
        story.clean()
    assert set(refused.value.message_dict) == {"slug"}


def test_a_campaign_shows_its_stories_newest_first(site, client):
    campaign = site.add(CampaignPage, slug="c")
    for day in range(1, 6):
        site.add(StoryPage, campaign=campaign, date=datetime.date(2026, 1, day))
    site.add(StoryPage, title="Another's")
    stories = client.get("/kk/campaigns/c/").context["stories"]
    assert [story.date.day for story in stories] == [5, 4, 3]


def test_a_campaign_shows_stories_told_in_another_language(site, client):
    campaign = site.add(CampaignPage, slug="c")
    site.translate(campaign, "en")
    site.add(StoryPage, title="Оқиға", campaign=campaign)
    assert "Оқиға" in client.get("/en/campaigns/c/").text


def test_figures_show_date_and_source(site, client):
    locale = site.homes["kk"].locale
    figure = CampaignFigure(
        value="729", label="пәтер", as_of_note="күні жоқ", source="Баспасөз", locale=locale
    )
    site.add(CampaignPage, slug="c", figures=[figure])
    for path in ("/kk/campaigns/c/", "/kk/results/"):
        text = client.get(path).text
        for part in ("729", "пәтер", "күні жоқ", "Баспасөз"):
            assert part in text


def test_a_figure_without_any_date_is_refused():
    figure = CampaignFigure(value="1", label="x", source="y")
    with pytest.raises(ValidationError):
        figure.clean()


def test_what_is_invented_is_marked(site, client):
    site.add(StoryPage, slug="s", is_demo=True)
    for path in ("/kk/stories/s/", "/kk/stories/", "/kk/"):
        main = client.get(path).text.partition("<main")[2].partition("</main")[0]
        assert "demo-mark" in main


@pytest.mark.parametrize("live", [True, False])
def test_a_picture_is_described_before_it_goes_live(site, rf, admin_user, live):
    parent = Page.objects.get(pk=site.homes["kk"].pk)
    page = StandardPage(title="About", slug="about", picture=make_picture())
    form_class = get_edit_handler(StandardPage).get_form_class()
    data = {
        "title": "About", "slug": "about", "picture": page.picture.pk, "lead": "",
        "picture_alt": "", "body-count": "0", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    form = form_class(data, instance=page, parent_page=parent, for_user=admin_user)
    if not live:
        form.defer_required_fields()
    assert ("picture_alt" in form.errors) is live


@pytest.mark.parametrize("model", EDITORIAL, ids=lambda model: model.__name__)
def test_every_page_type_has_a_preview(site, rf, model):
    parent = site.indexes["kk"]["wishes"] if model is HomePage else site.homes["kk"]
    fields = {"campaign": None} if model is StoryPage else {}
    page = add_page(model, parent, title="As it will be", **fields)
    for mode, _name in page.preview_modes:
        response = page.make_preview_request(preview_mode=mode)
        assert response.status_code == 200
        assert "As it will be" in response.text
