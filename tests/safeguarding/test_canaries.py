"""Wishes in every state, each private word of them marked: no mark is where it may not be."""

import logging
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from logging.config import DictConfigurator
from pathlib import Path
from random import Random
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from audit.models import AuditEntry
from campaigns.funds.models import Fund, FundKind
from campaigns.models import StoryPage
from outbox.models import Mail
from tests.factories import wishes as make
from tests.factories.money import make_fund
from tests.factories.pages import make_site
from tests.factories.staff import make_officer
from tests.safeguarding import canaries, guesses, marks
from tests.safeguarding.beside import beside
from tests.safeguarding.copying import past_the_triggers
from tests.safeguarding.sizes import CANARIES, SEED, tell
from tests.safeguarding.walking import Walk
from users import roles
from wishes.claims.links import path_of as claim_path
from wishes.claims.models import Claim
from wishes.dossiers import links
from wishes.models import CatalogueEntry, Place, Wish
from wishes.moderation.models import Reader
from wishes.states import State

pytestmark = pytest.mark.django_db
BROWSER = {"headers": {"Sec-Fetch-Site": "same-origin"}}
EVERYTHING = marks.CHILD + marks.DONOR
# Those who hand gifts over know who brings them.
STAFF = {
    roles.PRESS: EVERYTHING,
    roles.FINANCE: EVERYTHING,
    roles.HUB_KEEPERS: marks.CHILD,
    roles.ADMINISTRATORS: EVERYTHING,
}
ELSEWHERE = "a moderator of another district"
# So many addresses one reader tries of what can be guessed, drawn by chance; anybody three times
# as many, and every wish and file besides.
MOST = 20 + CANARIES // 2


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the console would show, from the first telling on."""
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(
        DictConfigurator(settings.LOGGING).configure_formatter(
            settings.LOGGING["formatters"]["line"]
        )
    )
    logging.getLogger().addHandler(handler)
    yield told
    logging.getLogger().removeHandler(handler)


def browser() -> Client:
    return Client(raise_request_exception=False)


def build(number: int, *names: str) -> dict[str, Wish]:
    make_site()
    make_fund(kind=FundKind.GENERAL, goal_tiyn=None)
    return canaries.make_canaries(number, *names)


def readers(firsts: dict[str, Wish]) -> Iterator[Walk]:
    numbers = {name: n for n, name in enumerate(firsts)}
    claim = Claim.objects.get(wish=firsts["claimed"])
    told, asked = firsts["published"].application, firsts["asked about"].application
    yield Walk("anybody", browser())
    for name, path, of in (
        ("a donor", claim_path(claim, "ru"), "claimed"),
        ("a guardian", links.path_of(told, "ru"), "published"),
        ("an institution", links.institution_path(asked.institution, "ru"), "asked about"),
    ):
        yield Walk(name, browser(), own=path, number=numbers[of])
    for role, sides in STAFF.items():
        client = browser()
        client.force_login(make_officer(role))
        yield Walk(role, client, sides)
    client = browser()
    elsewhere = make_officer(roles.MODERATORS)
    reader = Reader.objects.create(user=elsewhere, only_own=True)
    reader.places.set([Place.objects.get(slug="ulan")])
    client.force_login(elsewhere)
    # Moderators hand gifts over too, and a gift has no district.
    yield Walk(ELSEWHERE, client, marks.CHILD)


def some(paths: Iterable[str], most: int, who: str) -> list[str]:
    """All of them if there are no more than `most`; else so many, drawn by chance."""
    each = list(dict.fromkeys(paths))
    return each if len(each) <= most else Random(f"{SEED} {who}").sample(each, most)


def walk(reader: Walk, firsts: dict[str, Wish], most: int) -> None:
    """From the front pages, and from one's own, along all links; then what can be guessed."""
    inside = reader.name in {*STAFF, ELSEWHERE}
    reader.follow([reader.own or "/", "/admin/" if inside else "/"], most // 2)
    reader.follow(some(guesses.everywhere(), most // 2, reader.name), most)
    paths = [path for wish in firsts.values() for path in guesses.about(wish)]
    if inside:
        paths += guesses.admin([firsts["told"], firsts["published"], firsts["claimed"]])
    for path in some(paths, most, reader.name):
        reader.get(path)


def walk_as_anybody(reader: Walk, firsts: dict[str, Wish]) -> None:
    """Every wish, every file, and answers to what is wrong."""
    walk(reader, firsts, MOST * 3)
    for n, wish in enumerate(Wish.objects.order_by("pk")):
        reader.get(f"/{guesses.LANGUAGES[n % 3]}/wishes/{wish.code}/")
    for path in guesses.files():
        reader.get(path)
    reader.post("/ru/wishes/submit/", {"what": "x"}, **BROWSER)
    reader.post("/ru/wishes/submit/", {"what": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    for wish in firsts.values():
        key = links.token_of(wish.application)
        for wrong in (key[:-1], key.swapcase(), f"{key}x", key[::-1]):
            reader.post(f"/ru/wishes/follow/{wrong}/", {"action": "withdraw"}, **BROWSER)
        reader.post(f"/ru/wishes/{wish.code}/", {"a": "b"}, **BROWSER)
    for broken in ("/ru/wishes/?q=%00", "/ru/wishes/?after=%ff", "/ru/%ff/", "/media/%2e%2e/"):
        reader.get(broken)


def give(stripe, firsts: dict[str, Wish]) -> None:
    """A donor gives towards a wish, and Stripe hears of it."""
    fund = Fund.objects.get(wish_code=firsts["published"].code)
    form = {"amount": "5000", "donor_email": "somebody@example.org", "donor_name": "Айгүл"}
    assert browser().post(fund.get_donate_url("ru"), form, **BROWSER).status_code == 303
    assert "somebody@example.org" in unquote_plus(str(stripe.requests()))


def test_no_private_word_gets_out(log, stripe_sandbox):
    firsts = build(CANARIES)
    # Approved is a moment on the way to being published.
    assert set(Wish.objects.values_list("state", flat=True)) == set(State) - {State.APPROVED}
    assert canaries.unmarked() == []
    give(stripe_sandbox, firsts)
    asked, paths, leaks, errors = {}, set(), [], []
    for reader in readers(firsts):
        if reader.name == "anybody":
            walk_as_anybody(reader, firsts)
        else:
            walk(reader, firsts, MOST)
        asked[reader.name] = sum(reader.answers.values())
        assert reader.answers[200] > 10, reader.name
        paths |= reader.seen
        leaks += reader.leaks
        errors += reader.errors
    tell("canaries", wishes=Wish.objects.count(), asked=sum(asked.values()), **asked)
    assert leaks == []
    assert errors == []
    assert beside(log, stripe_sandbox, paths) == []


def codes_found(path: str, word: str) -> set[str]:
    body = browser().get(path, {"q": word}).content.decode()
    return {code for code in Wish.objects.values_list("code", flat=True) if code in body}


def test_nothing_is_found_by_a_private_word():
    """Whoever knows a surname learns nothing by looking for it."""
    firsts = build(0, "published")
    for path in ("/ru/wishes/", "/ru/search/"):
        nothing = codes_found(path, "щщщъъъ9999")
        assert codes_found(path, firsts["published"].code) > nothing
        for side in EVERYTHING:
            for name in ("family_name", "phone", "iin", "email"):
                word = marks.word(name, side, 0).removesuffix(f" {name}")
                assert codes_found(path, word) == nothing, word


def plant(name: str) -> Callable[[Callable], Callable]:
    def kept(planting: Callable) -> Callable:
        PLANTED[name] = planting
        return planting

    return kept


PLANTED: dict[str, Callable] = {}


@plant("/ru/wishes/")
def _words(firsts):
    with past_the_triggers():
        CatalogueEntry.rows.filter(wish=firsts["published"]).update(story_ru="8 700 555 00 01")


@plant("/media/images/leak.jpg")
def _picture(firsts):
    (Path(settings.MEDIA_ROOT) / "images").mkdir(exist_ok=True, parents=True)
    (Path(settings.MEDIA_ROOT) / "images/leak.jpg").write_bytes(canaries.photo())


@plant("/ru/stories/")
def _story(firsts):
    told = StoryPage.objects.get(wish_code=firsts["story"].code, locale__language_code="ru")
    with past_the_triggers():
        Page.objects.filter(pk=told.pk).update(title="Канарка0002")
        StoryPage.objects.filter(pk=told.pk).update(lead="Канарка0002")


@plant("outbox_mail")
def _letter(firsts):
    Mail.objects.create(key="x", to="a@example.org", language="ru", subject="x", body="Kanarka0003")


@plant("audit_auditentry")
def _trail(firsts):
    AuditEntry.objects.create(action="x", target_id="x", facts={"name": "канарка0001"})


@plant("log")
def _log(firsts):
    logging.getLogger("django").error("could not write to kanarka0002")


@plant("stripe")
def _stripe(firsts):
    Fund.objects.filter(wish_code=firsts["published"].code).update(name_ru="Канарка0001")


def test_leaks_that_are_planted_are_found(log, stripe_sandbox):
    """The control: the walk above sees each of them; and a moderator's desk shows the marks."""
    firsts = build(0, "told", "published", "story")
    for planting in PLANTED.values():
        planting(firsts)
    give(stripe_sandbox, firsts)
    reader = Walk("anybody", browser())
    walk(reader, firsts, 400)
    for path in guesses.files():
        reader.get(path)
    leaked = " ".join(path for _reader, path, _marks in reader.leaks)
    found = leaked + " ".join(where for where, _marks in beside(log, stripe_sandbox))
    assert [place for place in PLANTED if place not in found] == []
    desk = browser()
    desk.force_login(make.make_moderator())
    moderator = Walk("a moderator", desk)
    moderator.get(f"/admin/wishes/{firsts['told'].code}/")
    assert moderator.leaks
