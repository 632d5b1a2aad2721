"""What is not needed any more is forgotten by itself, each thing when its term is over."""

import pytest

from audit.models import AuditEntry
from jobs import purging
from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.retention.traces import CANARY, files, later, send_letters, stored, with_papers
from wishes import lifecycle
from wishes.dossiers.models import (
    Application,
    Child,
    Consent,
    Evidence,
    Guardian,
    Hit,
    Institution,
)
from wishes.dossiers.models.scope import NEEDED
from wishes.models import CatalogueEntry, WishPage
from wishes.moderation import notes
from wishes.moderation.models import Note
from wishes.retention.models import Emptied
from wishes.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db):
    return make_site()


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


def test_what_moderators_noted_goes_with_the_dossier(run):
    wish = make.tell_wish(**CANARY)
    notes.write(wish, make.make_moderator(), "Позвонить: Канарейкина")
    lifecycle.withdraw(wish)
    with later(89):
        run()
    assert Note.objects.exists()
    with later(91):
        run()
    assert not Note.objects.exists()


def test_where_a_child_lives_goes_with_the_words_and_the_institution_in_the_end(run):
    institution = make.make_institution()
    shown, _gone = (
        state(institution=institution, submitter_kind="institution", **CANARY)
        for state in (make.fulfilled_wish, make.rejected_wish)
    )
    with later(91):
        run()
        # What is still shown can still be taken back by the institution.
        assert [one.wish for one in institution.applications.all()] == [shown]
    with later(366):
        lifecycle.apply_consents()
    with later(366 + 91):
        run()
        assert not institution.applications.exists()
    with later(1094):
        run()
        assert Institution.objects.exists()
    with later(1096):
        assert run()["institutions"] == 1
        assert run() == {}
    assert not Institution.objects.exists()
    assert AuditEntry.objects.filter(action="institution.purge").count() == 1


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
