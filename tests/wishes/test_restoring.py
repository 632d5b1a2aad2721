"""A restored backup undoes no withdrawal: what was taken back since is taken back again first."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from campaigns.models import StoryPage
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.stories import AGREED, make_stories, publish
from tests.fixtures.backups import backup
from wishes import lifecycle
from wishes.dossiers.models import Consent
from wishes.models import CatalogueEntry, ServingDatabase, Wish

assert backup  # a fixture


def answers(client, *wishes):
    return [client.get(f"/ru/wishes/{wish.code}/").status_code for wish in wishes]


def is_ready(client):
    return client.get("/health/ready/").status_code == 200


def test_a_restored_backup_shows_nothing_until_withdrawals_are_applied(backup, client):
    gone, stays = make.published_wish(), make.published_wish(email="other@example.kz")
    assert lifecycle.apply_consents() == 0
    backup.dump()
    lifecycle.withdraw(gone)
    backup.restore()

    assert Wish.objects.get(code=gone.code).state == "published", "the backup knows no better"
    assert answers(client, gone, stays) == [404, 404]
    assert gone.code not in client.get("/ru/wishes/feed/").content.decode()
    assert not is_ready(client)

    call_command("apply_consents")
    assert answers(client, gone, stays) == [410, 200]
    assert is_ready(client)
    assert Consent.objects.get(application__wish__code=gone.code).state == "withdrawn"
    assert AuditEntry.objects.filter(action="wishes.restored").count() == 1
    assert lifecycle.apply_consents() == 0


def test_without_its_journal_it_shows_nothing_unless_told_to(backup, client, settings):
    gone = make.published_wish()
    lifecycle.apply_consents()
    backup.dump()
    lifecycle.withdraw(gone)
    backup.restore()
    shutil.rmtree(settings.WITHDRAWALS_JOURNAL)

    with pytest.raises(CommandError, match="WITHDRAWALS_JOURNAL"):
        call_command("apply_consents")
    assert answers(client, gone) == [404]
    call_command("apply_consents", "--without-journal")
    # The control: this is what the journal is for.
    assert answers(client, gone) == [200]


def told_of(client, story):
    """What its address answers, and whether the list of stories names it."""
    is_listed = story.slug in client.get("/ru/stories/").text
    return client.get(story.reading_url).status_code, is_listed


def test_its_story_is_told_no_sooner(backup, client, settings):
    make_site()
    wish = make.fulfilled_wish(scope=AGREED)
    story = make_stories(wish)[1]
    publish(story)
    lifecycle.apply_consents()
    assert told_of(client, story) == (200, True)
    backup.dump()
    lifecycle.withdraw(wish)
    backup.restore()

    assert StoryPage.objects.get(pk=story.pk).live, "the backup knows no better"
    assert told_of(client, story) == (404, False)
    journal, settings.WITHDRAWALS_JOURNAL = settings.WITHDRAWALS_JOURNAL, "/nowhere"
    with pytest.raises(CommandError):
        call_command("apply_consents")
    assert told_of(client, story) == (404, False)
    settings.WITHDRAWALS_JOURNAL = journal
    call_command("apply_consents")
    assert told_of(client, story) == (410, False)


@pytest.mark.django_db
def test_a_consent_taken_back_past_all_code_is_written_down_too(settings):
    wish = make.published_wish()
    Consent.objects.update(state="withdrawn", ended_at=wish.told_at)
    lifecycle.apply_consents()
    (folder,) = Path(settings.WITHDRAWALS_JOURNAL).iterdir()
    assert [file.name.partition("-")[0] for file in folder.iterdir()] == [wish.code]


@pytest.mark.django_db
def test_a_journal_that_cannot_be_written_keeps_nobody_from_withdrawing(settings, tmp_path, caplog):
    (tmp_path / "in the way").write_text("")
    settings.WITHDRAWALS_JOURNAL = tmp_path / "in the way"
    wish = lifecycle.withdraw(make.published_wish())
    assert wish.state == "withdrawn"
    assert "journal" in caplog.text
    with pytest.raises(ExceptionGroup):
        lifecycle.apply_consents()
    settings.WITHDRAWALS_JOURNAL = tmp_path / "there again"
    lifecycle.apply_consents()
    assert len(list(settings.WITHDRAWALS_JOURNAL.glob("*/*"))) == 1


@pytest.mark.django_db
def test_another_database_by_its_identity_shows_nothing(client):
    """What a standby that took over, or a cluster copied file by file, sees."""
    wish = make.published_wish()
    ServingDatabase.objects.update(identity="7/1/42")
    assert not CatalogueEntry.objects.exists()
    assert CatalogueEntry.rows.get().wish == wish
