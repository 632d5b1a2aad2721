"""Hostile texts: whoever types one, it is a text and nothing else, for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from campaigns.payments.models import Words
from campaigns.payments.models.words import WordsState
from tests.factories import claims as given
from tests.factories import wishes as make
from tests.factories.money import make_fund
from tests.factories.pages import make_site
from tests.factories.settled import settled_gift
from tests.factories.staff import make_officer
from tests.factories.telling_form import form_data
from tests.fixtures.browser import FLAGS
from tests.safeguarding import nasty
from tests.safeguarding.copying import past_the_triggers
from tests.safeguarding.sending import FORM, Sent
from tests.safeguarding.shown import Shown
from tests.safeguarding.sizes import SEED, TEXTS, tell
from tests.safeguarding.world import make_world
from tools import chromium
from users import roles
from wishes.claims.links import path_of
from wishes.dossiers.models import Application, Child, Guardian, Hit
from wishes.models import CatalogueEntry, Wish

BROWSER = {"headers": {"Sec-Fetch-Site": "same-origin"}}
# PostgreSQL holds no null.
HELD = [text.replace("\0", "") for text in nasty.texts(TEXTS, SEED)]
DESK_WISHES = max(2, min(40, TEXTS // 6))
# Fields of the telling in which somebody may write what they like.
FREE = (
    "what", "why", "size", "guardian_name", "relation", "organisation", "given_name", "family_name",
    "patronymic", "school", "address",
)  # fmt: skip


@contextmanager
def chrome() -> Iterator:
    """Opened when all pages are rendered: while it is open, Django refuses the database here."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.django_db
def test_no_text_in_any_form_is_an_error_of_ours(client, stripe_sandbox):
    """Each text in all fields of each form at once, and in each query."""
    client.raise_request_exception = False
    world, sent = make_world(client), Sent()
    # Of each form one, in one language: the words of the others are no other code.
    forms = {
        one: next(path for path in paths if path in world.takes)
        for one, paths in world.paths.items()
        if not one.route.startswith(("kk/", "en/")) and world.takes.intersection(paths)
    }
    asked = {"headers": {}, "kind": FORM}
    for text in nasty.texts(TEXTS, SEED):
        typed = text.encode("utf-8", "surrogatepass")
        for path in forms.values():
            body = urlencode(dict.fromkeys(world.names.get(path) or ["q"], typed)).encode()
            sent.send(world, asked | {"method": "POST", "path": path, "query": "", "body": body})
        query = urlencode(
            dict.fromkeys(("q", "district", "category", "age", "sort", "after", "status"), typed)
        )
        for path in ("/ru/wishes/", "/ru/search/"):
            sent.send(world, asked | {"method": "GET", "path": path, "query": query, "body": b""})
    tell("texts sent", texts=TEXTS, forms=len(forms), answers=dict(sent.answers))
    assert sent.wrong == {}
    assert len(forms) > 15


def public_pages(shown: Shown) -> None:
    """Each text as a wish's title, words and name; in the list, alone, in a search, in a form."""
    client = Client()
    make.many_published(len(HELD))
    with past_the_triggers():
        for text, entry in zip(HELD, CatalogueEntry.rows.order_by("pk"), strict=True):
            CatalogueEntry.rows.filter(pk=entry.pk).update(
                title_ru=text[:80], story_ru=text[:1500], pseudonym=text[:40], size=text[:60]
            )
    place = "/ru/wishes/"
    while place:
        answer = client.get(place)
        shown.keep(f"list-{len(shown.pages)}", answer)
        for entry in answer.context["wishes"][::4]:
            shown.keep(f"wish-{entry.code}", client.get(f"/ru/wishes/{entry.code}/"))
        place = answer.context["next_url"]
    for n, text in enumerate(HELD[::5]):
        shown.keep(f"search-{n}", client.get("/ru/search/", {"q": text}))
        typed = dict.fromkeys(form_data(), text)
        shown.keep(f"told-{n}", client.post("/ru/wishes/submit/", typed, **BROWSER))


def words_of_donors(public: Shown, staff: Shown) -> None:
    """On a fund's page and in the press's queue; a promised gift at the hub and for its donor."""
    fund = make_fund()
    for text in HELD[::5]:
        Words.objects.create(
            donation=settled_gift(fund=fund), shown_name=text[:60], message=text[:280],
            dedication=text[:100], is_public=True, state=WordsState.APPROVED,
            decided_at=timezone.now(),
        )  # fmt: skip
    public.keep("wall", Client().get(fund.get_donate_url("ru")))
    Words.objects.update(state=WordsState.WAITING)
    staff.keep("words", browser_of(roles.PRESS).get(reverse("words:queue")))
    keeper = browser_of(roles.HUB_KEEPERS)
    for n, text in enumerate(HELD[::10]):
        mailbox = f"donor{n}@example.org"
        claim = given.active_claim(donor_name=text[:120], donor_email=mailbox)
        public.keep(f"promise-{n}", Client().get(path_of(claim, "ru")))
        staff.keep(f"gift-{n}", keeper.get(reverse("claim_desk:gift", args=[claim.code])))
    staff.keep("gifts", keeper.get(reverse("claim_desk:index")))


def browser_of(role: str) -> Client:
    client = Client()
    client.force_login(make_officer(role))
    return client


def desk_pages(shown: Shown) -> None:
    """What a moderator sees of a wish as the form took it, and of one whose every word is such."""
    moderator, texts = browser_of(roles.MODERATORS), iter(HELD * 20)
    codes = {}
    for n in range(DESK_WISHES):
        wish = told_by_form(texts)
        codes[f"told-{n}"] = wish.code
        other = told_by_form(texts)
        fill(other, texts)
        codes[f"filled-{n}"] = other.code
    shown.keep("queue", moderator.get("/admin/wishes/"))
    for name, code in codes.items():
        answer = moderator.get(f"/admin/wishes/{code}/")
        assert answer.status_code == 200
        shown.keep(name, answer)


def told_by_form(texts) -> Wish:
    """Told with other texts in those fields that take them; the form says which do not."""
    free = set(FREE)
    while True:
        typed = {name: next(texts)[:1_400] for name in sorted(free)}
        answer = Client().post("/ru/wishes/submit/", form_data(**typed), **BROWSER)
        if answer.status_code == 303:
            return Wish.objects.latest("pk")
        refused = free.intersection(answer.context["form"].errors)
        assert refused, answer.context["form"].errors
        free -= refused


def fill(wish: Wish, texts) -> None:
    application = Application.objects.get(wish=wish)
    with past_the_triggers():
        for model, pk in (
            (Application, application.pk), (Child, application.child_id),
            (Guardian, application.guardian_id),
        ):  # fmt: skip
            words = [
                field for field in model._meta.concrete_fields
                if field.get_internal_type() in ("CharField", "TextField") and not field.choices
                and not field.unique
            ]  # fmt: skip
            typed = {field.name: next(texts)[: field.max_length or 1500] for field in words}
            model.objects.filter(pk=pk).update(**typed)
        Hit.objects.create(
            application=application, field="story_ru", rule="surname", start=0, end=3,
            excerpt=next(texts)[:200],
        )  # fmt: skip


@pytest.mark.django_db
def test_no_text_runs_or_breaks_a_page():
    settings.ALLOWED_HOSTS = ["testserver"]
    make_site()
    public, staff = Shown(), Shown()
    public_pages(public)
    words_of_donors(public, staff)
    desk_pages(staff)
    statuses = {status for status, _headers, _body in [*public.pages.values()]}
    assert statuses <= {200, 422, 400}
    assert any(b"&lt;script&gt;" in body for _status, _headers, body in public.pages.values())
    tell("texts shown", texts=len(HELD), public=len(public.pages), staff=len(staff.pages))
    with chrome() as browser:
        wrong = public.look(browser, 360) | staff.look(browser, 390)
    assert wrong == {}


def test_a_text_that_is_not_escaped_is_noticed():
    """The control: the same eyes, on a page that lets markup through."""
    leaky = Shown()
    for n, text in enumerate((nasty.SCRIPTS[0], nasty.SCRIPTS[2], nasty.SCRIPTS[3])):
        leaky.pages[f"/leak-{n}"] = (200, {"Content-Type": "text/html"}, f"<p>{text}</p>".encode())
    strict = {"Content-Type": "text/html", "Content-Security-Policy": "script-src 'self'"}
    leaky.pages["/policy"] = (200, strict, f"<p>{nasty.SCRIPTS[0]}</p>".encode())
    leaky.pages["/wide"] = (200, {"Content-Type": "text/html"}, b"<p>" + b"W" * 900 + b"</p>")
    with chrome() as browser:
        assert set(leaky.look(browser, 360)) == set(leaky.pages)
