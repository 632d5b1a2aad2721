"""A copy that is asked for twice in the same moment is one key and one letter."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from outbox import mail
from outbox.models import Mail
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.retention import copies
from wishes.retention.models import GuardianRequest

AT_ONCE = 4  # fewer than one mailbox gets in an hour


def ask_together():
    application = make.tell_wish().application
    ready = Barrier(AT_ONCE)

    def one(_n):
        try:
            ready.wait(timeout=30)
            copies.ask(application)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as hands:
        list(hands.map(one, range(AT_ONCE)))
    return GuardianRequest.objects.count()


def test_asked_for_at_once_it_is_one_key(committed_db):
    assert ask_together() == 1
    assert Mail.objects.filter(key__startswith="wish_copy").count() == 1


def test_the_control_without_the_lock_makes_several(committed_db, monkeypatch):
    """Shows that the test above would see a second key."""
    looked = Barrier(AT_ONCE)
    look = copies._was_asked_just_now

    def look_and_wait(wish):
        found = look(wish)
        looked.wait(timeout=30)
        return found

    monkeypatch.setattr(lifecycle, "locked", lambda wish: wish)
    monkeypatch.setattr(mail, "hold_mailbox", lambda address: None)
    monkeypatch.setattr(copies, "_was_asked_just_now", look_and_wait)
    assert ask_together() == AT_ONCE
