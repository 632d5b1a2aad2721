"""A run of the purge: what it says, what it leaves to the next one, files that lost their row."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from edge import orphans
from jobs import periodic, purging
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.retention.traces import CANARY, files, later, stored, with_papers
from wishes.models import Wish
from wishes.retention import purging as wish_purging
from wishes.retention.models import Emptied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db):
    return make_site()


def test_a_file_that_no_row_names_is_found(run, settings):
    with_papers(make.published_wish(**CANARY))
    known = files(settings)
    stray = Path(settings.PRIVATE_MEDIA_ROOT) / "evidence" / "stray.jpg"
    stray.write_bytes(b"canary")
    assert run() == {}  # It may be of a row that is being written.
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in [*known, stray]:
        os.utime(path, (long_ago, long_ago))
    assert run() == {"orphans": 1}
    assert sorted(files(settings)) == sorted(known)


def stray_files(settings, folder, number):
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    folder.mkdir(parents=True)
    for n in range(number):
        (folder / f"{n}.jpg").write_bytes(b"x")
        os.utime(folder / f"{n}.jpg", (long_ago, long_ago))


def test_files_of_another_database_are_not_swept_away(settings):
    stray_files(settings, Path(settings.PRIVATE_MEDIA_ROOT) / "evidence", orphans.MOST + 1)
    with pytest.raises(orphans.TooManyOrphans):
        orphans.purge(dry_run=False)
    assert len(files(settings)) == orphans.MOST + 1


def test_the_journal_of_withdrawals_is_nobodys_lost_file(settings):
    settings.WITHDRAWALS_JOURNAL = Path(settings.PRIVATE_MEDIA_ROOT) / "withdrawals"
    stray_files(settings, settings.WITHDRAWALS_JOURNAL / "a", 3)
    assert orphans.purge(dry_run=False) == {}
    assert len(files(settings)) == 3


def command(*options):
    out = StringIO()
    call_command("purge_personal_data", *options, stdout=out)
    return out.getvalue()


def test_a_dry_run_says_what_would_be_done_and_does_nothing():
    make.rejected_wish(**CANARY)
    with later(91):
        before = stored()
        said = json.loads(command("--dry-run", "--json"))
        assert stored() == before
        assert said["removed"]["empty"] == 1
        assert "empty: 1 would be removed" in command("--dry-run")
        assert json.loads(command("--json"))["removed"]["empty"] == 1
        assert command() == "nothing is due\n"


def test_it_happens_every_day():
    step = periodic.step_named("remove personal data whose term is over")
    assert step.every == timedelta(days=1)
    assert periodic.load(step) is purging.purge_personal_data


def test_one_that_fails_does_not_hold_up_the_others(run, monkeypatch, settings):
    broken, fine = make.rejected_wish(**CANARY), make.rejected_wish(**CANARY)
    real = wish_purging.emptying.empty_dossier

    def fails_for_one(wish):
        if wish.pk == broken.pk:
            raise RuntimeError
        return real(wish)

    steps = [
        (name, due, fails_for_one if step is real else step)
        for name, due, step in wish_purging.STEPS
    ]
    monkeypatch.setattr(wish_purging, "STEPS", steps)
    settings.PURGERS = ["tests.retention.test_purging_runs.fails", *settings.PURGERS]
    with later(91), pytest.raises(ExceptionGroup) as raised:
        run()
    assert len(raised.value.exceptions) == 2
    assert Emptied.objects.get().wish == fine


def fails(*, dry_run):
    raise RuntimeError("a purger")


def test_rows_are_taken_under_the_lock_of_their_wish():
    wish = make.rejected_wish()
    assert wish_purging._taken("empty", wish.pk, lambda: Wish.objects.none(), None) == {}
