"""At most eight queries a page, with no cache of ours filled."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.figures import CampaignFigure, CampaignPartner
from campaigns.models import CampaignPage, StoryPage
from home.models import NewsPage, StandardPage
from tests.factories.pages import make_picture, make_site
from tests.factories.wishes import many_published
from wishes.models import CatalogueEntry

pytestmark = pytest.mark.django_db

MOST = 8
FIGURE = {"value": "1", "label": "thing", "as_of_note": "today", "source": "Us"}


@pytest.fixture
def rich_site():
    """Much of everything, with pictures, so that a query a card would show."""
    site = make_site()
    for language in ("kk", "ru"):
        locale = site.homes[language].locale
        campaign = site.add(
            CampaignPage,
            language,
            slug="campaign",
            picture=make_picture(),
            picture_alt="A drawing",
            body=[
                ("heading", "What it is"),
                ("paragraph", "<p>Text</p>"),
                ("figures", [FIGURE]),
                ("steps", [{"title": "One", "text": ""}, {"title": "Two", "text": ""}]),
                ("partners", [{"name": "A partner", "url": ""}]),
            ],
            figures=[CampaignFigure(locale=locale, **FIGURE) for _ in range(4)],
            partners=[CampaignPartner(name="A partner", locale=locale) for _ in range(4)],
        )
        for number in range(5):
            picture = make_picture()
            site.add(StoryPage, language, slug=f"s{number}", campaign=campaign, picture=picture)
            site.add(NewsPage, language, slug=f"n{number}", picture=picture)
    drawing = make_picture()
    drawing.contextual_alt_text, drawing.decorative = "A drawing", False
    body = [("picture", {"image": drawing, "caption": "x"})] * 3
    site.add(StandardPage, "kk", slug="about", body=body)
    return site


PATHS = (
    "",
    "campaigns/",
    "campaigns/campaign/",
    "stories/",
    "stories/s1/",
    "news/",
    "news/n1/",
    "results/",
    "about/",
    "search/",
    "search/?q=thing",
    "search/?q=campaine",
    "search/?q=nothing-like-it",
    "nothing/",
    "news/feed/",
)


@pytest.mark.parametrize("language", ["kk", "en"])
def test_a_page_costs_at_most_eight_queries(rich_site, client, language):
    for content_type in ContentType.objects.all():
        ContentType.objects.get_for_id(content_type.pk)
    costs = {}
    for path in PATHS:
        client.get(f"/{language}/{path}")  # makes the renditions
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{language}/{path}")
        costs[path] = len(queries)
    assert {path: cost for path, cost in costs.items() if cost > MOST} == {}


@pytest.mark.parametrize("path", ["/kk/", "/kk/search/?q=thing", "/ru/search/?q=thinng"])
def test_wishes_with_pictures_cost_no_more(rich_site, client, django_assert_max_num_queries, path):
    many_published(30, picture=make_picture())
    CatalogueEntry.rows.update(folded="thing")
    client.get(path)
    cache.clear()
    with django_assert_max_num_queries(MOST):
        response = client.get(path)
    assert response.context["wishes"]


def test_longer_lists_cost_no_more(rich_site, client, django_assert_max_num_queries):
    for _ in range(20):
        rich_site.add(NewsPage, "kk", picture=make_picture())
    client.get("/kk/news/")
    cache.clear()
    with django_assert_max_num_queries(MOST):
        client.get("/kk/news/")
