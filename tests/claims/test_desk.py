"""The hub's desk: gifts by code, for those who handle gifts, and nothing of any dossier."""

import pytest

from audit.models import AuditEntry
from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.staff import make_officer
from users import roles
from wishes.claims import ending, gifts, thanks
from wishes.claims.models import Claim, Thanks
from wishes.moderation.models import Reader, Reading

pytestmark = pytest.mark.django_db
PRIVATE = ("Айгерим", "Байтерекова", "Гульнара", "guardian@example.kz", "+77011234567")


@pytest.fixture
def keeper(client):
    staff = make_officer(roles.HUB_KEEPERS)
    client.force_login(staff)
    return staff


def url(claim, more=""):
    return f"/admin/claims/gifts/{claim.code}/{more}"


def step(client, claim, action, **more):
    return client.post(url(claim), {"action": action, **more})


def upload():
    paper = given.paper()
    paper.name = "scan.jpg"
    return paper


def test_a_keeper_leads_a_gift_to_the_child_with_another(client, keeper):
    claim = given.active_claim()
    assert step(client, claim, "receive").status_code == 302
    step(client, claim, "tell_guardian")
    assert Mail.objects.filter(key__startswith="wish_gift_has_come").count() == 1
    step(client, claim, "prepare", paper=upload())
    step(client, claim, "confirm")
    claim.refresh_from_db()
    assert claim.state == "received"
    client.force_login(make_officer(roles.HUB_KEEPERS))
    assert 'value="confirm"' not in client.get(url(claim)).text
    step(client, claim, "confirm")
    claim.refresh_from_db()
    assert claim.state == "received"
    paper = client.get(url(claim, "paper/"))
    assert paper.status_code == 200
    assert "no-store" in paper["Cache-Control"]
    assert AuditEntry.objects.filter(action="claim.read_paper").count() == 1
    assert 'value="confirm"' in client.get(url(claim)).text
    step(client, claim, "confirm")
    step(client, claim, "fulfil")
    claim.refresh_from_db()
    assert claim.state == "fulfilled"


def test_a_keeper_sees_code_thing_hub_and_name_and_nothing_else(client, keeper):
    claim = given.received_claim(donor_phone="+77017654321")
    shown = client.get(url(claim)).content.decode()
    for fact in (claim.shown_code, "Футбольный мяч", "Асель Дарительница", claim.hub.address_en):
        assert fact in shown
    everything = shown + client.get("/admin/claims/").content.decode()
    for private in (*PRIVATE, given.DONOR, "+77017654321"):
        assert private not in everything
    assert "no-store" in client.get("/admin/claims/")["Cache-Control"]


@pytest.mark.parametrize("write", ["{}", "{}-{}", " {} {} ", "{}{}"])
def test_a_gift_is_found_by_its_code_however_it_is_written(client, keeper, write):
    claim = given.active_claim()
    halves = (claim.code, "") if write == "{}" else (claim.code[:3].lower(), claim.code[3:])
    typed = write.format(*halves)
    answer = client.get("/admin/claims/", {"code": typed})
    assert (answer.status_code, answer["Location"]) == (302, url(claim))
    by_wish = client.get("/admin/claims/", {"code": claim.wish.code})
    assert by_wish["Location"] == url(claim)


def test_letters_of_the_cyrillic_keyboard_are_understood(client, keeper):
    claim = given.active_claim()
    Claim.objects.filter(pk=claim.pk).update(code="CHKMPT")
    answer = client.get("/admin/claims/", {"code": "снк-мрт"})
    assert answer["Location"] == "/admin/claims/gifts/CHKMPT/"


def test_an_unknown_code_is_said_to_be_so(client, keeper):
    answer = client.get("/admin/claims/", {"code": "<b>\x00nothing"})
    assert answer.status_code == 200
    assert client.get("/admin/claims/gifts/CCCCCC/", follow=True).status_code == 404


def test_claims_that_nobody_confirmed_are_not_shown(client, keeper):
    claim = given.waiting_claim()
    assert client.get(url(claim), follow=True).status_code == 404
    assert claim.shown_code not in client.get("/admin/claims/").content.decode()


@pytest.mark.parametrize(
    "role", sorted(set(roles.PERMISSIONS) - {roles.MODERATORS, roles.HUB_KEEPERS})
)
def test_nobody_else_comes_in(client, role):
    claim = given.handed_over_claim()
    client.force_login(make_officer(role))
    # As Wagtail answers: back to the start, with a word that it is not allowed.
    for path in ("/admin/claims/", url(claim), url(claim, "paper/"), "/admin/claims/paused/"):
        assert client.get(path).status_code == 302, path
    assert client.post(url(claim), {"action": "fulfil"}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "handed_over"


def test_keepers_reach_no_wish_desk_and_no_money(client, keeper):
    wish = make.published_wish()
    for path in (f"/admin/wishes/{wish.code}/", "/admin/bank/", "/admin/claims/paused/"):
        assert client.get(path).status_code in (302, 403, 404), path
    menu = client.get("/admin/").content.decode()
    assert "/admin/claims/" in menu
    assert 'href="/admin/wishes/"' not in menu


def test_the_childs_words_from_the_desk_to_the_donor(client, keeper):
    claim = given.fulfilled_claim()
    answer = step(client, claim, "write", text="Мой телефон 8 701 555 44 33", language="ru")
    assert answer.status_code == 422
    assert "8 701 555 44 33" in answer.content.decode()
    step(client, claim, "write", text="Рахмет!\r\nМяч хороший.", language="ru")
    # A keeper does not send them.
    assert step(client, claim, "approve", seen="Рахмет!\nМяч хороший.").status_code == 302
    assert not Mail.objects.filter(key__startswith="claim_thanks").exists()
    client.force_login(make_officer(roles.MODERATORS))
    assert f"{url(claim)}#words" in client.get("/admin/claims/").content.decode()
    claim.refresh_from_db()
    step(client, claim, "approve", seen=claim.thanks.text)
    assert "Мяч хороший." in Mail.objects.get(key__startswith="claim_thanks").body


@pytest.mark.parametrize("tried", ["Айгерим", "Мадина"])
def test_a_keeper_cannot_try_names_on_the_dossier(client, keeper, tried):
    claim = given.fulfilled_claim()
    answer = step(client, claim, "write", text=f"Рахмет, {tried}!", language="ru")
    assert answer.status_code == 302
    shown = client.get(url(claim)).content.decode()
    assert "dossier" not in shown
    assert "a moderator who is another person sends it" in shown
    assert Thanks.objects.get().text == f"Рахмет, {tried}!"


def test_a_moderator_sees_what_must_not_be_said_and_cannot_send_it(client, keeper):
    claim = given.fulfilled_claim()
    step(client, claim, "write", text="Рахмет! Айгерим", language="ru")
    client.force_login(make_officer(roles.MODERATORS))
    assert "Stands in the dossier – Айгерим" in client.get(url(claim)).content.decode()
    assert step(client, claim, "approve", seen="Рахмет! Айгерим").status_code == 422
    assert not Mail.objects.filter(key__startswith="claim_thanks").exists()


@pytest.fixture
def elsewhere(client):
    """A moderator of other districts alone."""
    staff = make_officer(roles.MODERATORS)
    Reader.objects.create(user=staff, only_own=True)
    return staff


def reads():
    return AuditEntry.objects.filter(action="dossier.read")


@pytest.mark.parametrize("tried", ["Айгерим", "Мадина"])
def test_nor_can_a_moderator_of_other_districts(client, elsewhere, tried):
    claim = given.fulfilled_claim()
    client.force_login(elsewhere)
    answer = step(client, claim, "write", text=f"Рахмет, {tried}!", language="ru")
    assert answer.status_code == 302
    shown = client.get(url(claim)).content.decode()
    assert "dossier" not in shown
    assert "a moderator who is another person sends it" in shown
    assert Thanks.objects.get().text == f"Рахмет, {tried}!"
    assert not reads().exists()


def test_who_may_not_open_the_wish_sends_no_words_of_it(client, elsewhere):
    claim = given.fulfilled_claim()
    words = thanks.write(claim, "Рахмет! Мяч хороший.", "ru", given.make_keeper())
    client.force_login(elsewhere)
    assert f"{url(claim)}#words" not in client.get("/admin/claims/").content.decode()
    assert 'value="approve"' not in client.get(url(claim)).content.decode()
    answer = step(client, claim, "approve", seen=words.text)
    assert answer["Location"] == "/admin/"
    with pytest.raises(PermissionError):
        thanks.approve(claim, words.text, elsewhere)
    assert not Mail.objects.filter(key__startswith="claim_thanks").exists()
    assert not reads().exists()
    # By name it may be given to them all the same.
    Reading.objects.update_or_create(wish=claim.wish, defaults={"reader": elsewhere})
    step(client, claim, "approve", seen=words.text)
    assert Mail.objects.filter(key__startswith="claim_thanks").exists()


def test_each_comparison_with_the_dossier_is_written_down(client):
    claim, moderator = given.fulfilled_claim(), make_officer(roles.MODERATORS)
    client.force_login(moderator)
    assert step(client, claim, "write", text="Айгерим!", language="ru").status_code == 422
    entry = reads().get()
    assert (entry.actor, entry.facts) == (moderator, {"wish": claim.wish.code})
    step(client, claim, "write", text="Рахмет!", language="ru")
    assert reads().count() == 2
    client.get(url(claim))
    assert reads().count() == 3
    Thanks.objects.update(text="Айгерим!", author=None)
    assert step(client, claim, "approve", seen="Айгерим!").status_code == 422
    assert reads().count() == 5, "as it was refused, and as the page was shown again"


def test_a_moderator_puts_a_donors_name_right(client, keeper):
    claim = given.received_claim()
    assert step(client, claim, "rename", donor_name="Кто-то").status_code == 302
    client.force_login(make_officer(roles.MODERATORS))
    assert step(client, claim, "rename", donor_name="see www.example.org").status_code == 422
    assert step(client, claim, "rename", donor_name="Асель Правильная").status_code == 302
    claim.refresh_from_db()
    assert claim.donor_name == "Асель Правильная"
    entry = AuditEntry.objects.get(action="claim.rename_donor")
    assert entry.facts == {"wish": claim.wish.code}


def test_a_moderator_lifts_a_pause_with_a_reason(client):
    pause = ending.pause("late@example.org")
    client.force_login(make_officer(roles.MODERATORS))
    assert "late@example.org" in client.get("/admin/claims/paused/").content.decode()
    assert (
        client.post("/admin/claims/paused/", {"pause": pause.pk, "reason": ""}).status_code == 422
    )
    client.post("/admin/claims/paused/", {"pause": pause.pk, "reason": "Был в больнице"})
    pause.refresh_from_db()
    assert pause.lifted_at
    assert pause.reason == "Был в больнице"
    # What is written there is about a person, and the trail is for good.
    assert AuditEntry.objects.get(action="claim.lift_pause").facts == {}


def test_what_has_moved_on_is_said_and_changes_nothing(client, keeper):
    claim = given.received_claim()
    assert step(client, claim, "receive").status_code == 302
    assert step(client, claim, "nonsense").status_code == 422
    assert step(client, claim, "prepare").status_code == 422
    gifts.give_back(claim, "wrong", keeper)
    step(client, claim, "confirm")
    claim.refresh_from_db()
    assert claim.ended_because == "wrong"


def test_every_state_has_its_page(client):
    client.force_login(make_officer(roles.MODERATORS))
    fulfilled = given.fulfilled_claim()
    thanks.write(fulfilled, "Рахмет! Мяч хороший.", "ru", given.make_keeper())
    for claim in (fulfilled, given.handed_over_claim(), given.received_claim()):
        assert client.get(url(claim)).status_code == 200
