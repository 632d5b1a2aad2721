"""What a donor says with a monthly gift is said once, and read before it is public."""

import pytest

from campaigns.monthly.models import MonthlyGift
from campaigns.payments.giving import wall
from campaigns.payments.models import Words
from campaigns.payments.models.words import WordsState
from tests.factories.wishes import make_user

pytestmark = pytest.mark.django_db

SAID = {"dedication": "In memory of Aisha", "message": "Every month", "show_words": "on"}


def test_the_first_payment_brings_the_words_and_no_other_does(donor):
    gift = donor.begin(**SAID)
    words = Words.objects.get()
    assert words.donation == donor.gifts(gift)[0]
    assert (words.shown_name, words.dedication) == ("Айгүл", "In memory of Aisha")
    assert (words.message, words.is_public, words.state) == (
        "Every month",
        True,
        WordsState.WAITING,
    )
    assert MonthlyGift.objects.get().spoken is None
    assert not wall.newest(donor.fund)
    wall.decide(words, make_user(), may_be_shown=True)
    assert [one.message for one in wall.newest(donor.fund)] == ["Every month"]
    donor.month_passes(gift)
    donor.deliver_all()
    assert len(donor.gifts(gift)) == 2
    assert Words.objects.count() == 1


def test_nothing_said_and_nothing_paid_bring_none(donor):
    donor.begin()
    waiting = donor.give(**SAID, donor_email="other@example.org")
    assert not Words.objects.exists()
    assert waiting.spoken["message"] == "Every month"


def test_who_gives_anonymously_is_not_named(donor):
    donor.begin(**SAID, is_anonymous="on")
    assert Words.objects.get().shown_name == ""


def test_the_form_offers_it(donor):
    page = donor.client.get(donor.form_url()).content.decode()
    assert "Say something with your first payment" in page
    assert "In honour or memory of" in page
