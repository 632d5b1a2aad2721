"""The queue: what is late first, narrowed by what moderators ask for, at a fixed price."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from audit.models import AuditEntry
from tests.factories import wishes as make
from tests.factories.staff import make_officer
from users import roles
from wishes.moderation.models import Reader, Reading

pytestmark = pytest.mark.django_db

QUEUE = "wish_desk:queue"


def codes(client, query=""):
    response = client.get(reverse(QUEUE) + query)
    assert response.status_code == 200
    return [row.wish.code for row in response.context["rows"]]


def counts(client):
    response = client.get(reverse(QUEUE))
    return [number for _label, number, _query, _is_bad in response.context["counts"]]


def test_the_longest_waiting_comes_first_and_what_waits_for_others_last(desk, aged):
    asked = make.asked_wish()
    new = make.tell_wish()
    late = aged(make.tell_wish(), 20)
    older = aged(make.tell_wish(), 0.01)
    assert codes(desk) == [late.code, older.code, new.code, asked.code]
    assert counts(desk)[0] == 1
    assert "1 late" in " ".join(desk.get(reverse(QUEUE)).text.replace("</strong>", "").split())


def test_a_wish_from_before_there_were_readings_waits_since_it_was_told(desk):
    wish = make.tell_wish()
    Reading.objects.all().delete()
    assert codes(desk) == [wish.code]
    assert desk.get(reverse("wish_desk:review", args=[wish.code])).status_code == 200


def test_it_is_narrowed_by_place_state_reader_and_code(desk, moderator, place, aged):
    here = make.tell_wish(place=place("ulan"))
    last = make.safeguarded_wish()
    mine = make.tell_wish()
    Reading.objects.filter(wish=mine).update(reader=moderator)
    late = aged(make.tell_wish(), 30)
    assert codes(desk, "?district=ulan") == [here.code]
    assert codes(desk, "?state=last") == [last.code]
    assert codes(desk, "?state=late") == [late.code]
    assert codes(desk, "?whose=mine") == [mine.code]
    assert set(codes(desk, "?whose=nobody")) == {here.code, last.code, late.code}
    assert codes(desk, f"?q={here.code[:6].lower()}") == [here.code]
    assert len(codes(desk, "?district=nowhere&state=%00&whose=x")) == 4


def test_a_code_is_found_in_any_state(desk):
    wish = make.withdrawn_wish()
    assert codes(desk) == []
    assert codes(desk, f"?q={wish.code}") == [wish.code]


def test_what_i_can_read_leaves_out_what_i_safeguarded_and_what_others_have(desk, moderator):
    own = make.safeguarded_wish(by=moderator)
    others = make.safeguarded_wish()
    taken = make.tell_wish()
    Reading.objects.filter(wish=taken).update(reader=make.make_moderator())
    assert codes(desk, "?whose=for-me") == [others.code]
    assert own.code in codes(desk)


def test_the_queue_costs_the_same_for_three_wishes_and_for_twelve(
    desk, django_assert_max_num_queries, moderator
):
    for _n in range(3):
        make.tell_wish(why="Звоните 8 701 123 45 67, пожалуйста.")
    make.safeguarded_wish()
    desk.get(reverse(QUEUE))
    with django_assert_max_num_queries(20) as few:
        desk.get(reverse(QUEUE))
    for _n in range(8):
        make.tell_wish(why="Звоните 8 701 123 45 67, пожалуйста.")
    with django_assert_max_num_queries(20) as many:
        desk.get(reverse(QUEUE))
    assert len(many) == len(few)


def test_a_moderator_takes_a_wish_gives_it_to_another_and_lets_go(desk, moderator):
    wish, other = make.tell_wish(), make.make_moderator()
    url = reverse("wish_desk:assign", args=[wish.code])
    for to, reader in ((moderator.pk, moderator), (other.pk, other), ("", None)):
        desk.post(url, {"to": to})
        assert Reading.objects.get(wish=wish).reader == reader
    entries = AuditEntry.objects.filter(action="wish.assign").order_by("pk")
    assert [entry.facts["to"] for entry in entries] == [moderator.pk, other.pk, None]


def test_a_wish_is_given_to_moderators_only(desk):
    wish = make.tell_wish()
    stranger = make.make_user("stranger")
    desk.post(reverse("wish_desk:assign", args=[wish.code]), {"to": stranger.pk})
    assert Reading.objects.get(wish=wish).reader is None


def test_many_are_given_at_once(desk, moderator):
    wishes = [make.tell_wish() for _n in range(3)]
    ticked = {"wish": [wish.code for wish in wishes[:2]], "action": "give", "to": moderator.pk}
    desk.post(reverse("wish_desk:ticked"), ticked)
    assert Reading.objects.filter(reader=moderator).count() == 2


# --- Districts ----------------------------------------------------------------------------


def reads(user, *places, only_own=False):
    reader = Reader.objects.create(user=user, only_own=only_own)
    reader.places.set(places)
    return reader


def test_own_places_come_first_but_nothing_overtakes_what_is_late(desk, moderator, place, aged):
    reads(moderator, place("ulan"))
    late = aged(make.tell_wish(), 20)
    elsewhere = aged(make.tell_wish(), 0.01)
    own = make.tell_wish(place=place("ulan"))
    assert codes(desk) == [late.code, own.code, elsewhere.code]


def test_who_sees_own_places_only_sees_those_and_what_is_given_to_them(desk, moderator, place):
    reads(moderator, place("ulan"), only_own=True)
    own, foreign, given = make.tell_wish(place=place("ulan")), make.tell_wish(), make.tell_wish()
    Reading.objects.filter(wish=given).update(reader=moderator)
    assert set(codes(desk)) == {own.code, given.code}
    assert counts(desk)[1] == 2
    assert codes(desk, f"?q={foreign.code}") == []


@pytest.mark.parametrize(
    "name", ["review", "edit", "take_out", "assign", "note", "take_off", "allow", "evidence"]
)
def test_no_door_of_the_desk_opens_to_a_wish_from_elsewhere(desk, moderator, place, name):
    reads(moderator, place("ulan"), only_own=True)
    foreign = make.tell_wish(
        why="Звоните 8 701 123 45 67.",
        evidence={"consent_paper": ContentFile(b"pixels", name="paper.jpg")},
    )
    more = {
        "allow": [foreign.application.hits.first().pk],
        "evidence": [foreign.application.evidence.get().pk],
    }
    url = reverse(f"wish_desk:{name}", args=[foreign.code, *more.get(name, [])])
    send = desk.get if name in ("review", "evidence") else desk.post
    data = {} if send == desk.get else {"to": moderator.pk, "text": "x", "action": "withdraw"}
    response = send(url, data)
    assert response.status_code in (302, 403)
    assert foreign.code not in response.get("Location", "")
    assert not AuditEntry.objects.exclude(action="wish.tell").exists()
    foreign.refresh_from_db()
    assert foreign.state == "submitted"


def test_nor_do_the_decision_and_the_page_editor(desk, moderator, place):
    reads(moderator, place("ulan"), only_own=True)
    foreign = make.tell_wish()
    desk.post(reverse("wish_desk:review", args=[foreign.code]), {"action": "approve"})
    foreign.refresh_from_db()
    assert foreign.safeguarded_by is None
    page = make.latest(foreign)
    assert not page.permissions_for_user(moderator).can_edit()
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 302


def test_only_administrators_say_who_reads_from_where(client, desk, moderator, place):
    url = reverse("desk_readers:add")
    form = {"user": moderator.pk, "places": [place("ulan").pk], "only_own": "on"}
    desk.post(url, form)
    assert not Reader.objects.exists()
    client.force_login(make_officer(roles.ADMINISTRATORS))
    nowhere = client.post(url, form | {"places": []})
    assert nowhere.status_code == 200
    assert not Reader.objects.exists()
    client.post(url, form)
    assert Reader.objects.get().only_own
    assert AuditEntry.objects.filter(action="reader.add").exists()
