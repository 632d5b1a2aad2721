"""Words of donors: read by the press before anybody else, and shown without a sum."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from audit.models import AuditEntry
from campaigns.payments.giving import wall
from campaigns.payments.giving.giver import Spoken
from campaigns.payments.models import Donation, Words
from campaigns.payments.models.words import WordsState
from campaigns.payments.states import SETTLED, STANDING, DonationState
from tests.factories.money import make_fund, make_gift
from users import roles
from users.models import User

pytestmark = pytest.mark.django_db

CANARY = "Канарейка сөзі"
SAID = Spoken(shown_name="Айгүл", dedication="Әжеме", message=CANARY, is_public=True)


def say(fund, said=SAID, *, state=WordsState.APPROVED, gift=DonationState.PAID, **fields) -> Words:
    donation = make_gift(fund, spoken=said, **fields)
    Donation.objects.filter(pk=donation.pk).update(state=gift, paid_at=timezone.now())
    Words.objects.filter(pk=donation.pk).update(state=state, decided_at=timezone.now())
    return Words.objects.get(pk=donation.pk)


@pytest.fixture
def staff():
    def enter(role):
        call_command("sync_roles", verbosity=0)
        user = User.objects.create_user(role, f"{role.replace(' ', '')}@example.org", "x")
        user.groups.add(Group.objects.get(name=role))
        UserProfile.objects.create(user=user, preferred_language="en")
        return user

    return enter


# --- The wall -------------------------------------------------------------------------------


def test_the_wall_shows_approved_words_newest_first_and_no_sum(client, fund):
    say(fund, Spoken("First", "", "", True), amount_tiyn=7_654_00)
    say(fund, Spoken("", "", CANARY, True), amount_tiyn=7_654_00)
    page = client.get(fund.get_donate_url("en")).content.decode()
    wall_part = page[page.index('id="wall"') :]
    assert wall_part.index("Anonymous") < wall_part.index("First")
    assert CANARY in wall_part
    assert "7,654" not in wall_part


@pytest.mark.parametrize("state", [WordsState.WAITING, WordsState.REJECTED])
def test_words_that_nobody_let_through_stand_nowhere(client, fund, state):
    say(fund, state=state)
    for language in ("kk", "ru", "en"):
        assert CANARY not in client.get(fund.get_donate_url(language)).content.decode()


@pytest.mark.parametrize("state", DonationState)
def test_only_a_gift_that_stands_has_words_on_the_wall(fund, state):
    say(fund, gift=state)
    assert wall.newest(fund).exists() == (state in STANDING)
    assert STANDING < SETTLED


def test_words_not_meant_for_others_are_shown_to_nobody(fund):
    say(fund, Spoken("Айгүл", "", CANARY, False))
    assert not wall.newest(fund).exists()


def test_a_donor_who_is_forgotten_is_off_the_wall(fund):
    words = say(fund)
    Donation.objects.update(erased_at=timezone.now())
    assert words not in wall.newest(fund)


def test_each_fund_has_its_own_wall_of_so_many(fund):
    other = make_fund()
    for _turn in range(4):
        say(fund)
    say(other)
    assert len(wall.newest(fund)) == 4
    assert len(wall.newest(fund, limit=3)) == 3
    assert len(wall.newest(other)) == 1


def test_a_wall_costs_one_query_however_many_speak(fund):
    for _turn in range(6):
        say(fund)
    with CaptureQueriesContext(connection) as captured:
        shown = [(one.message, one.donation.paid_at) for one in wall.newest(fund)]
    assert (len(captured), len(shown)) == (1, 6)


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", '"><img src=x>', "{{ fund }}"])
def test_words_are_text_and_not_markup(client, fund, word):
    say(fund, Spoken(word, word, word, True))
    page = client.get(fund.get_donate_url("en")).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert word != "{{ fund }}" or word in page


def test_the_gifts_page_tells_how_the_words_stand(client, fund):
    words = say(fund, state=WordsState.WAITING)
    url = words.donation.get_absolute_url("en")
    assert "once one of us has read them" in client.get(url).content.decode()
    Words.objects.update(state=WordsState.APPROVED)
    assert "Your words stand on" in client.get(url).content.decode()


# --- The desk -------------------------------------------------------------------------------


def test_the_press_reads_words_without_sum_or_address(client, fund, staff):
    say(fund, state=WordsState.WAITING, donor_email="canary@example.org", amount_tiyn=7_654_00,
        donor_name="Құпия Атау")  # fmt: skip
    client.force_login(staff(roles.PRESS))
    page = client.get(reverse("words:queue")).content.decode()
    assert CANARY in page
    for secret in ("canary@example.org", "7,654", "765400", "Құпия Атау"):
        assert secret not in page
    assert "1 donor's words to read" in client.get("/admin/").content.decode().replace(
        "&#x27;", "'"
    )


def test_what_the_press_lets_through_is_shown_and_written_down(client, fund, staff):
    words = say(fund, state=WordsState.WAITING)
    press = staff(roles.PRESS)
    client.force_login(press)
    url = reverse("words:decide", args=[words.pk])
    client.post(url, {"decision": "show"})
    words.refresh_from_db()
    assert (words.state, words.decided_by) == (WordsState.APPROVED, press)
    assert list(wall.newest(fund)) == [words]
    client.post(url, {"decision": "hide"})
    assert not wall.newest(fund).exists()
    actions = AuditEntry.objects.filter(target_id=str(words.pk)).order_by("at")
    assert [(one.action, one.actor) for one in actions] == [
        ("words.approved", press),
        ("words.rejected", press),
    ]
    assert CANARY not in str(list(actions.values()))


@pytest.mark.parametrize("role", [roles.MODERATORS, roles.FINANCE, roles.ADMINISTRATORS])
def test_nobody_else_reads_or_decides(client, fund, staff, role):
    words = say(fund, state=WordsState.WAITING)
    client.force_login(staff(role))
    refused = client.get(reverse("words:queue"))
    decision = client.post(reverse("words:decide", args=[words.pk]), {"decision": "show"})
    # Wagtail's door answers a refusal by leading back, with a message.
    assert refused.status_code == decision.status_code == 302
    assert refused["Location"] == reverse("wagtailadmin_home")
    assert reverse("words:queue") not in client.get("/admin/").content.decode()
    words.refresh_from_db()
    assert words.state == WordsState.WAITING


def test_a_stranger_is_sent_to_the_door(client, fund):
    words = say(fund, state=WordsState.WAITING)
    for url in (reverse("words:queue"), reverse("words:decide", args=[words.pk])):
        assert "/admin/login/" in client.get(url)["Location"]


@pytest.mark.parametrize("state", [*WordsState.values, "nonsense", ""])
def test_the_queue_is_sorted_by_what_was_decided(client, fund, staff, state):
    for one in WordsState:
        say(fund, Spoken(f"is {one.value}", "", "", True), state=one)
    client.force_login(staff(roles.PRESS))
    page = client.get(reverse("words:queue"), {"state": state}).content.decode()
    shown = {one.value for one in WordsState if f"is {one.value}" in page}
    assert shown == {state if state in WordsState.values else "waiting"}


def test_a_decision_is_made_by_post_alone_and_only_about_a_gift_that_stands(client, fund, staff):
    unpaid = say(fund, state=WordsState.WAITING, gift=DonationState.OPEN)
    client.force_login(staff(roles.PRESS))
    url = reverse("words:decide", args=[unpaid.pk])
    assert client.get(url).status_code == 405
    client.post(url, {"decision": "show"})
    unpaid.refresh_from_db()
    assert unpaid.state == WordsState.WAITING
