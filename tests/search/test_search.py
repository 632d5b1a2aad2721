"""Finding pages, however the word is spelled."""

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from campaigns.models import CampaignPage, StoryPage
from home.models import NewsPage, StandardPage
from search import query
from search.highlighting import pieces
from search.models import Kind, SearchEntry
from tests.factories.pages import make_picture, make_site, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return make_site()


def titles(typed, language="kk"):
    return [found.entry.title for found in query.find(typed, language)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Жүректен жүрекке", "Жүректен"),
        ("Жүректен жүрекке", "журектен"),
        ("Жүректен жүрекке", "Zhurekten"),
        ("Жүректен жүрекке", "Jürekten"),
        ("Жүректен жүрекке", "ЖҮРЕКТЕН ЖҮРЕККЕ"),
        ("Жүректен жүрекке", "журек"),
        ("Zhurekten Zhurekke", "жүректен"),
        ("Катонқарағай ауданында", "Katonkaragay"),
        ("Ярмарка в Катон-Карагае", "Катонқарағай"),
        ("Katonkaragai fair", "Катон-Карагай"),
        ("Күршім ауданының жаңалығы", "Курчум"),
        ("Новость из Курчума", "Kurshim"),
        ("Өскеменде", "ust kamenogorsk"),
        ("Сбор в Усть-Каменогорске", "Өскемен"),
        ("News from Oskemen", "усть каменогорск"),
        ("Ёлка для всех", "елка"),
    ],
)
def test_spellings_meet(site, written, typed):
    publish(site.add(NewsPage, title=written))
    assert titles(typed) == [written]


def test_a_slip_of_the_keyboard_is_forgiven(site):
    publish(site.add(NewsPage, title="Кітапхана ашылды"))
    assert titles("китапхона") == ["Кітапхана ашылды"]
    assert titles("велосипед") == []


def test_all_words_are_needed(site):
    publish(site.add(NewsPage, title="Кітап пен доп"))
    publish(site.add(NewsPage, title="Жаңа кітап"))
    assert titles("кітап доп") == ["Кітап пен доп"]


def test_a_title_counts_more_than_the_body(site):
    publish(site.add(StandardPage, title="Біз туралы", body=[("paragraph", "<p>Қор бар</p>")]))
    publish(site.add(StandardPage, title="Қор"))
    assert titles("қор") == ["Қор", "Біз туралы"]


def test_words_of_the_body_are_found(site):
    body = [
        ("heading", "Тақырып"),
        ("quote", {"text": "Енді оқып жүрмін", "who": "Аружан"}),
        ("picture", {"image": described(make_picture(), "Кестелі жүрек"), "caption": "Оюлар"}),
    ]
    publish(site.add(StoryPage, title="Оқиға", body=body))
    for word in ("тақырып", "аружан", "оюлар", "кестелі"):
        assert titles(word) == ["Оқиға"]


def described(picture, text):
    picture.contextual_alt_text, picture.decorative = text, False
    return picture


def test_a_page_is_found_once_in_the_readers_language(site):
    page = publish(site.add(NewsPage, title="Көктем fair"))
    publish(site.translate(page, "ru", title="Весна fair"))
    assert titles("fair", "ru") == ["Весна fair"]
    assert titles("көктем", "ru") == ["Весна fair"]
    assert titles("fair", "en") == ["Көктем fair"]


def test_only_what_is_public_is_found(site):
    publish(site.add(NewsPage, title="Жарық сөз"))
    site.add(NewsPage, title="Жоба сөз", live=False)
    hidden = publish(site.add(NewsPage, title="Құпия сөз"))
    gone = publish(site.add(NewsPage, title="Кеткен сөз"))
    deleted = publish(site.add(NewsPage, title="Өшкен сөз"))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    gone.unpublish()
    deleted.delete()
    assert titles("сөз") == ["Жарық сөз"]


def test_a_private_section_hides_what_is_below(site):
    publish(site.add(NewsPage, title="Сөз"))
    PageViewRestriction.objects.create(
        page=site.indexes["kk"]["news"], restriction_type=PageViewRestriction.LOGIN
    )
    assert titles("сөз") == []


def test_a_draft_change_is_not_found_yet(site):
    page = publish(site.add(NewsPage, title="Ағаш"))
    page.title = "Теміржол"
    page.save_revision()
    assert titles("теміржол") == []
    page.get_latest_revision().publish()
    assert titles("теміржол") == ["Теміржол"]
    assert titles("ағаш") == []


def test_a_moved_address_is_followed(site):
    page = publish(site.add(NewsPage, title="Сөз", slug="a"))
    page.slug = "b"
    page.save()
    (found,) = query.find("сөз", "kk")
    assert found.url == "/kk/news/b/"


def test_the_table_can_be_written_anew(site, capsys):
    site.add(NewsPage, title="Сөз")
    site.add(CampaignPage, title="Сөз", programme="meyirim")
    assert SearchEntry.objects.count() == 0
    call_command("rebuild_search")
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert {Kind.NEWS, Kind.CAMPAIGN} <= kinds
    assert "pages can be found" in capsys.readouterr().out


HOSTILE = [
    "\x00",
    "a\x00b",
    "'",
    '"',
    "&|!()<->:*",
    "' & 'x':*",
    "a:*|b",
    "\\",
    "%_%",
    "--; DROP TABLE",
    "x" * 100_000,
    "ж " * 5000,
    "🙂" * 300,
    "ﷺ" * 300,
    "㍿" * 300,
    "ا" * 300,
    "\u202e\u0301\ud800"[:2],
    "   ",
    "12345678901234567890",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_odd_input_gets_a_page(client, typed):
    response = client.get("/kk/search/", {"q": typed})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


@given(st.text(max_size=120))
def test_any_text_is_a_query(typed):
    query.find(typed, "ru")


def test_results_are_not_for_robots(site, client):
    response = client.get("/ru/search/?q=x")
    assert "noindex" in response["X-Robots-Tag"]
    assert 'content="noindex' in response.text


def test_what_was_typed_stays_and_hits_are_marked(site, client):
    publish(site.add(NewsPage, title="Жүректен <b>жүрекке</b>", lead="Бір сөз"))
    text = client.get("/kk/search/?q=zhurekten").text
    assert 'value="zhurekten"' in text
    assert "<mark>Жүректен</mark>" in text
    assert "&lt;b&gt;" in text


def test_pieces_lose_nothing():
    text = "Усть-Каменогорск, Жүрек & <i>жүректер</i>"
    cut = pieces(text, ["ustkamen", "jurek"])
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.is_hit] == [
        "Усть-Каменогорск",
        "Жүрек",
        "жүректер",
    ]


def test_nothing_found_says_how_to_go_on(site, client):
    response = client.get("/en/search/?q=nothing")
    assert "Nothing found" in response.text
