"""A letter's paper is made when the letter leaves, and never costs the letter itself."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.utils import timezone

from outbox import mail
from outbox.attachments import MOST_WAITS, Attachment, NotReady
from outbox.models import Mail

pytestmark = pytest.mark.django_db

PAPER = Attachment("paper.pdf", b"%PDF-made-at-sending", "application/pdf")
makers: dict = {}


def make(key, language):
    return makers["now"](key, language)


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    folder = tmp_path / "emails" / "hello"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello")
    (folder / "body.txt").write_text("Dear friend")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.MAIL_ATTACHMENTS = {"paper": f"{__name__}.make"}
    return mail.post("k1", "a@example.org", "hello", {}, "kk", attachment="paper:7")


def not_ready(key, language):
    raise NotReady


def broken_sql(key, language):
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")


def now_due():
    Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_the_paper_is_made_for_the_key_and_language_of_the_letter():
    asked = []
    makers["now"] = lambda *wanted: asked.append(wanted) or PAPER
    assert mail.deliver_due() == 1
    assert asked == [("7", "kk")]
    (attached,) = django_mail.outbox[0].attachments
    assert tuple(attached) == tuple(PAPER)


def test_nothing_of_the_paper_stays_in_the_outbox():
    makers["now"] = lambda *wanted: PAPER
    mail.deliver_due()
    kept = Mail.objects.values().get()
    assert "made-at-sending" not in str(kept)
    assert kept["attachment"] == "paper:7"


def test_a_letter_goes_alone_where_there_is_nothing_to_attach():
    makers["now"] = lambda *wanted: None
    assert mail.deliver_due() == 1
    assert django_mail.outbox[0].attachments == []


@pytest.mark.parametrize("trouble", [not_ready, broken_sql])
def test_a_paper_that_is_not_there_yet_is_waited_for(trouble):
    makers["now"] = trouble
    assert mail.deliver_due() == 0
    letter = Mail.objects.get()
    assert (letter.sent_at, letter.attempts, letter.attachment_waits) == (None, 0, 1)
    assert mail.deliver_due() == 0, "it waits a little"
    assert Mail.objects.get().attachment_waits == 1
    makers["now"] = lambda *wanted: PAPER
    now_due()
    assert mail.deliver_due() == 1
    assert len(django_mail.outbox[0].attachments) == 1


@pytest.mark.parametrize("trouble", [not_ready, broken_sql])
def test_a_paper_that_never_comes_does_not_lose_the_letter(trouble):
    makers["now"] = trouble
    for _turn in range(MOST_WAITS):
        assert mail.deliver_due() == 0
        now_due()
    assert mail.deliver_due() == 1
    assert [letter.attachments for letter in django_mail.outbox] == [[]]


def test_a_paper_that_nobody_makes_does_not_lose_the_letter():
    Mail.objects.update(attachment="unknown:7")
    for _turn in range(MOST_WAITS + 1):
        mail.deliver_due()
        now_due()
    assert len(django_mail.outbox) == 1
