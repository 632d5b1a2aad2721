"""Papers of a dossier: what is taken, how it is kept and how staff receive it."""

import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import override

from audit.models import AuditEntry
from tests.factories import papers as files
from tests.factories import wishes as make
from wishes.dossiers import papers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_taken_as_bare_pixels(kind):
    assert papers.taken_in(files.picture(kind)).name.startswith("picture.")


def test_a_pdf_is_kept_as_it_came_under_a_name_that_tells_nothing():
    sent = files.pdf(pages=20)
    taken = papers.taken_in(sent)
    assert taken.name == "paper.pdf"
    assert taken.read() == (sent.seek(0), sent.read())[1]


BAD = {
    "too many pages": (files.pdf(pages=21), "20 pages"),
    "no pages": (files.pdf(pages=0), "could not be read"),
    "locked": (files.pdf(change=files.locked), "locked"),
    "a script": (files.pdf(change=files.scripted), "more than pages"),
    "another file": (files.pdf(change=files.attached), "more than pages"),
    "starts a program": (files.pdf(change=files.launching), "more than pages"),
    "hides what it starts": (
        files.pdf(change=files.launching_by_a_pointed_name), "more than pages",
    ),
    "a file pinned to a page": (files.pdf(change=files.file_annotation()), "more than pages"),
    "only the beginning": (ContentFile(b"%PDF-1.7\n"), "could not be read"),
    "half of one": (ContentFile(files.pdf().read()[:300]), "could not be read"),
    "too large": (ContentFile(b"%PDF-1.7" + b"0" * papers.MAX_PDF_BYTES), "10 MB"),
    "a page of HTML": (ContentFile(b"<html><script>alert(1)</script>", name="a.pdf"), "picture"),
    "nothing": (ContentFile(b"", name="a.pdf"), "picture"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_anything_else_is_refused_with_what_to_do_instead(what):
    file, why = BAD[what]
    with override("en"), pytest.raises(ValidationError, match=why):
        papers.taken_in(file)


def test_a_bomb_costs_a_refusal_and_nothing_more():
    """40 MB of zeroes again and again, packed into a stream of objects."""
    packed = zlib.compress(zlib.compress(b"0" * 40_000_000))
    body = (
        b"%%PDF-1.5\n1 0 obj<</Type/ObjStm/N 9/First 9/Length %d/Filter[/FlateDecode/FlateDecode]"
    )
    raw = (
        (body % len(packed))
        + b">>stream\n"
        + packed
        + b"\nendstream endobj\ntrailer<</Root 2 0 R>>"
    )
    with override("en"), pytest.raises(ValidationError, match="could not be read"):
        papers.taken_in(ContentFile(raw))


def test_one_application_holds_so_many_papers():
    application = make.tell_wish().application
    for _paper in range(papers.MAX_PAPERS):
        papers.add(application, "other", papers.taken_in(files.pdf()))
    with override("en"), pytest.raises(ValidationError, match="ten papers"):
        papers.add(application, "other", papers.taken_in(files.pdf()))
    assert AuditEntry.objects.filter(action="dossier.add_file").count() == papers.MAX_PAPERS


@pytest.mark.parametrize(("file", "opens"), [(files.pdf(), "attachment"), (files.picture(), "")])
def test_staff_receive_a_paper_that_can_do_nothing(client, file, opens):
    application = make.tell_wish().application
    paper = papers.add(application, "other", papers.taken_in(file))
    client.force_login(make.make_moderator())
    url = reverse("wish_desk:evidence", args=[application.wish.code, paper.pk])
    answer = client.get(url)
    content = b"".join(answer.streaming_content)
    assert content.startswith((b"%PDF-", b"\x89PNG"))
    assert content not in paper.file.storage.path(paper.file.name).encode()
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer.get("Content-Disposition", "").startswith(opens)
    assert application.wish.code in answer["Content-Disposition"]
    assert AuditEntry.objects.get(action="dossier.read_file").target_id == str(paper.pk)


def test_the_form_takes_a_pdf_and_refuses_a_hidden_program_beside_its_field(client):
    from tests.factories.telling_form import form_data

    make.wish_lists()
    browser = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    bad = form_data(consent_paper=files.pdf(change=files.scripted))
    answer = client.post("/ru/wishes/submit/", bad, **browser)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["consent_paper"]
    good = form_data(consent_paper=files.pdf())
    assert client.post("/ru/wishes/submit/", good, **browser).status_code == 303
