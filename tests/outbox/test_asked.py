"""Letters that anybody can have sent to an address which they typed: a bounded number of them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from outbox import mail
from outbox.models import Mail
from outbox.same_address import mailbox_digest, mailbox_of

MOST = mail.MOST_ASKED[0][1]


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    folder = tmp_path / "emails" / "hello"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello")
    (folder / "body.txt").write_text("Dear you")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def ask(key, to="a@example.org", **more):
    with transaction.atomic():
        return mail.post_asked(key, to, "hello", {}, "kk", **more)


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("A@Example.ORG", "a@example.org"),
        ("a+wish@example.org", "a@example.org"),
        ("a.b+c+d@gmail.com", "ab@gmail.com"),
        ("A.B@GoogleMail.com", "ab@gmail.com"),
        ("a.b@example.org", "a.b@example.org"),
        ("aİı@example.org", "aİı@example.org"),
        ("+a@example.org", "+a@example.org"),
    ],
)
def test_a_mailbox_is_one_however_it_is_spelled(spelled, meant):
    assert mailbox_of(spelled) == meant


def test_the_digest_gives_no_address_away_without_the_key(settings):
    before = mailbox_digest("a@example.org")
    settings.SECRET_KEY = "another"
    assert mailbox_digest("a@example.org") != before


@pytest.mark.django_db
def test_a_mailbox_gets_few_letters_in_an_hour_and_in_a_day():
    sent = [ask(f"k{n}", f"A+{n}@example.org") for n in range(MOST + 3)]
    assert sum(letter is not None for letter in sent) == Mail.objects.count() == MOST
    assert ask("other", "b@example.org")
    for hour in range(1, 8):
        with time_machine.travel(timezone.now() + timedelta(hours=hour, seconds=1), tick=False):
            for n in range(MOST):
                ask(f"h{hour}.{n}")
    a_day = mail.MOST_ASKED[1][1]
    assert Mail.objects.exclude(to="b@example.org").count() == a_day
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert ask("next")


@pytest.mark.django_db
def test_other_letters_are_neither_counted_nor_bounded():
    for n in range(MOST + 2):
        mail.post(f"p{n}", "a@example.org", "hello", {}, "kk")
    assert ask("k")


@pytest.mark.django_db
def test_what_brings_somebodys_own_link_is_spent_by_nothing_else(letters, tmp_path):
    (tmp_path / "emails" / "bye").mkdir()
    for part in ("subject.txt", "body.txt"):
        (tmp_path / "emails" / "bye" / part).write_text("Bye")
    own = [ask(f"o{n}", is_own_link=True) for n in range(MOST + 3)]
    assert sum(letter is not None for letter in own) == MOST
    with transaction.atomic():
        assert mail.post_asked("b", "a@example.org", "bye", {}, "kk", is_own_link=True)
    assert all(ask(f"k{n}") for n in range(MOST))
    assert ask("more") is None
    assert Mail.objects.count() == 2 * MOST + 1


@pytest.mark.django_db
def test_the_same_letter_is_the_same_letter_when_there_is_room_no_more():
    first = ask("k0")
    for n in range(1, MOST):
        ask(f"k{n}")
    assert ask("k0") == first
    assert ask("new") is None


@pytest.mark.django_db
def test_what_was_sent_counts_and_its_address_may_go():
    for n in range(MOST):
        ask(f"k{n}")
    mail.deliver_due()
    assert ask("new") is None
    mail.forget("a@example.org")
    assert not Mail.objects.exclude(mailbox="").exists()


def ask_together():
    """How many letters went, of twice as many as may be, asked for in the same moment."""
    ready = Barrier(MOST * 2)

    def one(n):
        try:
            ready.wait(timeout=30)
            return ask(f"k{n}") is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MOST * 2) as hands:
        return sum(hands.map(one, range(MOST * 2)))


def test_asked_for_at_once_there_are_no_more(committed_db):
    assert ask_together() == MOST


def test_the_control_without_the_lock_sends_more(committed_db, monkeypatch):
    """Shows that the test above would see a letter too many."""
    looked = Barrier(MOST * 2)
    look = mail.has_had_enough

    def look_and_wait(*asked):
        found = look(*asked)
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(mail, "hold_mailbox", lambda address: None)
    monkeypatch.setattr(mail, "has_had_enough", look_and_wait)
    assert ask_together() == MOST * 2
