"""What the public reads: lists, filters, search, one wish; and what it costs the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from language.folding import fold
from tests.factories import wishes as make
from wishes import catalogue, lifecycle
from wishes.models import CatalogueCount, CatalogueEntry, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lists(db):
    make.wish_lists()


def codes(entries):
    return [entry.code for entry in entries]


def test_only_what_is_published_is_listed(client):
    published, told = make.published_wish(), make.tell_wish()
    html = client.get("/ru/wishes/").content.decode()
    assert published.code in html
    assert told.code not in html


def test_a_wish_has_a_page_in_each_language(client):
    wish = make.published_wish()
    for language in ("kk", "ru", "en"):
        response = client.get(f"/{language}/wishes/{wish.code}/")
        assert response.status_code == 200
        assert "Футбольный мяч" in response.content.decode()
        assert not response.cookies


def test_a_text_in_another_language_is_labelled(client):
    wish = make.published_wish()
    assert 'lang="ru"' in client.get(f"/en/wishes/{wish.code}/").content.decode()
    assert catalogue.find(wish.code, "en").fallback_label
    assert catalogue.find(wish.code, "ru").fallback_label == ""


def test_gone_is_not_the_same_as_never_there(client):
    wish = make.withdrawn_wish()
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
    told = make.tell_wish()
    assert client.get(f"/ru/wishes/{told.code}/").status_code == 404
    assert client.get("/ru/wishes/XXXXXXXX/").status_code == 404


def test_a_code_typed_in_small_letters_leads_to_the_page(client):
    wish = make.published_wish()
    response = client.get(f"/ru/wishes/{wish.code.lower()}/")
    assert (response.status_code, response["Location"]) == (301, f"/ru/wishes/{wish.code}/")


def test_the_pages_own_address_in_the_tree_leads_to_the_public_one(client):
    from wishes.models import WishPage

    wish = make.published_wish()
    assert WishPage.objects.get().url == f"/kk/wishes/{wish.code}/"


FILTERS = [
    ("district=ridder", True),
    ("district=zaisan", False),
    ("category=sports", True),
    ("category=books", False),
    ("age=7-10", True),
    ("age=0-6", False),
    ("status=published", True),
    ("status=fulfilled", False),
    ("q=мячик", True),
    ("q=мяч", True),
    ("q=myach", True),
    ("q=Риддер", True),
    ("q=Leninogorsk", True),
    ("q=футбольнй", True),
    ("q=велосипед", False),
]


@pytest.mark.parametrize(("query", "is_there"), FILTERS)
def test_the_list_is_narrowed(client, query, is_there):
    wish = make.published_wish()
    html = client.get(f"/ru/wishes/?{query}").content.decode()
    assert (wish.code in html) is is_there


@pytest.mark.parametrize(
    "query",
    ["district=semey", "category=x", "age=99", "status=draft", "sort=evil", "after=ZZZZ", "q=%00",
     "q='%26!|()", "q=" + "a" * 3000, "after=%00", "page=-1", "q=:*", "sort=", "district=%F0%9F"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(client, query):
    make.published_wish()
    assert client.get(f"/ru/wishes/?{query}").status_code == 200


def test_every_wish_is_found_once_by_going_onwards_in_any_order():
    make.many_published(60)
    for sort in catalogue.SORTS:
        seen, after = [], ""
        while True:
            part = catalogue.listing(catalogue.Filters(sort=sort, after=after))
            seen += codes(part.entries)
            after = part.after
            if not after:
                break
        assert len(seen) == len(set(seen)) == 60


def test_search_goes_onwards_as_well():
    make.many_published(60)
    first = catalogue.listing(catalogue.Filters(folded_query=fold("мяч")))
    second = catalogue.listing(catalogue.Filters(folded_query=fold("мяч"), after=first.after))
    assert not set(codes(first.entries)) & set(codes(second.entries))


def test_counts_are_kept_not_counted():
    make.many_published(30)
    wish = make.published_wish()
    assert catalogue.count_open() == 31
    lifecycle.claim(wish)
    assert catalogue.count_open() == 30
    ridder = catalogue.Filters(place=Place.objects.get(slug="ridder"))
    before = catalogue.counts(ridder)
    lifecycle.withdraw(wish)
    assert catalogue.counts(ridder) == before - 1
    assert sum(CatalogueCount.objects.values_list("wishes", flat=True)) == 30


@pytest.mark.parametrize("number", [5, 500])
@pytest.mark.parametrize(
    "path",
    ["/ru/wishes/", "/kk/wishes/?q=мяч", "/en/wishes/?q=zzzzz", "/ru/wishes/submit/",
     "/ru/wishes/?district=ridder&category=sports&sort=cheapest", "after", "detail", "feed"],
)  # fmt: skip
def test_a_page_costs_at_most_eight_queries_whatever_the_number(client, number, path):
    make.many_published(number)
    entry = CatalogueEntry.objects.order_by("published_at").last()
    path = {
        "detail": f"/ru/wishes/{entry.code}/",
        "after": f"/ru/wishes/?after={entry.code}",
        "feed": "/ru/wishes/feed/",
    }.get(path, path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) <= 8, [query["sql"][:120] for query in queries]


def test_the_feed_and_the_newest_are_those_that_wait():
    waiting, claimed = make.published_wish(), make.claimed_wish()
    assert codes(catalogue.newest(10, "ru")) == [waiting.code]
    assert claimed.code in codes(catalogue.listing(catalogue.Filters()).entries)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_kept_copy_of_a_withdrawn_wish_is_not_confirmed(client, language):
    wish = make.published_wish()
    url = f"/{language}/wishes/{wish.code}/"
    kept = client.get(url)
    assert client.get(url, headers={"If-None-Match": kept["ETag"]}).status_code == 304
    lifecycle.withdraw(wish)
    response = client.get(url, headers={"If-None-Match": kept["ETag"]})
    assert response.status_code == 410
    assert "public" not in response["Cache-Control"]
    for place in ("", "feed/", "?q=мяч"):
        assert wish.code not in client.get(f"/{language}/wishes/{place}").content.decode()
