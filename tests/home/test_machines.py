"""What is made for machines: feeds, sitemap, robots.txt."""

from xml.etree import ElementTree

import pytest

from campaigns.models import StoryPage
from home.models import NewsPage, StandardPage
from tests.factories.pages import make_site

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def site():
    return make_site()


def addresses(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")
        }
        for url in root
    }


@pytest.mark.parametrize(("model", "folder"), [(NewsPage, "news"), (StoryPage, "stories")])
def test_a_feed_holds_its_language_only(site, client, settings, model, folder):
    page = site.add(model, "kk", title="Қазақша", lead="<b>Мәтін</b>")
    site.translate(page, "ru", title="По-русски")
    site.add(model, "kk", title="Жобасы", live=False)
    response = client.get(f"/kk/{folder}/feed/")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Қазақша"]
    assert entries[0].find(f"{ATOM}link").get("href") == (
        f"{settings.SITE_URL}/kk/{folder}/{page.slug}/"
    )
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "kk"


def test_an_empty_feed_is_a_feed(site, client):
    assert client.get("/en/news/feed/").status_code == 200


def test_the_sitemap_names_each_language_that_exists(site, client, settings):
    page = site.add(NewsPage, "kk", slug="a")
    site.translate(page, "en", slug="b")
    found = addresses(client)
    kazakh, english = f"{settings.SITE_URL}/kk/news/a/", f"{settings.SITE_URL}/en/news/b/"
    assert found[kazakh] == {"kk": kazakh, "en": english}
    assert found[english] == found[kazakh]
    assert f"{settings.SITE_URL}/ru/news/a/" not in found


def test_the_sitemap_leaves_drafts_out(site, client):
    site.add(StandardPage, "kk", slug="draft", live=False)
    assert not any("draft" in address for address in addresses(client))


def test_robots_are_kept_from_private_links(client, settings):
    text = client.get("/robots.txt").text
    for path in ("/admin/", "/ru/gifts/", "/kk/monthly/", "/kk/wishes/follow/", "/en/search/"):
        assert f"Disallow: {path}\n" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
