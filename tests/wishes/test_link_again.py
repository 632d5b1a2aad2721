"""A guardian who lost the private link; a stranger who fills a mailbox by telling wishes."""

import re

import pytest

from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.letters import spend_mailbox
from tests.factories.pages import make_site
from tests.factories.telling_form import form_data
from wishes import lifecycle, notices
from wishes.dossiers import links
from wishes.retention import emptying

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ADDRESS = "guardian@example.kz"


@pytest.fixture(autouse=True)
def site(db):
    make_site()


def ask(client, email, language="ru"):
    return client.post(f"/{language}/wishes/follow/", {"email": email}, **BROWSER)


def letters():
    return Mail.objects.filter(key__startswith="wish_links")


def test_the_links_of_all_wishes_come_in_one_letter(client):
    wishes = [make.tell_wish(email=ADDRESS), make.tell_wish(email=ADDRESS)]
    make.tell_wish(email="other@example.kz")
    assert client.get("/ru/wishes/follow/").status_code == 200
    assert ask(client, ADDRESS.upper(), "kk").status_code == 303
    letter = letters().get()
    assert (letter.to, letter.language) == (ADDRESS.upper(), "kk")
    found = re.findall(r"https?://\S+?(/\w\w/wishes/follow/\S+)", letter.body)
    assert set(found) == {links.path_of(wish.application) for wish in wishes}
    assert client.get(found[0]).status_code == 200


def test_the_answer_is_the_same_for_a_stranger_who_gets_no_letter(client):
    make.tell_wish(email=ADDRESS)
    known, unknown = ask(client, ADDRESS), ask(client, "stranger@example.kz")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert client.get(known["Location"]).status_code == 200
    assert [letter.to for letter in letters()] == [ADDRESS]


def test_a_tag_in_the_address_opens_no_other_mailbox(client):
    make.tell_wish(email=ADDRESS)
    ask(client, "guardian+me@example.kz")
    assert not letters().exists()


def test_asked_often_it_is_mailed_a_few_times_an_hour(client):
    make.tell_wish(email=ADDRESS)
    for _ in range(10):
        assert ask(client, ADDRESS).status_code == 303
    assert letters().count() == 1


def test_who_was_forgotten_is_not_written_to(client):
    wish = make.tell_wish(email=ADDRESS)
    wish = lifecycle.withdraw(wish)
    emptying.empty_dossier(wish)
    ask(client, ADDRESS)
    assert not letters().exists()


def test_the_page_is_public_and_only_its_own_form_is_taken(client):
    page = client.get("/ru/wishes/follow/")
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    other = client.post("/ru/wishes/follow/", {"email": ADDRESS}, HTTP_SEC_FETCH_SITE="cross-site")
    assert other.status_code == 403
    assert ask(client, "nobody").status_code == 422
    assert "/ru/wishes/follow/" in client.get("/ru/wishes/submit/").content.decode()


def test_telling_many_wishes_fills_no_strangers_mailbox(client):
    for n in range(9):
        form = form_data(email=f"vic.tim+{n}@gmail.com")
        assert client.post("/ru/wishes/submit/", form, **BROWSER).status_code == 303
    assert Mail.objects.count() == 6


def take_back(client, wish):
    path = links.path_of(wish.application)
    assert client.post(path, {"action": "withdraw", "sure": "on"}, **BROWSER).status_code == 303


def test_nor_does_taking_them_back(client):
    """Of the end of a wish hears who has heard of its beginning."""
    for wish in [make.tell_wish(email=ADDRESS) for _ in range(9)]:
        take_back(client, wish)
    letters = Mail.objects.filter(to=ADDRESS)
    assert letters.filter(key__startswith="wish_received").count() == 6
    assert letters.filter(key__startswith="wish_withdrawn").count() == 6


def test_no_stranger_keeps_the_link_from_the_guardian(client):
    wish = make.tell_wish(email=ADDRESS)
    spend_mailbox(ADDRESS)
    ask(client, ADDRESS)
    assert links.path_of(wish.application) in letters().get().body


def test_nor_by_telling_more_wishes_than_a_letter_holds(client):
    wish = make.published_wish(email=ADDRESS)
    for _ in range(notices.MOST_LINKS):
        make.tell_wish(email=ADDRESS)
    ask(client, ADDRESS)
    assert links.path_of(wish.application) in letters().get().body


def test_nor_the_word_that_the_wish_was_taken_back(client):
    wish = make.tell_wish(email=ADDRESS)
    spend_mailbox(ADDRESS)
    take_back(client, wish)
    assert Mail.objects.filter(key__startswith=f"wish_withdrawn:{wish.code}:").exists()
