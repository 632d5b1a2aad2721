"""Whatever is sent to whichever public address: an answer, and never an error of ours."""

from functools import cache
from urllib.parse import quote, quote_from_bytes

import pytest
from django.http import HttpResponseRedirect
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.factories.pages import make_site
from tests.safeguarding import addresses, nasty
from tests.safeguarding.sending import FORM, Sent
from tests.safeguarding.sizes import REQUESTS, SEED, SHARES, tell
from tests.safeguarding.world import World, make_world

pytestmark = pytest.mark.django_db
AT_ONCE = 10
# To draw ten requests takes a while on a machine that does other things too.
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
# In this little world these open; others are fuzzed with keys that open nothing.
OPEN = {
    "wishes:list", "wishes:submit", "wishes:follow", "claims:own", "claims:claim", "search:search",
    "payments:donate", "payments:gift", "bank:transfer", "monthly:give", "monthly:gift",
    "donors:gifts", "receipts:check", "claims:tag", "wishes:copy", "wishes:own_data",
    "wishes:institution", "wishes:institution_tell", "wishes:institution_wish",
}  # fmt: skip
# So that what is typed by chance is valid now and then.
PLAUSIBLE = (
    "5000", "12 000 ₸", "aigul@example.org", "Айгүл", "on", "1", "ru", "8 701 123 45 67", "ridder",
    "15.01.2017", "sports", "guardian", "text", "yes", "show_wish", "pass_gift", "999999000002",
    "own", "withdraw", "Хочу играть с друзьями во дворе после уроков.", "2026-01-01", "waiting",
)  # fmt: skip
KINDS = (
    FORM, FORM, FORM, FORM, "multipart/form-data; boundary=x", "multipart/form-data", "text/plain",
    "application/json", f"{FORM}; charset=utf-16", f"{FORM}; charset=no", "", "multipart/mixed",
    "multipart/form-data; boundary=x; charset=utf-7",
)  # fmt: skip
HEADERS = (
    "Accept-Language", "Cookie", "If-None-Match", "If-Modified-Since", "Range", "Referer", "Accept",
    "User-Agent", "HX-Request", "X-Forwarded-For", "X-Forwarded-Host", "X-Requested-With", "Origin",
    "Authorization", "Accept-Encoding", "Content-Encoding", "Forwarded",
)  # fmt: skip

written = st.one_of(
    st.sampled_from(PLAUSIBLE).map(str.encode),
    st.sampled_from(nasty.ALL).map(lambda text: text.encode("utf-8", "surrogatepass")[:4_000]),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=12),
)
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    st.one_of(
        st.sampled_from(("*", "bytes=0-", "csrftoken=a; sessionid=b", "xx-XX;q=9", '"a", W/"b"')),
        st.text(st.characters(max_codepoint=255, exclude_categories=("Cc",)), max_size=30),
    ),
    max_size=2,
)


@pytest.fixture
def world(client, stripe_sandbox):
    client.raise_request_exception = False
    return make_world(client)


@cache
def pairs(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    """What a browser would make of some of these fields; a name may come twice."""
    known = st.sampled_from(names or ["q"])
    name = st.one_of(known, known, known, st.sampled_from(addresses.fields()), st.text(max_size=4))
    return st.lists(st.tuples(name, written), max_size=6).map(
        lambda found: "&".join(
            f"{quote(name, safe='', errors='surrogatepass')}={quote_from_bytes(value)}"
            for name, value in found
        )
    )


def requests(world) -> st.SearchStrategy[dict]:
    @cache
    def for_path(path: str) -> st.SearchStrategy[dict]:
        names = tuple(world.names.get(path, ()))
        usual = ("POST",) * 6 + ("GET",) * 2 if path in world.takes else ("GET",) * 9
        return st.fixed_dictionaries(
            {
                "path": st.just(path),
                "method": st.sampled_from((*usual, "HEAD", "PUT", "OPTIONS")),
                "query": pairs(names),
                "body": st.one_of(pairs(names).map(str.encode), parts(names), written),
                "kind": st.sampled_from(KINDS),
                "headers": headers,
            }
        )

    @cache
    def made_up(address: addresses.Address) -> st.SearchStrategy[str]:
        opened = st.sampled_from(world.paths[address])
        if not address.parts:
            return opened
        guess = written.map(
            lambda value: address.path(dict.fromkeys(address.parts, quote_from_bytes(value)))
        )
        return st.one_of(opened, opened, guess)

    every = st.sampled_from(list(world.paths)).flatmap(made_up)
    forms = st.sampled_from(sorted(world.takes)) if world.takes else every
    return st.one_of(every, forms).flatmap(for_path)


@cache
def parts(names: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Fields and files in the parts of a multipart body, whose boundary is x."""
    name = st.sampled_from(names or ["q"])
    file = st.sampled_from((b"", b'; filename="a.jpg"', b'; filename="\xd0\x90/../a.png"'))
    one = st.builds(
        lambda name, file, value: (
            b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n'
            % (name.encode("utf-8", "surrogatepass"), file, value)
        ),
        name, file, written,
    )  # fmt: skip
    return st.lists(one, max_size=4).map(lambda found: b"".join(found) + b"--x--\r\n")


def send(world, number: int, drawn: st.SearchStrategy[dict], share: int = 0) -> Sent:
    """At least `number` requests, the same ones for the same share and SEED.

    Goes on after a fault, so that one does not hide the others.
    """
    sent = Sent()

    @seed(f"{SEED} {share}")
    @settings(
        max_examples=max(1, -(-number // AT_ONCE)),
        # Neither kept nor made smaller: a request is short enough to read.
        database=None, phases=[Phase.generate],
        suppress_health_check=SLOW,
    )  # fmt: skip
    @given(st.lists(drawn, min_size=AT_ONCE, max_size=AT_ONCE))
    def send_some(batch):
        for asked in batch:
            sent.send(world, asked)

    send_some()
    return sent


@pytest.mark.parametrize("share", range(SHARES))
def test_no_request_is_an_error_of_ours(world, share):
    assert {"q", "what", "amount", "donor_email"} <= set(addresses.fields())
    closed = not_opened(world)
    assert not closed & OPEN
    sent = send(world, REQUESTS // SHARES, requests(world), share)
    number = sum(sent.answers.values())
    tell("requests", share=share, sent=number, answers=dict(sorted(sent.answers.items())))
    tell("keys were not at hand", addresses=sorted(closed))
    assert sent.wrong == {}
    assert number >= REQUESTS // SHARES
    # Not all of them came to nothing.
    assert sent.answers[200] + sent.answers[422] + sent.answers[303] > number / 4


def test_a_view_that_raises_and_one_that_leads_away_are_noticed(client, monkeypatch):
    """The control: on the smallest of sites."""
    make_site()
    client.raise_request_exception = False
    here = addresses.Address("search:search", "en/search/")
    world = World(client, paths={here: ["/en/search/"]})
    assert send(world, AT_ONCE, requests(world)).wrong == {}
    with monkeypatch.context() as patched:
        patched.setattr("search.query.tidy", lambda typed: int("x"))
        (found,) = send(world, AT_ONCE, requests(world)).wrong
        assert found.startswith("500: ValueError")
    monkeypatch.setattr("search.views.render", lambda *_: HttpResponseRedirect("//evil.example/"))
    assert set(send(world, AT_ONCE, requests(world)).wrong) == {"leads to evil.example"}


def not_opened(world) -> set[str]:
    """Addresses for which this little world holds nothing: they would be fuzzed in vain."""
    statuses = {address: world.client.get(paths[0]).status_code for address, paths in
                world.paths.items()}  # fmt: skip
    return {address.name for address, status in statuses.items() if status == 404}
