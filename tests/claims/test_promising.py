"""A gift is promised in a form and confirmed by e-mail; then the wish is one person's alone."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from outbox.models import Mail
from tests.factories import claims as given
from tests.factories import wishes as make
from wishes import lifecycle
from wishes.claims import clock, ending, keeping, links
from wishes.claims.models import Claim
from wishes.models import CatalogueEntry, WishPage

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def wish():
    return make.published_wish()


@pytest.fixture
def hub():
    return given.make_hub()


def form_data(hub, **changes):
    values = {
        "donor_name": "Асель", "donor_email": given.DONOR, "donor_phone": "8 701 123 45 67",
        "hub": hub.pk, "agreed": "on", "website": "",
    }  # fmt: skip
    return values | changes


def send(client, wish, hub, language="ru", **changes):
    url = f"/{language}/wishes/{wish.code}/claim/"
    return client.post(url, form_data(hub, **changes), **SAME_ORIGIN)


def confirm(client, claim):
    return client.post(links.path_of(claim), {"action": "confirm"}, **SAME_ORIGIN)


def letter(template, claim=None):
    letters = Mail.objects.filter(key__startswith=f"{template}:")
    return letters.get(key=f"{template}:{claim.pk}") if claim else letters.get()


def test_the_whole_way_from_the_wish_to_the_promise(client, wish, hub):
    page = client.get(f"/ru/wishes/{wish.code}/")
    assert f'href="/ru/wishes/{wish.code}/claim/"' in page.content.decode()
    answer = send(client, wish, hub)
    assert (answer.status_code, answer["Location"]) == (303, f"/ru/wishes/{wish.code}/claim/sent/")
    assert client.get(answer["Location"]).status_code == 200

    claim = Claim.objects.get()
    link = re.search(r"/ru/wishes/claims/[^/\s]+/", letter("claim_confirm").body)[0]
    assert link == links.path_of(claim)
    # A program that reads letters follows links: that promises nothing.
    assert client.get(link).status_code == 200
    claim.refresh_from_db()
    assert claim.state == "waiting"

    assert client.post(link, {"action": "confirm"}, **SAME_ORIGIN).status_code == 303
    claim.refresh_from_db()
    wish.refresh_from_db()
    assert (claim.state, wish.state) == ("active", "claimed")
    assert claim.donor_phone == "+77011234567"
    assert CatalogueEntry.objects.get().status == "claimed"
    shown = client.get(link).content.decode()
    assert hub.address_ru in shown
    assert claim.shown_code in shown
    assert claim.shown_code in letter("claim_promised").body


def test_the_page_of_a_claim_is_kept_from_caches_and_strangers(client, wish):
    claim = given.active_claim(wish)
    answer = client.get(links.path_of(claim))
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert client.get("/ru/wishes/claims/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    token = links.LINKS.token_of(claim)
    assert token.encode() not in bytes(claim.link_seed) + bytes(claim.link_digest)
    foreign = client.post(links.path_of(claim), {"action": "give_up"}, HTTP_SEC_FETCH_SITE="none")
    assert foreign.status_code == 403


def test_the_form_sets_no_cookie_and_loses_nothing(client, wish, hub):
    page = client.get(f"/ru/wishes/{wish.code}/claim/")
    assert not page.cookies
    assert "public" in page["Cache-Control"]
    answer = send(client, wish, hub, donor_email="nobody", donor_phone="12")
    assert answer.status_code == 422
    assert "Асель" in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ["www.example.org", "see http://x", "me@example.org"])
def test_a_name_leads_nowhere(client, wish, hub, name):
    assert send(client, wish, hub, donor_name=name).status_code == 422


def test_who_confirms_first_has_it_and_the_other_is_led_to_wishes_like_it(client, wish, hub):
    like_it = make.published_wish(what="Баскетбольный мяч")
    # An invented address keeps the wish from nobody.
    slow = given.waiting_claim(wish, hub=hub, donor_email="invented+1@example.org")
    assert send(client, wish, hub).status_code == 303
    quick = Claim.objects.get(donor_email=given.DONOR)
    assert confirm(client, quick).status_code == 303
    answer = confirm(client, slow)
    assert answer.status_code == 409
    assert like_it.code in answer.content.decode()
    # Whoever only looks is told the same, and is offered no button that does nothing.
    shown = client.get(links.path_of(slow)).content.decode()
    assert like_it.code in shown
    assert 'value="confirm"' not in shown
    late = send(client, wish, hub, donor_email="third@example.org")
    assert late.status_code == 409
    assert like_it.code in late.content.decode()
    assert not Mail.objects.filter(to="third@example.org").exists()


def test_sent_twice_is_sent_once(client, wish, hub):
    assert [send(client, wish, hub).status_code for _ in range(2)] == [303, 303]
    assert (Claim.objects.count(), Mail.objects.filter(to=given.DONOR).count()) == (1, 1)


def test_the_database_itself_refuses_a_second_holder(wish):
    given.active_claim(wish)
    other = Claim(wish=wish, hub=given.any_hub(), language="ru", **links.new_link())
    other.state, other.confirmed_at, other.due_on = "active", timezone.now(), timezone.localdate()
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_a_late_confirmation_counts_while_the_wish_is_free(client, wish):
    claim = given.waiting_claim(wish)
    with given.later(hours=5):
        clock.keep_time()
        other = given.active_claim(wish, donor_email="second@example.org")
        assert confirm(client, claim).status_code == 409
        keeping.give_up(other)
        assert confirm(client, claim).status_code == 303
    claim.refresh_from_db()
    assert (claim.state, claim.ended_at) == ("active", None)


def test_confirmed_twice_is_confirmed_once(client, wish):
    claim = given.waiting_claim(wish)
    assert [confirm(client, claim).status_code for _ in range(2)] == [303, 303]
    assert Mail.objects.filter(key__startswith="claim_promised").count() == 1


def test_a_claim_lasts_fourteen_days(wish):
    claim = given.active_claim(wish)
    assert claim.due_on == timezone.localdate() + timedelta(days=14)


def test_never_past_the_end_of_the_season(client):
    season = make.make_season(ends_on=timezone.localdate() + timedelta(days=5))
    wish = make.published_wish()
    WishPage.objects.filter(pk=wish.page_id).update(season=season)
    claim = given.active_claim(wish)
    assert claim.due_on == season.ends_on
    answer = client.post(links.path_of(claim), {"action": "extend"}, **SAME_ORIGIN)
    assert answer.status_code == 409


def test_no_claim_after_the_season(client, wish, hub):
    season = make.make_season(ends_on=timezone.localdate() - timedelta(days=1))
    WishPage.objects.filter(pk=wish.page_id).update(season=season)
    assert send(client, wish, hub).status_code == 409


def test_a_mailbox_has_a_bounded_number_of_open_promises(client, hub, settings):
    settings.CLAIMS_AT_ONCE = 2
    wishes = [make.published_wish() for _ in range(3)]
    for each, address in zip(wishes, ("Donor@example.org", "donor+2@example.org"), strict=False):
        given.active_claim(each, hub=hub, donor_email=address)
    seen = send(client, wishes[2], hub, donor_email="donor+3@Example.org")
    # The same as for anybody: only the letter tells.
    assert seen.status_code == 303
    assert Claim.objects.count() == 2
    assert letter("claim_refused").to == "donor+3@Example.org"
    send(client, wishes[2], hub, donor_email="donor@Example.org")
    assert Mail.objects.filter(key__startswith="claim_refused").count() == 1


def test_more_than_that_is_refused_at_the_button_too(client, hub, settings):
    settings.CLAIMS_AT_ONCE = 1
    claims = [given.waiting_claim(hub=hub) for _ in range(2)]
    assert [confirm(client, each).status_code for each in claims] == [303, 409]


def test_a_strangers_mailbox_is_not_filled(client, wish, hub):
    spellings = ("Vi.ctim@gmail.com", "victim@googlemail.com", "victim+{}@gmail.com")
    for turn in range(12):
        address = spellings[turn % 3].format(turn)
        answer = send(client, wish, hub, donor_email=address, donor_name=f"Асель {turn}")
        assert answer.status_code == 303
    assert Mail.objects.filter(key__startswith="claim_confirm").count() == 6
    assert Claim.objects.count() == 6


def test_promises_that_a_stranger_made_hinder_nobody(client, wish, hub):
    for _ in range(6):
        given.waiting_claim(hub=hub)
    with given.later(hours=2):
        assert given.active_claim(wish, hub=hub)


@pytest.mark.parametrize("address", ["DONOR@example.org", "donor+new@example.org"])
def test_a_paused_mailbox_cannot_promise(client, wish, hub, address):
    ending.pause(given.DONOR)
    assert send(client, wish, hub, donor_email=address).status_code == 303
    assert not Claim.objects.exists()
    assert letter("claim_refused")


def test_a_paused_mailbox_cannot_confirm_either(client, wish):
    claim = given.waiting_claim(wish)
    ending.pause("Donor+x@example.org")
    assert confirm(client, claim).status_code == 409


def test_a_donor_may_have_more_time_once(client, wish):
    claim = given.active_claim(wish)
    due = claim.due_on
    answers = [
        client.post(links.path_of(claim), {"action": "extend"}, **SAME_ORIGIN).status_code
        for _ in range(2)
    ]
    claim.refresh_from_db()
    assert answers == [303, 409]
    assert claim.due_on == due + timedelta(days=7)


def test_a_donor_may_give_the_wish_back(client, wish):
    claim = given.active_claim(wish)
    answer = client.post(links.path_of(claim), {"action": "give_up"}, **SAME_ORIGIN)
    assert answer.status_code == 303
    claim.refresh_from_db()
    wish.refresh_from_db()
    assert (claim.ended_because, wish.state) == ("by_donor", "published")
    assert CatalogueEntry.objects.get().status == "published"
    assert given.active_claim(wish, donor_email="next@example.org").state == "active"


@pytest.mark.parametrize("take_off", [lifecycle.pause, lifecycle.withdraw, lifecycle.expire])
def test_a_wish_that_leaves_the_site_ends_its_claim_kindly(wish, take_off):
    claim = given.active_claim(wish)
    take_off(wish)
    claim.refresh_from_db()
    assert claim.ended_because == "wish_gone"
    told = letter("claim_wish_gone", claim)
    assert wish.code in told.subject
    for private in ("Айгерим", "Байтерекова", "Гульнара", "мяч", "consent", "соглас"):
        assert private not in told.subject + told.body


def test_a_wish_that_leaves_the_site_unconfirmed_is_only_gone(client, wish):
    claim = given.waiting_claim(wish)
    lifecycle.withdraw(wish)
    assert confirm(client, claim).status_code == 409
    assert not Mail.objects.filter(key__startswith="claim_wish_gone").exists()
    assert client.get(f"/ru/wishes/{wish.code}/claim/").status_code == 410


def test_letters_are_in_the_language_of_the_donor(client, wish, hub):
    send(client, wish, hub, language="en")
    assert "/en/wishes/claims/" in letter("claim_confirm").body
    confirm(client, Claim.objects.get())
    assert "House of wishes" in letter("claim_promised").body


def test_the_tag_is_a_paper_with_the_code(client, wish):
    claim = given.active_claim(wish)
    answer = client.get(links.path_of(claim) + "tag.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]


def test_public_pages_ask_little_of_the_database(client, wish, hub, django_assert_max_num_queries):
    for path in (f"/ru/wishes/{wish.code}/claim/", f"/ru/wishes/{wish.code}/claim/sent/"):
        client.get(path)
        with django_assert_max_num_queries(8):
            assert client.get(path).status_code == 200
    own = links.path_of(given.active_claim(wish, hub=hub))
    with django_assert_max_num_queries(8):
        assert client.get(own).status_code == 200
