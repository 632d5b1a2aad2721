"""Writing pages in the admin."""

import pytest
from django.urls import reverse

from tests.factories.pages import make_site
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def form_of_news(client):
    news = make_site().indexes["ru"]["news"]
    client.force_login(User.objects.create_superuser("editor", "editor@zhurek.test"))
    url = reverse("wagtailadmin_pages:add", args=["home", "newspage", news.pk])
    return lambda: client.get(url).text


def test_no_autosave_overtakes_the_publishing_of_its_page(form_of_news, settings):
    """Both write the whole row: the later one would make a draft of what is live."""
    assert "data-w-autosave-interval-value" not in form_of_news()
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 500
    assert "data-w-autosave-interval-value" in form_of_news()
