"""What is not needed any more is forgotten by itself, and a run that was killed is made good."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from audit.models import AuditEntry
from edge import orphans
from jobs import periodic, purging
from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.pages import make_site
from wishes import lifecycle
from wishes.dossiers.models import Application, Child, Consent, Evidence, Guardian, Hit
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry, Wish, WishPage
from wishes.retention import purging as wish_purging
from wishes.retention.models import Emptied
from wishes.states import State

pytestmark = pytest.mark.django_db

CANARY = {
    "guardian_name": "Гульнара Канарейкина", "phone": "+77015556677",
    "email": "canary@example.kz", "given_name": "Кенарай", "family_name": "Канарейкина",
    "patronymic": "Канарбековна", "school": "школа канарейки", "address": "Канареечная, дом 7",
}  # fmt: skip


@pytest.fixture(autouse=True)
def site(db):
    return make_site()


def with_papers(wish):
    for kind in ("consent_paper", "photo"):
        file = ContentFile(b"canary " + kind.encode(), name="a.jpg")
        Evidence.objects.create(application=wish.application, kind=kind, file=file)
    return wish


def later(days):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def purge(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return purging.purge_personal_data()


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    return lambda: purge(django_capture_on_commit_callbacks)


def stored(but=()):
    """Every row of the database as text, besides those tables."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(but)
        text = []
        for table in sorted(tables):
            cursor.execute(f'SELECT one::text FROM "{table}" one')
            text += [row for (row,) in cursor.fetchall()]
    return "\n".join(text)


def files(settings):
    return [path for path in Path(settings.PRIVATE_MEDIA_ROOT).rglob("*") if path.is_file()]


def send_letters():
    Mail.objects.update(sent_at=timezone.now(), body="")


def test_what_a_dossier_knows_goes_ninety_days_after_the_wish_was_closed(run, settings):
    wish = with_papers(make.rejected_wish(**CANARY))
    send_letters()
    with later(89):
        run()
    assert Child.objects.get().given_name == "Кенарай"
    with later(91):
        gone = run()
    assert gone["empty"] == gone["clear"] == 1
    left = stored(but={"dossiers_consent"})
    for value in CANARY.values():
        assert value not in left
    assert Consent.objects.get().giver_name == CANARY["guardian_name"]
    assert [one.kind for one in Evidence.objects.all()] == ["consent_paper"]
    assert len(files(settings)) == 1
    assert not Hit.objects.exists()
    entry = AuditEntry.objects.get(action="wish.empty")
    assert entry.target_id == str(wish.pk)
    assert entry.facts["files"] == 1


def test_a_second_run_finds_nothing(run):
    with_papers(make.rejected_wish(**CANARY))
    with later(91):
        run()
        before = AuditEntry.objects.count()
        assert run() == {}
        assert AuditEntry.objects.count() == before


def test_a_wish_that_came_true_stays_on_the_site_without_its_dossier(run, client):
    wish = with_papers(make.fulfilled_wish(**CANARY))
    url = f"/ru/wishes/{wish.code}/"
    with later(91):
        run()
        assert client.get(url).status_code == 200
        assert Emptied.objects.get().wish == wish
        assert WishPage.objects.get().pseudonym
        # And can still be taken back by the private link, without a letter to nobody.
        number = Mail.objects.count()
        lifecycle.withdraw(wish, why="guardian")
        assert client.get(url).status_code == 410
        assert Mail.objects.count() == number
    with later(91 + 91):
        run()
        assert WishPage.objects.get().pseudonym == ""


def test_the_day_of_birth_stays_as_a_month_so_that_consent_still_ends_at_18(run):
    make.fulfilled_wish(**CANARY)
    with later(91):
        run()
    assert Child.objects.get().born_on.day == 1


def test_a_first_name_on_the_site_stays_known_until_it_leaves(run):
    wish = make.fulfilled_wish(scope=(*NEEDED, "show_wish:first_name"), **CANARY)
    with later(91):
        run()
        assert Child.objects.get().given_name == WishPage.objects.get().pseudonym
        assert Child.objects.get().family_name == ""
        lifecycle.withdraw(wish)
    with later(91 + 91):
        run()
    assert Child.objects.get().given_name == ""


def test_an_open_wish_keeps_its_dossier(run):
    make.published_wish(**CANARY)
    with later(100):
        run()
    assert Child.objects.get().family_name == CANARY["family_name"]


def test_a_wish_that_nobody_answers_for_is_closed_once_its_consent_is_over(run):
    wish = make.asked_wish(**CANARY)
    with later(366):
        lifecycle.apply_consents()
        run()
        wish.refresh_from_db()
        assert wish.state == State.EXPIRED
    with later(366 + 91):
        run()
    assert Child.objects.get().family_name == ""


def test_the_proof_goes_after_three_years_and_the_wish_is_a_code(run, settings, client):
    wish = with_papers(make.fulfilled_wish(**CANARY))
    send_letters()
    with later(91):
        run()
    with later(366):
        lifecycle.apply_consents()
        run()
    with later(366 + 1094):
        run()
        assert Consent.objects.exists()
    with later(366 + 1096):
        assert run()["remove_proof"] == 1
        wish.refresh_from_db()
        assert wish.state == State.ANONYMISED
        for model in (Consent, Evidence, Application, Child, Guardian, CatalogueEntry):
            assert not model.objects.exists()
        assert not files(settings)
        left = stored()
        for value in CANARY.values():
            assert value not in left
        assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410
        assert run() == {}


def test_nothing_is_shown_longer_than_its_consent_can_be_proven(run, client, settings):
    settings.CONSENT_TERM_DAYS = 2000
    wish = make.fulfilled_wish(**CANARY)
    with later(1096):
        run()
        run()
        assert not CatalogueEntry.objects.exists()
        assert client.get(f"/ru/wishes/{wish.code}/").status_code == 410


def test_a_child_with_another_open_wish_stays_known(run):
    first, second = make.rejected_wish(**CANARY), make.published_wish(**CANARY)
    Application.objects.filter(wish=second).update(
        child=first.application.child, guardian=first.application.guardian
    )
    with later(91):
        run()
    assert first.application.child.given_name == CANARY["given_name"]
    assert Application.objects.get(wish=first).told_title == ""


def test_terms_are_settings(run, settings):
    settings.PURGE_WISH_DAYS = 5
    make.rejected_wish(**CANARY)
    with later(6):
        assert run()["empty"] == 1


def test_a_letter_is_forgotten_but_that_it_was_sent():
    make.published_wish(**CANARY)
    send_letters()
    number = Mail.objects.count()
    with later(91):
        purging.purge_personal_data()
    assert Mail.objects.count() == number
    assert not Mail.objects.exclude(to="").exists()


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
    settings.PURGERS = ["tests.retention.test_purging.fails", *settings.PURGERS]
    with later(91), pytest.raises(ExceptionGroup) as raised:
        run()
    assert len(raised.value.exceptions) == 2
    assert Emptied.objects.get().wish == fine


def fails(*, dry_run):
    raise RuntimeError("a purger")


def test_rows_are_taken_under_the_lock_of_their_wish():
    wish = make.rejected_wish()
    assert wish_purging._taken("empty", wish.pk, lambda: Wish.objects.none(), None) == {}
