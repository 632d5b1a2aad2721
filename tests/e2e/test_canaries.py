"""Marked words in every private field of a child: none of them in any public byte.

tests/safeguarding/ does it in every state and as every reader, within one process. Here a wish is
told in a browser, with papers, to the site as it runs: what its own processes log, serve, mail and
tell Stripe is looked through.
"""

import re
from collections import deque
from html import unescape
from io import BytesIO
from urllib.error import HTTPError
from urllib.parse import quote, unquote_plus, urljoin, urlsplit

import pytest
from PIL import Image

from tests.e2e.people import WishTold, approve, begin_gift, fill_telling, pay, send, sign_in

pytestmark = pytest.mark.e2e

TOLD = WishTold(title="Палатка", why="Мы ходим в горы всем классом", email="canary@example.org")
GPS = "CANARY-49.9483N"
CANARIES = [
    *(TOLD.family_name, TOLD.given_name, TOLD.patronymic, TOLD.guardian_name, TOLD.relation),
    *(TOLD.email, TOLD.iin, TOLD.school, TOLD.address, GPS),
    *("+77051234567", "705 123", "7051234567", "23.11.2014", "2014-11-23", "23 ноября 2014"),
]
LINKS = re.compile(rb"""(?:href|src|srcset|content|action)=["']([^"'\s]+)|<loc>([^<]+)""")


def leaks(body: bytes) -> list[str]:
    folded = body.decode("utf-8", "replace").casefold()
    return [canary for canary in CANARIES if canary.casefold() in folded]


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = GPS
    out = BytesIO()
    Image.new("RGB", (80, 60), "teal").save(out, "JPEG", exif=exif, comment=GPS.encode())
    return out.getvalue()


@pytest.fixture(scope="module")
def published(site, browser):
    """The code of a published wish whose private fields are all marked."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/ru/wishes/submit/")
    fill_telling(page, TOLD)
    for field in ("photo", "consent_paper"):
        page.set_input_files(
            f"[name={field}]",
            {"name": f"{TOLD.family_name}.jpg", "mimeType": "image/jpeg", "buffer": photo()},
        )
    send(page)
    page.wait_for_url(re.compile("/ru/wishes/follow/"))
    ((code,),) = site.sql(
        "select w.code from wishes_wish w join dossiers_application a on a.wish_id = w.id "
        "where a.told_title = %s",
        TOLD.title,
    )
    for moderator in ("moderator1", "moderator2"):
        context.clear_cookies()
        sign_in(page, moderator)
        approve(page, code)
    yield code
    context.close()


def crawl(site, starts: list[str], most: int = 600) -> dict[str, bytes]:
    """Every public address of this site that can be reached from `starts`, with its bytes."""
    seen: dict[str, bytes] = {}
    waiting = deque(starts)
    while waiting and len(seen) < most:
        path = waiting.popleft()
        if path in seen:
            continue
        try:
            seen[path] = site.get(path)
        except HTTPError as error:
            with error:
                seen[path] = error.read()
        for found in LINKS.findall(seen[path]):
            written = unescape((found[0] or found[1]).decode())
            link = urlsplit(quote(urljoin(site.url + path, written), safe=":/?&=%#;,@+"))
            if f"{link.scheme}://{link.netloc}" == site.url:
                waiting.append(link.path + (f"?{link.query}" if link.query else ""))
    return seen


def test_no_private_word_in_any_public_byte(site, published):
    guesses = ["sitemap.xml", "robots.txt", "media/", "media/private/", "documents/1/", "admin/"]
    starts = [f"/{guess}" for guess in guesses]
    for language in ("kk", "ru", "en"):
        starts += [
            f"/{language}/{path}"
            for path in ("", "wishes/", "wishes/feed/", "news/feed/", "stories/feed/", "results/")
        ]
        starts += [
            f"/{language}/wishes/{published}/",
            f"/{language}/wishes/{published.lower()}/",
            f"/{language}/search/?q=%D0%9F%D0%B0%D0%BB%D0%B0%D1%82%D0%BA%D0%B0",
            f"/{language}/search/?q=%D2%9A%D2%B1%D0%BF%D0%B8%D1%8F%D1%82%D0%B5%D0%B3%D1%96",
            f"/{language}/wishes/?q=%D2%9A%D2%B1%D0%BF%D0%B8%D1%8F%D0%B0%D1%82%D1%8B",
        ]
    pages = crawl(site, starts)
    assert len(pages) > 100
    assert any(published.encode() in body for body in pages.values())
    # What a reader typed into the search box is shown back: that is theirs, not a leak.
    told = {path: leaks(body) for path, body in pages.items() if "q=%D2%9A" not in path}
    assert not {path: found for path, found in told.items() if found}


def test_the_check_itself_finds_a_leak(site, published, open_page):
    page = open_page()
    sign_in(page, "moderator1")
    page.goto(f"/admin/wishes/{published}/")
    found = leaks(page.content().encode())
    assert {TOLD.family_name, TOLD.iin, TOLD.school, TOLD.address, TOLD.email} <= set(found)


def test_no_private_word_reaches_a_donor_or_stripe(site, published, page):
    begin_gift(page, "ru", "wishes", "2500", "a.donor@example.org")
    page.wait_for_url(re.compile("/c/pay/"))
    pay(page)
    page.wait_for_url(re.compile("/ru/gifts/"))
    assert not leaks(page.content().encode())
    assert not leaks(site.wait_for_mail("a.donor@example.org").as_bytes())
    asked = unquote_plus(str(site.sandbox.requests()))
    assert "a.donor@example.org" in asked
    assert not leaks(asked.encode())


def test_no_private_word_is_logged_or_kept_in_a_page(site, published):
    for name in ("web", "worker", "clock"):
        assert not leaks(site.service(name).last_words(2000).encode())
    kept = site.sql("select content::text from wagtailcore_revision")
    assert kept
    assert not leaks(" ".join(text for (text,) in kept).encode())
