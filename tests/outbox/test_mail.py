from datetime import timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.tasks import run_step
from outbox import mail
from outbox.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(settings, tmp_path):
    folder = tmp_path / "emails" / "hello"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Hello,\n{{ name }}")
    (folder / "body.txt").write_text("Dear {{ name }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def post(key="k1"):
    return mail.post(key, "a@example.org", "hello", {"name": "Asel"}, "kk")


def test_a_letter_is_written_once_for_a_key():
    assert post() == post()
    assert Mail.objects.get().subject == "Hello, Asel"


def test_the_database_holds_the_key_unique():
    post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(key="k1", to="b@example.org", language="kk", subject="s", body="b")


def test_a_due_letter_is_sent_once():
    post()
    assert mail.deliver_due() == 1
    assert mail.deliver_due() == 0
    assert [m.to for m in django_mail.outbox] == [["a@example.org"]]


def test_a_sent_letter_keeps_no_text_behind():
    post()
    mail.deliver_due()
    assert Mail.objects.get().body == ""
    assert django_mail.outbox[0].body == "Dear Asel\n"


def test_a_failed_letter_waits_then_goes(monkeypatch):
    post()
    with monkeypatch.context() as broken:
        broken.setattr(mail, "_send", lambda letter: (_ for _ in ()).throw(OSError("down")))
        assert mail.deliver_due() == 0
    assert mail.deliver_due() == 0, "it waits its minute"
    Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    assert mail.deliver_due() == 1


def test_a_letter_is_given_up_after_the_last_try(monkeypatch):
    monkeypatch.setattr(mail, "_send", lambda letter: (_ for _ in ()).throw(OSError("down")))
    post()
    for _try in range(len(mail.RETRY_AFTER_MINUTES) + 1):
        Mail.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))
        mail.deliver_due()
    letter = Mail.objects.get()
    assert letter.given_up_at
    assert letter.attempts == len(mail.RETRY_AFTER_MINUTES) + 1
    with time_machine.travel(timezone.now() + timedelta(days=9)):
        assert not Mail.objects.due().exists()


def test_a_letter_that_cannot_be_sent_at_all_holds_up_no_other(monkeypatch):
    post("odd")
    post("good")
    send = mail._send

    def refuse_odd(letter):
        if letter.key == "odd":
            raise ValueError("Invalid address a@example.org")
        send(letter)

    monkeypatch.setattr(mail, "_send", refuse_odd)
    assert mail.deliver_due() == 1
    odd, good = Mail.objects.get(key="odd"), Mail.objects.get(key="good")
    assert (odd.attempts, odd.sent_at, odd.last_error) == (1, None, "ValueError")
    assert good.sent_at is not None


def test_a_worker_that_cannot_be_woken_undoes_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    def fail(_task, _name):
        raise RuntimeError("no queue")

    monkeypatch.setattr(type(run_step), "enqueue", fail)
    with django_capture_on_commit_callbacks(execute=True):
        post()
    assert mail.deliver_due() == 1


def test_a_slow_server_of_letters_does_not_hold_up_the_clock(monkeypatch):
    for n in range(3):
        post(f"k{n}")
    monkeypatch.setattr(mail, "TURN_SECONDS", 0)
    assert mail.deliver_due() == 0


def test_a_clock_that_is_off_does_not_hurry_the_next_try(monkeypatch):
    monkeypatch.setattr(mail, "_send", lambda letter: (_ for _ in ()).throw(OSError("down")))
    post()
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        mail.deliver_due()
    assert Mail.objects.get().attempts == 1
