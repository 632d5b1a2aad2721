"""Where the admin asks no gate before it makes a page live, its refusal is words all the same."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail_localize.models import TranslationSource

from edge.refused import MayNotBeLive, RefusedMiddleware
from home.models import NewsPage
from tests.factories.pages import make_picture, make_site, publish
from users.models import User


@pytest.fixture
def published(committed_db):
    site = make_site()
    return publish(site.add(NewsPage, title="Кітап", slug="kitap")), site.homes["ru"].locale


# Committed: what makes a translation live runs at the commit.
@pytest.mark.parametrize("origin", ["http://testserver", "https://example.org"])
def test_a_translation_may_be_refused(published, client, origin):
    page, russian = published
    admin_client = Client()
    admin_client.force_login(User.objects.create_superuser("root", "root@example.org", "x"))
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    admin_client.post(submit, {"locales": [russian.pk]})
    page.picture = make_picture(consent="child")
    page.save_revision()
    TranslationSource.update_or_create_from_instance(page)
    editor = reverse("wagtailadmin_pages:edit", args=[page.get_translation(russian).pk])
    came_from = f"{origin}{editor}"
    response = admin_client.post(editor, {"action": "publish"}, headers={"Referer": came_from})
    assert response.status_code == 303
    assert response["Location"] == (came_from if "testserver" in origin else "/admin/")
    assert "Бұл суретте бала бар" in admin_client.get("/admin/").text
    assert client.get("/ru/news/kitap/").context["chrome"].fallback.language == "kk"


@pytest.mark.parametrize(("method", "path"), [("get", "/admin/pages/"), ("post", "/ru/wishes/")])
def test_elsewhere_a_fault_of_ours_stays_one(method, path):
    request = getattr(RequestFactory(), method)(path)
    error = MayNotBeLive("x")
    assert RefusedMiddleware(lambda _: None).process_exception(request, error) is None
