"""Marked strings in every private field come out nowhere in public."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import PageLogEntry, Revision

from audit.models import AuditEntry
from tests.factories import wishes as make
from wishes.dossiers import links
from wishes.models import CatalogueEntry, Wish

pytestmark = pytest.mark.django_db

CANARIES = {
    "guardian_name": "Канарейкина Гульнара",
    "relation": "канарейка-тётя",
    "organisation": "Канареечный центр",
    "phone": "+77019998877",
    "email": "canary.guardian@example.kz",
    "given_name": "Канария",
    "family_name": "Канарейбаева",
    "patronymic": "Канаровна",
    "iin": "999999000303",
    "school": "Канареечная школа",
    "address": "Канареечная улица 99",
}
MARKS = ("анар", "canary", "9998877", "999999000303")
PATHS = (
    "/{language}/wishes/",
    "/{language}/wishes/?q=канарейбаева",
    "/{language}/wishes/?q=canary",
    "/{language}/wishes/?sort=oldest",
    "/{language}/wishes/feed/",
    "/{language}/wishes/submit/",
    "/{language}/wishes/{code}/",
    "/{language}/search/?q=мяч",
    "/{language}/",
    "/sitemap.xml",
    "/sitemap-wishes.xml",
    "/kk/wishes/{bucket}/{slug}/",
)
STATES = (
    make.tell_wish,
    make.asked_wish,
    make.rejected_wish,
    make.safeguarded_wish,
    make.published_wish,
    make.claimed_wish,
    make.fulfilled_wish,
    make.withdrawn_wish,
)


def marks_in(text: str, *, but: str = "") -> list[str]:
    folded = text.replace(but, "").casefold() if but else text.casefold()
    return [mark for mark in MARKS if mark in folded]


def evidence() -> ContentFile:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, "JPEG")
    return ContentFile(file.getvalue(), name="canary.jpg")


@pytest.fixture
def wishes():
    return [
        state(**CANARIES, evidence={"photo": evidence(), "consent_paper": evidence()})
        for state in STATES
    ]


def public_bytes(client, wish):
    bucket = wish.page.get_parent().slug
    for language in ("kk", "ru", "en"):
        for path in PATHS:
            url = path.format(
                language=language, code=wish.code, slug=wish.code.lower(), bucket=bucket
            )
            response = client.get(url)
            # What the reader typed into the search stands in its field again.
            echo = (
                "канарейбаева" if "канарейбаева" in url else "canary" if "q=canary" in url else ""
            )
            yield url, b"".join(response).decode(), echo


def test_no_public_page_feed_or_search_tells_a_private_thing(client, wishes):
    for wish in wishes:
        for url, text, echo in public_bytes(client, wish):
            assert marks_in(text, but=echo) == [], url


def test_no_version_of_a_page_and_no_log_holds_a_private_thing(wishes):
    for revision in Revision.objects.all():
        assert marks_in(str(revision.content) + revision.object_str) == []
    for entry in PageLogEntry.objects.all():
        assert marks_in(f"{entry.label} {entry.data}") == []
    for entry in AuditEntry.objects.all():
        assert marks_in(str(entry.facts)) == []
    for entry in CatalogueEntry.objects.all():
        assert marks_in(str(vars(entry))) == []


def test_a_planted_leak_is_found(client, wishes):
    """The control: the crawl above would see it."""
    entry = CatalogueEntry.objects.first()
    with make.fences_down("wishes_catalogueentry"):
        CatalogueEntry.rows.filter(pk=entry.pk).update(story_ru="Канарейбаева ждёт")
    wish = Wish.objects.get(code=entry.code)
    found = [url for url, text, echo in public_bytes(client, wish) if marks_in(text, but=echo)]
    assert f"/ru/wishes/{wish.code}/" in found


def test_no_private_file_is_served(client, wishes):
    for wish in wishes:
        for file in wish.application.evidence.all():
            assert client.get(f"/media/{file.file.name}").status_code == 404
            assert client.get(f"/media/images/../{file.file.name}").status_code == 404


def test_nobody_else_opens_the_private_link(client, wishes):
    tokens = {links.token_of(wish.application) for wish in wishes}
    assert len(tokens) == len(wishes)
    for wish in wishes:
        for guess in (wish.code, str(wish.pk), "0" * 22, wish.application.sent_once[:22]):
            assert client.get(f"/ru/wishes/follow/{guess}/").status_code == 404
