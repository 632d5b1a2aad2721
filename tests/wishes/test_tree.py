"""The wish tree: which cards are printed, what they say, and to whom they lead."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from tests.factories import wishes as make
from tests.receipts.pdf import read
from users import roles
from users.models import User
from users.sync import sync_roles
from wishes import lifecycle
from wishes.models import CatalogueEntry, Category, Place, Wish
from wishes.tree.choosing import Choice, cards_for
from wishes.tree.sheets import Languages, Layout, page_url, sheets_pdf

pytestmark = pytest.mark.django_db


def entry(language="ru", **fields):
    """A card's row as the catalogue gives it; nothing is written."""
    values = {
        "code": "KQ7MX2P4",
        "title_ru": "Футбольный мяч",
        "story_ru": "Играть во дворе",
        "pseudonym": "Айгерим",
        "age_band": "7-10",
        "place": Place.objects.get(slug="katonkaragai"),
        "category": Category.objects.get(slug="sports"),
        "price_tiyn": 12_000_00,
    }
    return CatalogueEntry(**values | fields)


def paper(entries, layout="a4", languages="ru"):
    return read(sheets_pdf(entries, layout, languages))


# --- Which --------------------------------------------------------------------------------


def test_only_what_waits_on_the_site_is_printed():
    waiting, taken, gone = (make.published_wish() for _number in range(3))
    told = make.tell_wish()
    lifecycle.claim(taken)
    lifecycle.withdraw(gone, make.make_moderator())
    assert [card.code for card in cards_for(Choice())] == [waiting.code]
    assert told.code not in {card.code for card in cards_for(Choice())}


def test_it_is_chosen_by_season_place_kind_age_and_number():
    sports = make.published_wish()
    books = make.published_wish(
        category=Category.objects.get(slug="books"), place=Place.objects.get(slug="ulan")
    )
    codes = lambda **asked: [card.code for card in cards_for(Choice(**asked))]  # noqa: E731
    assert codes() == [sports.code, books.code], "the longest waiting first"
    assert codes(cards=1) == [sports.code]
    assert codes(category=Category.objects.get(slug="books")) == [books.code]
    assert codes(place=Place.objects.get(slug="ridder")) == [sports.code]
    assert codes(age_band="15-17") == []
    assert codes(season=make.make_season()) == []


# --- What it says --------------------------------------------------------------------------


@pytest.mark.parametrize("layout", Layout.values)
@pytest.mark.parametrize("languages", Languages.values)
def test_every_sheet_can_be_read_aloud(layout, languages):
    printed = paper([entry(title_kk="Доп")], layout, languages)
    assert printed.is_ua
    assert printed.is_tagged
    assert printed.language == languages[:2]
    assert "KQ7MX2P4" in printed.text
    assert len(printed.alternatives) == 1, "the square is described"


def test_two_languages_stand_on_one_card():
    both = paper([entry(title_kk="Футбол добы")], languages="kk-ru").text
    assert "Футбол добы" in both
    assert "Футбольный мяч" in both
    assert "Катонқарағай" in both
    assert "Катон-Карагайский" in both
    alone = paper([entry()], languages="kk-ru").text
    assert alone.count("Футбольный мяч") == 1, "told in one language only"


@pytest.mark.parametrize(("layout", "pages"), [("a4", 2), ("a4-fold", 3), ("a6", 5)])
def test_cards_fill_the_sheets(layout, pages):
    cards = [entry(code=f"KQ7MX2P{number}") for number in range(5)]
    printed = paper(cards, layout)
    assert printed.pages == pages
    for card in cards:
        assert card.code in printed.text


HOSTILE = {
    "markup": '#import "@preview/x:1.0.0": * #read("/etc/passwd") $ x $ `raw` *b* <l>',
    "json": '"}, "title": "forged", "cards": [{"',
    "long": "Ж" * 80,
    "faces": "Мяч 😀 日本語 عائشة \u202eabc\x00",
    "script": "<script>alert(1)</script> {{ 7*7 }} {% now %}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("layout", Layout.values)
def test_whatever_was_typed_is_text_and_nothing_else(text, layout):
    card = entry(title_ru=text[:80], story_ru=text * 12, pseudonym=text[:40], size=text[:60])
    printed = paper([card], layout)
    assert printed.is_ua
    assert "forged" not in printed.title
    assert "KQ7MX2P4" in printed.text, "nothing pushes the code off the card"
    assert printed.pages == 1


def test_a_card_tells_nothing_of_the_dossier():
    wish = make.published_wish()
    printed = paper(cards_for(Choice())).text
    child, guardian = wish.application.child, wish.application.guardian
    for private in (child.family_name, guardian.name, guardian.phone, guardian.email):
        assert private not in printed


# --- Where it leads ------------------------------------------------------------------------


def status_behind(wish: Wish, client: Client):
    card = CatalogueEntry(code=wish.code)
    return client.get(page_url(card, "ru").removeprefix(settings.SITE_URL))


def test_its_square_leads_to_the_live_state(client):
    wish, other = make.published_wish(), make.published_wish()
    assert status_behind(wish, client).status_code == 200
    lifecycle.claim(wish)
    taken = status_behind(wish, client)
    assert taken.status_code == 200
    assert other.code in taken.content.decode(), "others like it are offered"
    lifecycle.withdraw(wish, make.make_moderator())
    assert status_behind(wish, client).status_code == 410


# --- Who -----------------------------------------------------------------------------------


def signed_in(client, role):
    sync_roles()
    user = User.objects.create_user(f"one of {role}", "one@example.kz", "pass")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


ASKED = {"layout": "a4", "languages": "kk-ru", "cards": "20"}


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.ADMINISTRATORS])
def test_those_who_meet_shopping_centres_print(client, role):
    wish = make.published_wish()
    user = signed_in(client, role)
    assert client.get(reverse("wish_tree")).status_code == 200
    answer = client.post(reverse("wish_tree"), ASKED)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert wish.code in read(answer.content).text
    written = AuditEntry.objects.get(action="tree.print")
    assert written.actor == user
    assert written.facts["wishes"] == [wish.code]


@pytest.mark.parametrize("role", [roles.FINANCE, roles.HUB_KEEPERS])
def test_others_do_not(client, role):
    signed_in(client, role)
    for answer in (client.get(reverse("wish_tree")), client.post(reverse("wish_tree"), ASKED)):
        assert answer.status_code in (302, 403)
        assert "pdf" not in answer["Content-Type"]
    assert not AuditEntry.objects.filter(action="tree.print").exists()


@pytest.mark.parametrize(
    "change", [{"cards": "0"}, {"cards": "100000"}, {"layout": "a3"}, {"place": "nowhere"}, {}]
)
def test_what_cannot_be_printed_is_said_beside_the_form(client, change):
    signed_in(client, roles.PRESS)
    answer = client.post(reverse("wish_tree"), ASKED | change)
    assert answer.status_code == 422
    assert b"<form" in answer.content
