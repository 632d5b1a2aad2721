"""A purge that is killed at any statement leaves nothing that the next one does not finish."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone

from jobs import purging
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.payments.test_crashes import KillAt, Killed
from tests.retention.traces import CANARY, send_letters, stored
from wishes.dossiers.models import Evidence
from wishes.models import Wish
from wishes.states import State

# Every so many statements: each is a moment of its own kind about as often.
STRIDE = 7


@pytest.fixture
def all_files(settings):
    settings.PURGE_WISH_DAYS = settings.PURGE_CONSENT_DAYS = settings.PURGE_MAIL_DAYS = 1
    return lambda: [one for one in Path(settings.PRIVATE_MEDIA_ROOT).rglob("*") if one.is_file()]


def a_closed_wish():
    wish = make.rejected_wish(**CANARY)
    for kind in ("consent_paper", "photo"):
        file = ContentFile(b"canary", name="a.jpg")
        Evidence.objects.create(application=wish.application, kind=kind, file=file)
    send_letters()


def killed_after(statements) -> bool:
    try:
        with connection.execute_wrapper(KillAt(statements)):
            purging.purge_personal_data()
    except Killed:
        connection.close()  # As the operating system would.
        return True
    return False


def test_killed_at_any_statement_it_is_finished_by_the_next_run(committed_db, all_files):
    make_site()
    statements, was_killed, kills = 0, True, 0
    while was_killed:
        a_closed_wish()
        # A file is written with the clock of the machine: orphans have to be older than a day.
        with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
            was_killed = killed_after(statements)
            kills += was_killed
            purging.purge_personal_data()
        assert set(Wish.objects.values_list("state", flat=True)) == {State.ANONYMISED}, statements
        assert not all_files(), statements
        left = stored()
        for value in CANARY.values():
            assert value not in left, (statements, value)
        statements += STRIDE
    assert kills > 10
