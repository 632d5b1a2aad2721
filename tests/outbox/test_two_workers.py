"""Two workers find the same letter due: it is sent by one of them."""

import threading

from outbox import mail
from outbox.models import Mail
from tests.funds.test_ledger_commits import at_once


def test_a_letter_that_one_worker_is_sending_is_left_alone_by_the_other(committed_db, monkeypatch):
    Mail.objects.create(key="k1", to="a@example.org", language="kk", subject="s", body="b")
    sent, seen_by_the_other = [], []
    sending, free = threading.Event(), threading.Event()

    def send(letter):
        sent.append(letter.key)
        if len(sent) == 1:
            sending.set()
            free.wait(20)

    def other():
        sending.wait(20)
        try:
            seen_by_the_other.append(mail.deliver_due())
        finally:
            free.set()

    monkeypatch.setattr(mail, "_send", send)
    assert at_once(mail.deliver_due, other) == [None, None]
    assert (sent, seen_by_the_other) == (["k1"], [0])
    assert Mail.objects.get().sent_at is not None
