"""A guardian takes along what we keep, and is forgotten: by the private link and a letter."""

import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from campaigns.models import StoryPage
from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.letters import spend_mailbox
from tests.factories.pages import make_site
from tests.factories.staff import make_officer
from tests.retention.traces import CANARY, send_letters, stored
from users import roles
from wishes import lifecycle, stories
from wishes.dossiers import links
from wishes.dossiers.models import Child, Consent, Evidence
from wishes.dossiers.models.scope import NEEDED
from wishes.retention import asking, copies, purging
from wishes.retention.models import GuardianRequest
from wishes.states import State

pytestmark = pytest.mark.django_db

SAME = {"headers": {"Sec-Fetch-Site": "same-origin"}}


@pytest.fixture(autouse=True)
def site(db):
    return make_site()


@pytest.fixture
def wish():
    wish = make.fulfilled_wish(scope=(*NEEDED, "tell_story:text"), **CANARY)
    for kind in ("consent_paper", "photo"):
        file = ContentFile(b"pixels of " + kind.encode(), name="a.jpg")
        Evidence.objects.create(application=wish.application, kind=kind, file=file)
    return wish


def own_data(wish):
    return links.path_of(wish.application) + "data/"


def key_in_letter():
    letter = Mail.objects.get(key__startswith="wish_copy")
    return re.search(r"/wishes/copy/([\w-]+)/", letter.body)[1]


def ask_copy(client, wish):
    return client.post(own_data(wish), {"action": "copy"}, **SAME)


def ask_erasure(client, wish):
    return client.post(own_data(wish), {"action": "erase", "sure": "on"}, **SAME)


def test_the_page_is_private_and_the_follow_page_leads_to_it(client, wish):
    assert own_data(wish) in client.get(links.path_of(wish.application)).text
    page = client.get(own_data(wish))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert not page.cookies
    assert CANARY["family_name"] not in page.text
    assert client.get("/ru/wishes/follow/nobody/data/").status_code == 404


def test_a_copy_comes_by_letter_and_holds_everything(client, wish):
    assert ask_copy(client, wish).status_code == 303
    key = key_in_letter()
    url = f"/ru/wishes/copy/{key}/"
    assert client.get(url).status_code == 200
    answer = client.post(url, **SAME)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    text = archive.read("data.json").decode()
    for value in CANARY.values():
        assert value in text
    data = json.loads(text)
    assert data["consents"][0]["state"] == "granted"
    assert data["letters"]
    files = sorted(name for name in archive.namelist() if name.startswith("files/"))
    pixels = [archive.read(name) for name in files]
    assert pixels == [b"pixels of consent_paper", b"pixels of photo"]
    assert not {"link_seed", "link_digest", "sent_once"} & set(data["application"])
    assert links.token_of(wish.application) not in text
    assert AuditEntry.objects.filter(action="dossier.copy").count() == 1


def test_a_copy_for_the_guardian_tells_nothing_of_the_young_adult_who_asks(wish):
    Child.objects.update(born_on=timezone.localdate() - timedelta(days=19 * 366))
    lifecycle.apply_consents()
    lifecycle.ask_to_opt_in(
        wish, "Взрослая Незнакомка", "+77017654321", NEEDED, ("ru",), False, language="ru"
    )
    text = json.dumps(copies.held(wish.application), default=str, ensure_ascii=False)
    assert "lapsed" in text
    assert "Незнакомка" not in text
    assert "+77017654321" not in text


def test_a_key_opens_once_and_for_an_hour(client, wish):
    ask_copy(client, wish)
    url = f"/ru/wishes/copy/{key_in_letter()}/"
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False):
        assert client.get(url).status_code == 410
        assert client.post(url, **SAME).status_code == 410
    assert client.post(url, **SAME).status_code == 200
    assert client.post(url, **SAME).status_code == 410
    assert client.post("/ru/wishes/copy/guess/", **SAME).status_code == 410


def test_no_stranger_keeps_the_copy_from_the_guardian(client, wish):
    spend_mailbox(wish.application.guardian.email)
    ask_copy(client, wish)
    assert client.get(f"/ru/wishes/copy/{key_in_letter()}/").status_code == 200


def test_the_link_alone_gives_nothing_and_fills_no_mailbox(client, wish):
    for turn in range(9):
        with time_machine.travel(timezone.now() + timedelta(minutes=2 * turn), tick=False):
            assert b"PK" not in ask_copy(client, wish).content[:2]
    assert Mail.objects.filter(key__startswith="wish_copy").count() == 6
    # A key that is in no letter is none.
    assert GuardianRequest.objects.count() == 6


def test_another_site_cannot_ask(client, wish):
    answer = client.post(
        own_data(wish), {"action": "erase", "sure": "on"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert not GuardianRequest.objects.exists()


def test_erasure_takes_it_off_the_site_at_once_and_waits_for_a_moderator(client, wish):
    url = f"/ru/wishes/{wish.code}/"
    (story,) = [one for one in stories.make(wish, make.make_moderator()) if one.language == "ru"]
    story.get_latest_revision().publish()
    assert client.get(story.reading_url).status_code == 200
    assert client.post(own_data(wish), {"action": "erase"}, **SAME).status_code == 422
    assert ask_erasure(client, wish).status_code == 303
    stories.take_down(wish)
    assert ask_erasure(client, wish).status_code == 303
    assert client.get(url).status_code == 410
    assert client.get(story.reading_url).status_code == 410
    assert Consent.objects.get().state == "withdrawn"
    assert GuardianRequest.objects.waiting().count() == 1
    assert CANARY["family_name"] in stored()


def test_a_moderator_does_it_and_only_the_proof_stays(
    client, wish, settings, django_capture_on_commit_callbacks
):
    stories.make(wish, make.make_moderator())
    ask_erasure(client, wish)
    stories.take_down(wish)
    send_letters()
    moderator = make.make_moderator()
    client.force_login(moderator)
    assert wish.code in client.get(reverse("wish_requests")).text
    url = reverse("wish_request", args=[GuardianRequest.objects.get().pk])
    assert client.get(url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url, {"decision": "do"})
    assert answer.status_code == 302
    letter = Mail.objects.get(key__startswith="wish_erasure")
    assert letter.to == CANARY["email"]
    send_letters()
    purging.purge_last_letters(dry_run=False)
    left = stored(but={"dossiers_consent"})
    for value in CANARY.values():
        assert value not in left
    assert "Футбольный мяч" not in left
    assert Consent.objects.get().giver_name == CANARY["guardian_name"]
    files = [one for one in Path(settings.PRIVATE_MEDIA_ROOT).rglob("*") if one.is_file()]
    assert len(files) == 1
    assert AuditEntry.objects.get(action="wish.erase").actor == moderator
    assert not StoryPage.objects.live().exists()
    assert client.get(own_data(wish)).status_code == 200
    # Not found any more: looked for below a language, where it is not found again.
    client.post(url, {"decision": "do"})
    assert AuditEntry.objects.filter(action="wish.erase").count() == 1


def test_a_refusal_says_why_and_keeps_the_why_in_the_letter_alone(client, wish):
    ask_erasure(client, wish)
    client.force_login(make.make_moderator())
    url = reverse("wish_request", args=[GuardianRequest.objects.get().pk])
    assert client.post(url, {"decision": "refuse"}).status_code == 422
    client.post(url, {"decision": "refuse", "answer": "Сначала передадим подарок."})
    assert "Сначала" in Mail.objects.get(key__startswith="wish_erasure").body
    assert GuardianRequest.objects.get().state == "refused"
    assert "Сначала" not in stored(but={"outbox_mail"})
    assert CANARY["family_name"] in stored()


def test_who_told_the_wish_does_not_decide(client, wish):
    asked = asking.ask_erasure(wish.application)
    teller = make.make_user("teller")
    teller.email = CANARY["email"].upper()
    with pytest.raises(asking.OwnRequest):
        asking.erase(asked, teller)


def test_nor_does_who_reads_the_mail_of_the_institution_that_told_it():
    asked = asking.ask_erasure(make.tell_wish(institution=make.make_institution()).application)
    reader = make.make_user("reader")
    reader.email = "Centre@example.kz"
    with pytest.raises(asking.OwnRequest):
        asking.erase(asked, reader)


def test_answered_twice_it_is_answered_once(wish):
    asked = asking.ask_erasure(wish.application)
    asking.erase(asked, make.make_moderator())
    with pytest.raises(asking.NotWaiting):
        asking.refuse(asked, make.make_moderator(), "x")
    wish.refresh_from_db()
    assert wish.state == State.WITHDRAWN


@pytest.mark.parametrize("role", [roles.ADMINISTRATORS, roles.PRESS, roles.FINANCE])
def test_only_moderators_come_to_the_requests_and_make_stories(client, wish, role):
    asked = asking.ask_erasure(wish.application)
    client.force_login(make_officer(role))
    for url in (
        reverse("wish_requests"),
        reverse("wish_request", args=[asked.pk]),
        reverse("wish_story", args=[wish.code]),
    ):
        for method in (client.get, client.post):
            assert method(url).status_code in (302, 403), url
    assert GuardianRequest.objects.waiting().exists()
