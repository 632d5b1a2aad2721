"""What search engines are told of wishes: all of them, in files of a bounded size."""

from xml.etree import ElementTree

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import wishes as make
from wishes.models import CatalogueEntry
from wishes.sitemap import WishSitemap

pytestmark = pytest.mark.django_db
LOC = ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def places(client, url):
    return [loc.text for loc in ElementTree.fromstring(client.get(url).content).findall(LOC)]


def test_each_wish_is_named_once_a_language(client, settings):
    wish = make.published_wish()
    told = make.tell_wish()
    found = places(client, "/sitemap-wishes.xml")
    assert found == [
        f"{settings.SITE_URL}/{language}/wishes/{wish.code}/" for language in ("kk", "ru", "en")
    ]
    assert not [place for place in found if told.code in place]


def test_many_wishes_are_an_index_of_files_that_read_only_their_own(client, monkeypatch):
    make.wish_lists()
    make.many_published(7)
    monkeypatch.setattr(WishSitemap, "limit", 9)
    files = [place for place in places(client, "/sitemap.xml") if "wishes" in place]
    assert len(files) == 3
    found = []
    for number in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            found += places(client, f"/sitemap-wishes.xml?p={number}")
        rows = [q["sql"] for q in queries if '"wishes_catalogueentry"' in q["sql"]]
        assert all("LIMIT" in sql and "story" not in sql for sql in rows)
    assert len(found) == len(set(found)) == 7 * 3
    assert {place.split("/")[-2] for place in found} == set(
        CatalogueEntry.objects.values_list("code", flat=True)
    )


def test_the_limit_parts_no_wish_and_fits_the_protocol():
    assert WishSitemap.limit % 3 == 0
    assert WishSitemap.limit <= 50_000
    assert isinstance(WishSitemap().paginator, Paginator)
