"""Whatever is sent to whichever public address: an answer, and never an error of ours."""

from collections import Counter
from functools import cache
from urllib.parse import quote, quote_from_bytes

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.safeguarding import addresses, nasty
from tests.safeguarding.sizes import REQUESTS, SHARES, tell
from tests.safeguarding.world import make_world

pytestmark = pytest.mark.django_db
AT_ONCE = 10
# To draw ten requests takes a while on a machine that does other things too.
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
# In this little world these open; others are fuzzed with keys that open nothing.
OPEN = {
    "wishes:list", "wishes:submit", "wishes:follow", "claims:own", "claims:claim", "search:search",
    "payments:donate", "payments:gift", "bank:transfer", "monthly:give", "monthly:gift",
    "donors:gifts", "receipts:check",
}  # fmt: skip
# So that what is typed by chance is valid now and then.
PLAUSIBLE = (
    "5000", "12 000 ₸", "aigul@example.org", "Айгүл", "on", "1", "ru", "8 701 123 45 67", "ridder",
    "15.01.2017", "sports", "guardian", "text", "yes", "show_wish", "pass_gift", "999999000002",
    "own", "withdraw", "Хочу играть с друзьями во дворе после уроков.", "2026-01-01", "waiting",
)  # fmt: skip
FORM = "application/x-www-form-urlencoded"
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
    return st.one_of(every, st.sampled_from(sorted(world.takes))).flatmap(for_path)


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


@pytest.mark.parametrize("share", range(SHARES))
def test_no_request_is_an_error_of_ours(world, share):
    answers = Counter()
    assert {"q", "what", "amount", "donor_email"} <= set(addresses.fields())
    closed = not_opened(world)
    assert not closed & OPEN

    @settings(
        max_examples=max(1, REQUESTS // SHARES // AT_ONCE),
        database=None,
        suppress_health_check=SLOW,
    )
    @given(st.lists(requests(world), min_size=AT_ONCE, max_size=AT_ONCE))
    def send(batch):
        for asked in batch:
            answers[status_of(world, asked)] += 1

    send()
    sent = sum(answers.values())
    tell("requests", share=share, sent=sent, answers=dict(sorted(answers.items())))
    tell("keys were not at hand", addresses=sorted(closed))
    assert sum(answers.values()) >= REQUESTS // SHARES
    # Not all of them came to nothing.
    assert answers[200] + answers[422] + answers[303] > REQUESTS / SHARES / 4


def not_opened(world) -> set[str]:
    """Addresses for which this little world holds nothing: they would be fuzzed in vain."""
    statuses = {address: world.client.get(paths[0]).status_code for address, paths in
                world.paths.items()}  # fmt: skip
    return {address.name for address, status in statuses.items() if status == 404}


def status_of(world, asked: dict) -> int:
    """The status, and nothing of what the request did."""
    client = world.client
    sent = {"Sec-Fetch-Site": "same-origin"} | asked["headers"]
    client.cookies = world.cookies.copy()
    # A savepoint and no block: the money's own blocks must be the outermost.
    before = transaction.savepoint()
    try:
        answer = client.generic(
            asked["method"], asked["path"], asked["body"], asked["kind"] or None,
            QUERY_STRING=asked["query"], headers=sent,
        )  # fmt: skip
        list(answer)
    finally:
        transaction.savepoint_rollback(before)
        transaction.set_rollback(False)
    assert answer.status_code < 500, asked
    place = answer.get("Location", "/")
    assert place.startswith(("/", "http://testserver/", "http://localhost:")), (asked, place)
    assert not place.startswith("//"), asked
    return answer.status_code
