"""A link that is asked for twice in the same moment is one link and one letter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from campaigns.donors import links
from campaigns.donors.models import Link
from outbox import mail
from outbox.models import Mail
from tests.factories.money import make_gift

ADDRESS = "aigul@example.org"
AT_ONCE = 8


def ask_together():
    make_gift(donor_email=ADDRESS)
    ready = Barrier(AT_ONCE)

    def one(n):
        try:
            ready.wait(timeout=30)
            # One mailbox, spelled in both cases.
            links.ask(ADDRESS.upper() if n % 2 else ADDRESS, "en")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as hands:
        list(hands.map(one, range(AT_ONCE)))
    return Link.objects.count(), Mail.objects.count()


def test_asked_for_at_once_it_is_one_link(committed_db):
    assert ask_together() == (1, 1)


def test_the_control_without_the_lock_makes_several(committed_db, monkeypatch):
    """Shows that the test above would see a second link."""
    looked = Barrier(AT_ONCE)
    look = links._was_asked_just_now

    def look_and_wait(email):
        found = look(email)
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(links, "hold_mailbox", lambda address: None)
    monkeypatch.setattr(mail, "hold_mailbox", lambda address: None)
    monkeypatch.setattr(links, "_was_asked_just_now", look_and_wait)
    assert ask_together()[0] == AT_ONCE
