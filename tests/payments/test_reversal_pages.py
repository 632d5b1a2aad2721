"""The page of a gift says honestly what has left it, with the sums."""

import pytest

from tests.factories.settled import dispute, give_back, lose_dispute, settled_gift, win_dispute

pytestmark = pytest.mark.django_db


def page_of(client, gift, language="en"):
    gift.refresh_from_db()
    reply = client.get(gift.get_absolute_url(language))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().replace("\u00a0", " ").split())


def test_a_part_that_was_given_back(client):
    gift = settled_gift()
    give_back(gift, 2_000_00)
    page = page_of(client, gift)
    assert "We have given back ₸2,000. ₸3,000 stay with us" in page


def test_a_gift_that_was_given_back(client):
    gift = settled_gift()
    give_back(gift, 5_000_00)
    page = page_of(client, gift)
    assert "This gift was returned" in page
    assert "five to ten working days" in page


def test_a_gift_that_a_bank_asks_about(client):
    gift = settled_gift()
    dispute(gift)
    page = page_of(client, gift)
    assert "taken back ₸5,000 until it has looked into the payment" in page
    win_dispute(gift)
    assert "Thank you! Your gift has arrived." in page_of(client, gift)


def test_a_gift_that_a_bank_took(client):
    gift = settled_gift()
    dispute(gift)
    lose_dispute(gift)
    assert "gave ₸5,000 back to its owner" in page_of(client, gift)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("what", [lambda gift: give_back(gift, 1_00), dispute])
def test_every_language_has_its_words(client, language, what):
    gift = settled_gift(language=language)
    what(gift)
    page_of(client, gift, language)
