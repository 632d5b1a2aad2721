"""The moderators' page of what families ask for, each moderator for their own districts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.retention.traces import CANARY, later
from wishes import lifecycle
from wishes.dossiers.models import Child, Consent
from wishes.dossiers.models.scope import NEEDED
from wishes.models import Place
from wishes.moderation.models import Reader
from wishes.retention import asking
from wishes.retention.models import GuardianRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(db):
    return make_site()


@pytest.fixture
def asked():
    """A young adult's consent that nobody has checked."""
    wish = make.fulfilled_wish(**CANARY)
    day = timezone.localdate() - timedelta(days=1)
    Child.objects.update(born_on=date(day.year - 18, day.month, min(day.day, 28)))
    lifecycle.apply_consents()
    return lifecycle.ask_to_opt_in(
        wish, "Кенарай К.", "+77017654321", NEEDED, ("ru",), False, language="ru"
    )


@pytest.fixture
def moderator(client):
    found = make.make_moderator()
    client.force_login(found)
    return found


def url(asked):
    return reverse("wish_request_of_age", args=[asked.pk])


def test_a_moderator_says_how_the_person_was_checked(client, asked, moderator):
    wish = asked.application.wish
    assert wish.code in client.get(reverse("wish_requests")).text
    page = client.get(url(asked))
    assert "+77017654321" in page.text
    assert CANARY["family_name"] in page.text
    assert "no-store" in page["Cache-Control"]
    assert AuditEntry.objects.filter(action="dossier.read", actor=moderator).exists()
    assert client.post(url(asked), {"action": "do"}).status_code == 422
    assert client.post(url(asked), {"action": "do", "how": "by_video"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.checked_by, asked.checked_how) == ("granted", moderator, "by_video")
    assert client.get(f"/ru/wishes/{wish.code}/").status_code == 200
    assert client.get(url(asked), follow=True).status_code == 404


def test_or_that_it_was_not_they(client, asked, moderator):
    assert client.post(url(asked), {"action": "refuse"}).status_code == 302
    assert not Consent.objects.asked().exists()


def test_a_request_that_is_being_checked_is_not_forgotten_meanwhile(asked, run):
    with later(89):
        run()
        assert lifecycle.opt_in(asked, "in_person", make.make_moderator()).state == "fulfilled"


def test_one_that_nobody_answers_is(asked, run):
    with later(91):
        run()
        assert not Consent.objects.asked().exists()
        assert "+77017654321" not in str(Consent.objects.values_list("contact"))


def test_a_moderator_sees_the_requests_of_their_own_districts_alone(client, asked, moderator):
    wish = asked.application.wish
    told = make.published_wish(place=Place.objects.get(slug="ridder"))
    erasure = asking.ask_erasure(told.application)
    reader = Reader.objects.create(user=moderator, only_own=True)
    reader.places.set([Place.objects.get(slug="zaisan")])
    listed = client.get(reverse("wish_requests")).text
    assert wish.code not in listed
    assert told.code not in listed
    for path in (
        url(asked),
        reverse("wish_request", args=[erasure.pk]),
        reverse("wish_story", args=[wish.code]),
    ):
        # As Wagtail answers: back to the start, with a word that it is not allowed.
        for answer in (client.get(path), client.post(path, {"decision": "do", "how": "signed"})):
            assert answer.status_code == 302, path
            assert answer["Location"] == reverse("wagtailadmin_home"), path
    assert GuardianRequest.objects.waiting().exists()
    assert Consent.objects.asked().exists()
    assert not AuditEntry.objects.filter(action="dossier.read", actor=moderator).exists()
    reader.places.set([Place.objects.get(slug="ridder")])
    assert client.get(reverse("wish_request", args=[erasure.pk])).status_code == 200
    assert client.get(reverse("wish_story", args=[wish.code])).status_code == 200
