"""A restored backup brings nobody back: who was erased since is so again, by the same command."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.donors import requests
from campaigns.donors.models import DataRequest
from campaigns.donors.models.request import Asked
from campaigns.payments.models import Donation
from jobs import purging as purge
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from tests.fixtures.backups import backup
from tests.retention.traces import CANARY, later, send_letters, stored
from users import roles
from wishes import lifecycle
from wishes.claims.models import Claim
from wishes.dossiers.models import Child, Consent
from wishes.models import Wish
from wishes.retention import asking, erasures
from wishes.states import State

assert backup  # a fixture
DONOR = "Canary.Donor@example.org"


def journal(settings):
    return sorted(path.name for path in Path(settings.WITHDRAWALS_JOURNAL).glob("*.erased/*"))


def forget_donor(email):
    asked = requests.keep(email, Asked.ERASURE, "", "ru")
    requests.erase(asked, make_officer(roles.FINANCE))


def test_a_guardian_who_was_erased_stays_erased(backup, settings):
    make_site()
    wish, stays = make.published_wish(**CANARY), make.published_wish(email="other@example.kz")
    lifecycle.apply_consents()
    backup.dump()
    asking.erase(asking.ask_erasure(wish.application), make.make_moderator())
    backup.restore()
    assert Child.objects.filter(family_name=CANARY["family_name"]).exists(), "as the backup has it"

    call_command("apply_consents")
    send_letters()
    left = stored(but={"dossiers_consent", "outbox_mail"})
    for value in CANARY.values():
        assert value not in left
    assert Wish.objects.get(code=wish.code).state == State.WITHDRAWN
    assert Wish.objects.get(code=stays.code).state == State.PUBLISHED
    assert AuditEntry.objects.get(action="wishes.restored").facts["erasures"] == 1
    (name,) = journal(settings)
    assert name.endswith(f"-wish.erase-{wish.code}")


def test_what_the_clock_had_forgotten_is_forgotten_again(backup, settings):
    """Even of a wish that the backup has as still open."""
    make_site()
    wish = make.published_wish(**CANARY)
    lifecycle.apply_consents()
    backup.dump()
    lifecycle.withdraw(wish)
    send_letters()
    with later(91):
        purge.purge_personal_data()
        lifecycle.apply_consents()
        backup.restore()
        call_command("apply_consents")
    left = stored(but={"dossiers_consent", "outbox_mail"})
    for value in CANARY.values():
        assert value not in left
    assert {name.split("-")[1] for name in journal(settings)} == {"wish.empty", "wish.clear"}


@pytest.mark.parametrize("by", ["the clock", "the guardian"])
def test_one_that_had_come_true_and_was_forgotten_after_the_birthday(backup, by):
    """The end of that consent is in no journal: the clock finds it again."""
    make_site()
    birthday_soon = timezone.localdate() - timedelta(days=18 * 365)
    wish = make.fulfilled_wish(**CANARY, born_on=birthday_soon)
    lifecycle.apply_consents()
    backup.dump()
    with later(10):
        lifecycle.apply_consents()
        assert Consent.objects.get().state == Consent.State.LAPSED
        if by == "the guardian":
            asking.erase(asking.ask_erasure(wish.application), make.make_moderator())
        send_letters()
    with later(110):
        purge.purge_personal_data()
        lifecycle.apply_consents()
        backup.restore()
        call_command("apply_consents")
    left = stored(but={"dossiers_consent", "outbox_mail"})
    for value in (*CANARY.values(), "Хочу играть с друзьями"):
        assert value not in left
    assert Wish.objects.get().state == State.WITHDRAWN


def test_a_donor_who_was_erased_stays_erased_and_one_who_came_back_is_kept(backup, settings):
    make_site()
    settled_gift(donor_email=DONOR, donor_name="Канарейкин Донор")
    claim = given.fulfilled_claim(donor_email=DONOR.lower())
    settled_gift(donor_email="stays@example.org")
    lifecycle.apply_consents()
    backup.dump()
    forget_donor(DONOR)
    assert DONOR.lower() not in " ".join(journal(settings)).lower()
    backup.restore()
    assert Donation.objects.filter(donor_email=DONOR).exists(), "as the backup has it"

    call_command("apply_consents")
    assert DONOR.lower() not in stored().lower()
    assert "Канарейкин" not in stored()
    assert Claim.objects.get(pk=claim.pk).donor_email == ""
    assert Donation.objects.filter(donor_email="stays@example.org").exists()

    settled_gift(donor_email=DONOR)
    lifecycle.apply_consents()
    backup.dump()
    backup.restore()
    call_command("apply_consents")
    assert Donation.objects.filter(donor_email=DONOR).count() == 1


def test_what_hinders_it_is_left_to_finance(backup):
    make_site()
    gift = settled_gift(donor_email=DONOR)
    Donation.objects.filter(pk=gift.pk).update(state="disputed")
    lifecycle.apply_consents()
    backup.dump()
    Donation.objects.filter(pk=gift.pk).update(state="paid")
    forget_donor(DONOR)
    backup.restore()
    call_command("apply_consents")
    assert DataRequest.objects.waiting().get().email == DONOR


@pytest.mark.django_db
def test_an_old_key_still_finds_a_donor(settings):
    digest = erasures.digest_of(DONOR)
    make.wish_lists()
    settled_gift(donor_email=DONOR)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 9
    assert erasures._donors_of({digest}) == {digest: DONOR}


@pytest.mark.django_db
def test_a_journal_that_cannot_be_written_keeps_nobody_from_being_forgotten(
    settings, tmp_path, caplog, django_capture_on_commit_callbacks
):
    wish = make.published_wish(**CANARY)
    lifecycle.apply_consents()
    (tmp_path / "in the way").write_text("")
    settings.WITHDRAWALS_JOURNAL = tmp_path / "in the way"
    with django_capture_on_commit_callbacks(execute=True):
        asking.erase(asking.ask_erasure(wish.application), make.make_moderator())
    assert "journal" in caplog.text
    settings.WITHDRAWALS_JOURNAL = tmp_path / "there again"
    lifecycle.apply_consents()
    assert len(journal(settings)) == 1
    with later(31):
        lifecycle.apply_consents()
    assert len(journal(settings)) == 1
