"""Administrators read the trail, nobody changes it, and who reads it stands in it."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from audit import reading
from audit.models import AuditEntry
from audit.record import record
from tests.factories import wishes as make
from tests.factories.pages import make_site
from tests.factories.staff import make_officer
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db

TRAIL, EXPORT = reverse("audit_trail"), reverse("audit_export")


@pytest.fixture
def administrator(client):
    make_site()
    officer = make_officer(roles.ADMINISTRATORS)
    client.force_login(officer)
    return officer


def rows(client, **asked):
    return client.get(TRAIL, asked).context["rows"]


def actions(client, **asked):
    return [row.action for row in rows(client, **asked) if row.action != "audit.read"]


@pytest.mark.parametrize("role", [roles.PRESS, roles.MODERATORS, roles.FINANCE, None])
def test_nobody_else_reads_it(client, role):
    make_site()
    if role:
        client.force_login(make_officer(role))
    for url in (TRAIL, EXPORT):
        assert client.get(url).status_code == 302
    assert not AuditEntry.objects.filter(action__startswith="audit.").exists()


def test_it_is_in_the_menu_of_those_who_may(client, administrator):
    assert TRAIL in client.get(reverse("wagtailadmin_home")).text
    client.force_login(make_officer(roles.PRESS))
    assert TRAIL not in client.get(reverse("wagtailadmin_home")).text


def test_the_trail_of_a_dossier_shows_no_personal_data(client, administrator):
    private = {
        "guardian_name": "Гульнара Канарейкина", "phone": "+77015556677",
        "email": "canary@example.kz", "given_name": "Кенарай", "family_name": "Канарейкина",
        "school": "школа канарейки", "address": "улица Канареечная 7",
    }  # fmt: skip
    wish = make.fulfilled_wish(**private)
    moderator = make.make_moderator()
    client.force_login(moderator)
    client.get(reverse("wish_desk:review", args=[wish.code]))
    client.force_login(administrator)
    for url in (TRAIL, EXPORT):
        answer = client.get(url)
        said = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert "dossier.read" in said
        assert moderator.username in said
        for value in private.values():
            assert value not in said


def test_it_is_found_by_action_person_record_and_days(client, administrator):
    wish = make.published_wish()
    other = make.tell_wish()
    approve = AuditEntry.objects.get(action="wish.approve")
    assert actions(client, action="wish.approve") == ["wish.approve"]
    assert set(actions(client, actor=approve.actor_id)) == {"wish.approve", "wish.publish"}
    assert set(actions(client, kind="wishes.wish", target=str(wish.pk))) == {
        "wish.tell", "wish.safeguard", "wish.approve", "wish.publish",
    }  # fmt: skip
    assert actions(client, target=other.code) == ["wish.tell"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert actions(client, first_day=tomorrow) == []
    assert "wish.tell" in actions(client, last_day=tomorrow)


def test_its_own_use_is_recorded_but_not_what_finds_nothing(client, administrator):
    record("looked", administrator, administrator)
    client.get(TRAIL, {"action": "looked"})
    client.get(TRAIL, {"target": "Aigerim"})
    client.get(EXPORT, {"action": "looked"})
    read, in_vain = AuditEntry.objects.filter(action="audit.read").order_by("pk")
    assert read.actor == administrator
    assert read.facts == {"action": "looked"}
    assert in_vain.facts == {}
    assert AuditEntry.objects.filter(action="audit.exported").count() == 1


def test_pages_go_on_from_an_entry_and_show_each_once(client, administrator, monkeypatch):
    monkeypatch.setattr(reading, "A_PAGE", 10)
    for number in range(25):
        record("step", None, None, {"n": number})
    seen, query = [], {"action": "step"}
    while query is not None:
        answer = client.get(TRAIL, query)
        seen += [int(dict(row.facts)["n"]) for row in answer.context["rows"]]
        # What is written meanwhile does not push anything on to the next page.
        record("step", None, None, {"n": 1000})
        following = answer.context["next_query"]
        query = dict(pair.split("=") for pair in following.split("&")) if following else None
    assert seen == list(reversed(range(25)))


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "٣"])
def test_a_place_that_is_none_is_the_beginning(client, administrator, before):
    assert client.get(TRAIL, {"before": before}).status_code == 200


@pytest.mark.parametrize(
    "asked", [{"target": "Айгерим"}, {"target": "a@b.kz"}, {"first_day": "x"}, {"actor": "999999"},
              {"first_day": "2026-02-01", "last_day": "2026-01-01"}, {"action": "nothing\x00"}],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(client, administrator, asked):
    assert client.get(TRAIL, asked).status_code == 422
    assert client.get(EXPORT, asked).status_code == 422


def test_a_sheet_holds_no_formula(client, administrator):
    record("=cmd", None, None, {"why": "=1+1", "note": "Айгерим", "to": "a@example.kz"})
    answer = client.get(EXPORT, {"action": "=cmd"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(text))
    assert heading[0] == gettext("At")
    assert row[2] == "'=cmd"
    assert row[4] == "note: …; to: ***; why: =1+1"
    assert "no-store" in answer.headers["Cache-Control"]


def test_somebody_whose_account_is_gone_keeps_a_number(client, administrator):
    leaver = User.objects.create_user("leaver")
    record("left", leaver, leaver)
    key = leaver.pk
    leaver.delete()
    (row,) = rows(client, action="left")
    assert row.who == f"#{key}"


def test_a_page_costs_few_queries(client, administrator, django_assert_max_num_queries):
    for n in range(60):
        record("step", administrator, administrator, {"n": n})
    client.get(TRAIL)
    with django_assert_max_num_queries(20):
        client.get(TRAIL)


def test_a_day_is_a_day_of_ours(client, administrator):
    with time_machine.travel("2026-03-01T19:30:00Z", tick=False):
        record("late", None)
    assert actions(client, action="late", first_day="2026-03-02", last_day="2026-03-02") == ["late"]
