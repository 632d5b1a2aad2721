"""The morning's letter to moderators: once a day, codes and numbers, only where it is wanted."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from outbox.models import Mail
from tests.factories import wishes as make
from wishes.moderation.digest import write_digest
from wishes.moderation.models import Reader

pytestmark = pytest.mark.django_db

LETTERS = {"key__startswith": "desk_digest:"}


def clock(day: int, hour: int) -> datetime:
    """In February 2025; the 3rd is a Monday."""
    return datetime(2025, 2, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def monday(time_machine, moderator):
    time_machine.move_to(clock(3, 10))
    return time_machine


def test_a_letter_a_working_morning_and_no_second_one(monday, moderator):
    make.tell_wish()
    monday.move_to(clock(4, 7))
    assert write_digest() == 0
    monday.move_to(clock(4, 9))
    write_digest()
    write_digest()
    letter = Mail.objects.get(**LETTERS)
    assert letter.to == moderator.email
    monday.move_to(clock(5, 9))
    write_digest()
    assert Mail.objects.filter(**LETTERS).count() == 2


@pytest.mark.parametrize("day", [8, 9])
def test_no_letter_on_a_day_that_is_not_worked(monday, day):
    make.tell_wish()
    monday.move_to(clock(day, 10))
    assert write_digest() == 0


def test_no_letter_where_nothing_waits(monday):
    make.asked_wish()
    Mail.objects.all().delete()
    monday.move_to(clock(4, 9))
    assert write_digest() == 0


def test_it_tells_codes_of_what_is_late_and_nothing_of_children(monday, moderator):
    late = make.tell_wish()
    monday.move_to(clock(12, 10))
    new = make.tell_wish()
    write_digest()
    letter = Mail.objects.get(**LETTERS)
    assert late.code in letter.body
    assert new.code not in letter.body
    for private in ("Айгерим", "Байтерекова", "Футбольный", "guardian@example.kz", "Гульнара"):
        assert private not in letter.subject + letter.body


def test_only_what_is_late_in_own_places_is_named(monday, moderator, place):
    reader = Reader.objects.create(user=moderator)
    reader.places.add(place("ulan"))
    own, foreign = make.tell_wish(place=place("ulan")), make.tell_wish()
    monday.move_to(clock(12, 10))
    write_digest()
    letter = Mail.objects.get(**LETTERS)
    assert own.code in letter.body
    assert foreign.code not in letter.body


def test_a_moderator_switches_it_off_in_the_account(monday, moderator, client):
    make.tell_wish()
    client.force_login(moderator)
    page = client.get(reverse("wagtailadmin_account"))
    assert "wish_letter-wants_letter" in page.text
    Reader.objects.create(user=moderator, wants_letter=False)
    monday.move_to(clock(4, 9))
    assert write_digest() == 0
